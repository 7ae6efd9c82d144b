// Decimal text as an integer.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tcpless {

// The value of digits with an optional minus in front, when that is all there is and it fits.
[[nodiscard]] constexpr std::optional<int64_t> parse_integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 19) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  const uint64_t largest = static_cast<uint64_t>(INT64_MAX) + (negative ? 1 : 0);
  if (value > largest) return std::nullopt;
  return static_cast<int64_t>(negative ? 0 - value : value);
}

// Whether a number of JavaScript holds it exactly, and no other integer.
[[nodiscard]] constexpr bool is_safe_integer(int64_t value) {
  constexpr int64_t largest = (int64_t{1} << 53) - 1;
  return value >= -largest && value <= largest;
}

}  // namespace tcpless
