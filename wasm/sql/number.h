// Numbers as the record carries them.
#pragma once

#include <string_view>

#include "sql/characters.h"

namespace tcpless {

// NaN, Infinity or -Infinity.
constexpr bool is_special_number(std::string_view text) {
  return text == "NaN" || text == "Infinity" || text == "-Infinity";
}

// Digits with an optional minus, as BigInt.prototype.toString writes them.
constexpr bool is_integer_text(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || (text[0] == '0' && text.size() > 1)) return false;
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return true;
}

// What Number.prototype.toString writes for a finite number (ECMA-262 6.1.6.1.20), which JSON and
// both dialects read as the same number; also -0.
constexpr bool is_decimal_text(std::string_view text) {
  const size_t exponent = text.find('e');
  if (exponent != std::string_view::npos) {
    std::string_view digits = text.substr(exponent + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (!is_integer_text(digits)) return false;
    text = text.substr(0, exponent);
  }
  const size_t point = text.find('.');
  if (point != std::string_view::npos) {
    const std::string_view fraction = text.substr(point + 1);
    if (fraction.empty()) return false;
    for (const char c : fraction) {
      if (!is_digit(c)) return false;
    }
    text = text.substr(0, point);
  }
  return is_integer_text(text);
}

}  // namespace tcpless
