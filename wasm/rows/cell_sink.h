// Where decoded cells go: the tape that JavaScript reads, or the bytes of a response.
#pragma once

#include <cstdint>
#include <string_view>

#include "bindings/layout.h"
#include "rows/value_options.h"

namespace tcpless {

// The contents of a JSON string on the wire, between its quotes.
struct WireText {
  std::string_view raw;  // still escaped; valid JSON string contents and valid UTF-8
  bool escaped = false;  // has a backslash
  bool ascii = true;
};

// Takes the cells of a row one after another. Arguments are read before the call returns.
//
// No call fails: memory that runs out is remembered by the arena and checked after each feed.
class CellSink {
 public:
  virtual void null_value() = 0;
  virtual void boolean(bool value) = 0;
  // |value| < 2^53; `digits` is the same value as JSON writes it.
  virtual void safe_integer(int64_t value, std::string_view digits) = 0;
  // A decimal literal that JSON allows as a number, or NaN, Infinity, -Infinity.
  virtual void number(std::string_view literal) = 0;
  // Digits with an optional minus: a bigint in JavaScript, a bare number in JSON.
  virtual void bigint(std::string_view digits) = 0;
  virtual void text(std::string_view utf8) = 0;
  // Text as it came; saves unescaping and escaping where the output is JSON too.
  virtual void wire_text(const WireText& text) = 0;
  // Checked JSON. `bigints`: it has integers beyond 2^53 that become bigints in JavaScript.
  virtual void json(std::string_view checked, bool bigints) = 0;
  virtual void bytes(std::string_view bytes) = 0;
  // Milliseconds since 1970 UTC, at most 8.64e15 either way; in JSON what toISOString gives.
  virtual void date(int64_t milliseconds) = 0;
  // ISO 8601 without an offset, which JavaScript reads in the time zone of the process; in JSON this text.
  virtual void local_date(std::string_view iso) { text(iso); }
  virtual void begin_array() = 0;
  virtual void end_array() = 0;

 protected:
  ~CellSink() = default;
};

}  // namespace tcpless
