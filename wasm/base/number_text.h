// Numbers as decimal text.
#pragma once

#include <cstdint>

#include "base/buffer.h"

namespace tcpless {

// What is written for the numbers that have no digits: NaN, Infinity and -Infinity.
[[nodiscard]] inline bool is_not_finite(std::string_view text) {
  if (text == "NaN") return true;
  if (text.starts_with('-')) text.remove_prefix(1);
  return text == "Infinity";
}

// Appends the decimal digits, after a minus when the value is negative.
inline void append_integer(Buffer<char>& out, int64_t value) {
  char digits[20];
  char* p = digits + sizeof digits;
  const bool negative = value < 0;
  uint64_t rest = negative ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  do {
    *--p = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (negative) *--p = '-';
  out.append(p, static_cast<size_t>(digits + sizeof digits - p));
}

}  // namespace tcpless
