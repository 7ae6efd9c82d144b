// A whole document through JsonReader, as a value that can be compared with another parser's.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "json/escape.h"
#include "json/reader.h"

namespace tcpless::test {

struct JsonDocument {
  ErrorCode error = ErrorCode::ok;
  nlohmann::json value;
};

// Builds the value from tokens; of keys that come twice the last one stays.
class JsonDocumentBuilder {
 public:
  void take(JsonToken token, const WireText& text) {
    switch (token) {
      case JsonToken::begin_object:
        open_.push_back({nlohmann::json::object(), {}});
        break;
      case JsonToken::begin_array:
        open_.push_back({nlohmann::json::array(), {}});
        break;
      case JsonToken::end_object:
      case JsonToken::end_array: {
        nlohmann::json closed = std::move(open_.back().value);
        open_.pop_back();
        add(std::move(closed));
        break;
      }
      case JsonToken::key:
        open_.back().key = unescaped(text);
        break;
      case JsonToken::string:
        add(unescaped(text));
        break;
      case JsonToken::number: {
        // The other parser calls an overflow an error; here it is the text that counts.
        nlohmann::json number = nlohmann::json::parse(text.raw, nullptr, false);
        add(number.is_discarded() ? nlohmann::json(std::string(text.raw)) : number);
        break;
      }
      case JsonToken::true_value:
        add(true);
        break;
      case JsonToken::false_value:
        add(false);
        break;
      default:
        add(nullptr);
    }
  }
  [[nodiscard]] nlohmann::json& value() { return value_; }

 private:
  struct Open {
    nlohmann::json value;
    std::string key;
  };

  std::string unescaped(const WireText& text) {
    if (!text.escaped) return std::string(text.raw);
    Arena arena(1 << 24);
    Buffer<char> out(arena);
    append_unescaped(out, text.raw);
    return std::string(out.view());
  }
  void add(nlohmann::json value) {
    if (open_.empty()) {
      value_ = std::move(value);
    } else if (open_.back().value.is_array()) {
      open_.back().value.push_back(std::move(value));
    } else {
      open_.back().value[open_.back().key] = std::move(value);
    }
  }

  std::vector<Open> open_;
  nlohmann::json value_;
};

// Reads `document` in pieces as the owner of a reader is told to. `next_piece` gives the size of the next piece;
// 0 takes all that is left.
inline JsonDocument read_document(std::string_view document, const std::function<size_t()>& next_piece) {
  JsonDocumentBuilder builder;
  JsonReader reader;
  std::string kept;
  for (;;) {
    size_t size = next_piece();
    if (size == 0 || size > document.size()) size = document.size();
    kept += document.substr(0, size);
    document.remove_prefix(size);
    // A copy of exactly the right size, so that the sanitizer sees every byte read past the end.
    const std::vector<char> piece(kept.begin(), kept.end());
    reader.open({piece.data(), piece.size()}, document.empty());
    for (;;) {
      const JsonToken token = reader.next();
      if (token == JsonToken::need_more) break;
      if (token == JsonToken::failed) return {reader.error().code(), {}};
      if (token == JsonToken::end) return {ErrorCode::ok, std::move(builder.value())};
      builder.take(token, reader.text());
    }
    kept.erase(0, reader.consumed());
  }
}

// In pieces of so many bytes; 0 for whole.
inline JsonDocument read_document(std::string_view document, size_t piece_bytes = 0) {
  return read_document(document, [piece_bytes] { return piece_bytes; });
}

}  // namespace tcpless::test
