// Numbers as the record carries them.
#pragma once

#include <string_view>

#include "sql/characters.h"

namespace tcpless {

// Digits with an optional minus, as BigInt.prototype.toString writes them.
constexpr bool is_integer_text(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || (text[0] == '0' && text.size() > 1)) return false;
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return true;
}

}  // namespace tcpless
