// Parameters as JSON.
#pragma once

#include "base/hex.h"
#include "json/escape.h"
#include "rows/cell_sink.h"
#include "sql/number.h"

namespace tcpless {

// Writes what emit_sqlite_parameter emits as JSON values. Bytes are a string of hex digits.
class D1JsonCells final : public CellSink {
 public:
  // `list`: the values are for json_each, which is to give what binding them would give: numbers as REAL.
  D1JsonCells(Buffer<char>& out, bool list) : out_(out), list_(list) {}

  // Whether no value was one that json_each would give otherwise.
  [[nodiscard]] bool exact() const { return exact_; }

  void null_value() override { out_.append("null"); }
  void boolean(bool value) override { out_.append(value ? "true" : "false"); }
  void safe_integer(int64_t /*value*/, std::string_view digits) override {
    out_.append(digits);
    if (list_) out_.append("e0");
  }
  void number(std::string_view literal) override {
    // SQLite's own reading of other numbers may differ from the host's in the last digit.
    if (literal != "-0" && (!is_integer_text(literal) || literal.size() > 16)) exact_ = false;
    safe_integer(0, literal);
  }
  void bigint(std::string_view digits) override { out_.append(digits); }
  void text(std::string_view utf8) override { append_json_string(out_, utf8); }
  void wire_text(const WireText& text) override { append_json_string(out_, text.raw); }
  void json(std::string_view checked, bool /*bigints*/) override { append_json_string(out_, checked); }
  void bytes(std::string_view bytes) override {
    exact_ = false;
    out_.push('"');
    append_hex(out_, bytes);
    out_.push('"');
  }
  void date(int64_t /*milliseconds*/) override {}
  void begin_array() override {}
  void end_array() override {}

 private:
  Buffer<char>& out_;
  bool list_;
  bool exact_ = true;
};

}  // namespace tcpless
