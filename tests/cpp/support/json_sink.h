// Collects the cells of a row as JSON values that a test can compare.
#pragma once

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "rows/cell_sink.h"

namespace tcpless::test {

// What JSON cannot tell apart is an object with the kind as its key:
//
//   bytes    {"hex": "00ff"}
//   dates    {"date": milliseconds}, or {"local": ISO 8601 text without an offset}
//   bigints  {"bigint": "9007199254740993"}
//   numbers  {"number": "NaN"}, for NaN, the infinities and -0; others are JSON numbers
//   JSON with bigints inside  {"json": "the text"}; other JSON is parsed
class JsonSink final : public CellSink {
 public:
  void null_value() override { add(nullptr); }
  void boolean(bool value) override { add(value); }
  void safe_integer(int64_t value, std::string_view /*digits*/) override { add(value); }
  void number(std::string_view literal) override {
    literals_.emplace_back(literal);
    const bool finite = nlohmann::json::accept(literal);
    const double value = finite ? std::strtod(std::string(literal).c_str(), nullptr) : 0;
    if (!finite || (value == 0 && literal.starts_with('-'))) {
      add({{"number", literal}});
    } else {
      add(value);
    }
  }
  void bigint(std::string_view digits) override { add({{"bigint", digits}}); }
  void text(std::string_view utf8) override { add(utf8); }
  void wire_text(const WireText& text) override { add(nlohmann::json::parse('"' + std::string(text.raw) + '"')); }
  void json(std::string_view checked, bool bigints) override {
    nlohmann::json parsed = nlohmann::json::parse(checked);
    if (bigints) {
      add({{"json", checked}});
    } else {
      add(std::move(parsed));
    }
  }
  void bytes(std::string_view bytes) override {
    std::string hex;
    for (const char c : bytes) {
      hex += "0123456789abcdef"[static_cast<uint8_t>(c) >> 4];
      hex += "0123456789abcdef"[static_cast<uint8_t>(c) & 15];
    }
    add({{"hex", hex}});
  }
  void date(int64_t milliseconds) override { add({{"date", milliseconds}}); }
  void local_date(std::string_view iso) override { add({{"local", iso}}); }
  void begin_array() override { open_.push_back(nlohmann::json::array()); }
  void end_array() override {
    if (open_.empty()) {
      balanced_ = false;
      return;
    }
    nlohmann::json closed = std::move(open_.back());
    open_.pop_back();
    add(std::move(closed));
  }

  // The cells so far, an array.
  [[nodiscard]] const nlohmann::json& cells() const { return cells_; }
  // Every array that was begun was ended, and none ended that was not begun.
  [[nodiscard]] bool balanced() const { return balanced_ && open_.empty(); }
  // What number() was given, as it was given.
  [[nodiscard]] const std::vector<std::string>& literals() const { return literals_; }

 private:
  void add(nlohmann::json value) {
    nlohmann::json& target = open_.empty() ? cells_ : open_.back();
    target.push_back(std::move(value));
  }

  nlohmann::json cells_ = nlohmann::json::array();
  std::vector<nlohmann::json> open_;
  std::vector<std::string> literals_;
  bool balanced_ = true;
};

}  // namespace tcpless::test
