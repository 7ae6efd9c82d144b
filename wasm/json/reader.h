// Reads JSON that arrives in pieces, token by token.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/status.h"
#include "json/grammar.h"
#include "rows/cell_sink.h"

namespace tcpless {

enum class JsonToken : uint8_t {
  need_more,  // the rest of the token has not come; call again after more bytes
  failed,     // see error()
  begin_object,
  end_object,
  begin_array,
  end_array,
  key,     // text()
  string,  // text()
  number,  // text().raw
  true_value,
  false_value,
  null_value,
  end,  // the document is whole and nothing but space followed
};

// A pull reader for one RFC 8259 document, strict in all things: no byte order mark, UTF-8 checked,
// \u escapes of surrogates only in pairs, at most limits::envelope_depth levels.
//
// The owner keeps the bytes: open() with what is there, next() until need_more, then keep the bytes
// from consumed() on and open() again with them and more behind. A token is never seen half, and
// work is linear in the document whatever the pieces: a cut string is not scanned twice.
class JsonReader {
 public:
  // `bytes` must stay in place until the next open(). `last`: nothing follows.
  void open(std::string_view bytes, bool last);

  [[nodiscard]] JsonToken next();

  // For whoever reads elements of the open array by itself: what is left of the piece, from the first element or the
  // comma behind the last one on; empty where a token is cut or no element can stand.
  [[nodiscard]] std::string_view unread_elements() const {
    const bool between = expect_ == Expect::comma_or_end || expect_ == Expect::value_or_end;
    if (!between || scanned_ != 0 || in_object()) return {};
    return {position_, static_cast<size_t>(end_ - position_)};
  }
  [[nodiscard]] bool at_first_element() const { return expect_ == Expect::value_or_end; }

  // Goes on behind whole elements of so many bytes, which whoever read them found well-formed.
  void skip_elements(size_t bytes) {
    if (bytes == 0) return;
    position_ += bytes;
    expect_ = Expect::comma_or_end;
  }

  // Of the last key, string or number; valid until the bytes move.
  [[nodiscard]] const WireText& text() const { return text_; }

  // Bytes of the open piece that need not be kept.
  [[nodiscard]] size_t consumed() const { return static_cast<size_t>(position_ - begin_); }

  // Where the last token ended, the same whatever the pieces: consumed() may have passed the colon behind a key too.
  [[nodiscard]] size_t token_end() const { return consumed() - (expect_ == Expect::value && in_object() ? 1 : 0); }

  // The consumed bytes of the open piece from `begin` on.
  [[nodiscard]] std::string_view consumed_since(size_t begin) const { return {begin_ + begin, consumed() - begin}; }

  // Open arrays and objects.
  [[nodiscard]] uint32_t depth() const { return depth_; }

  // Why next() gave `failed`: `protocol` or `limit`.
  [[nodiscard]] Status error() const { return error_; }

 private:
  enum class Expect : uint8_t {
    value,
    value_or_end,  // first in an array
    key,
    key_or_end,  // first in an object
    colon,
    comma_or_end,
    nothing,  // after the document
  };

  [[nodiscard]] JsonToken fail(Status status);
  [[nodiscard]] JsonToken need_more();
  [[nodiscard]] JsonToken read_value(char first);
  [[nodiscard]] JsonToken read_string(JsonToken kind);
  [[nodiscard]] JsonToken finish_string(JsonToken kind, const char* behind);
  [[nodiscard]] JsonToken read_number();
  [[nodiscard]] JsonToken read_word(std::string_view word, JsonToken kind);
  [[nodiscard]] JsonToken open_container(JsonToken kind);
  [[nodiscard]] JsonToken close_container(JsonToken kind);
  [[nodiscard]] bool in_object() const { return depth_ > 0 && (objects_ >> (depth_ - 1) & 1) != 0; }
  void value_done() { expect_ = depth_ == 0 ? Expect::nothing : Expect::comma_or_end; }

  static_assert(limits::envelope_depth <= 64, "objects_ has a bit for each level");

  const char* begin_ = nullptr;
  const char* position_ = nullptr;
  const char* end_ = nullptr;
  WireText text_;
  uint64_t objects_ = 0;  // bit of level n: it is an object
  size_t scanned_ = 0;    // of the token at position_, how much needs no second look
  Status error_ = success;
  uint32_t depth_ = 0;
  Expect expect_ = Expect::value;
  bool last_ = false;
  StringFacts facts_;  // of the scanned part
};

}  // namespace tcpless
