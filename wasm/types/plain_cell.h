// Cells taken in one pass: a value's text goes in, its JSON comes out.
#pragma once

#include <bit>
#include <cstddef>
#include <string_view>

#include "base/simd.h"

namespace tcpless {

// Where reading and writing stopped, and what kind of text it was; null when the cell is none of the simple ones, or
// wrong, or cut.
struct PlainCellStep {
  const char* from = nullptr;
  char* to = nullptr;
  bool ascii = true;
};

inline constexpr PlainCellStep not_simple = {};

// Every integer of so many digits fits: below 2^31, below 2^53.
inline constexpr std::ptrdiff_t small_integer_digits = 9;
inline constexpr std::ptrdiff_t safe_integer_digits = 15;

// Bytes behind a value that must be there to be read.
inline constexpr size_t plain_value_slack = 32;

// Copies plain ASCII up to a quote, backslash, control character or other byte, which must come before the last block
// of the input.
[[nodiscard]] inline bool copy_plain(const char*& from, const char* end, char*& to) {
  for (; end - from >= 16; from += 16, to += 16) {
    const Bytes16 v = Bytes16::load(from);
    v.store(to);
    const uint32_t stops =
        (v | v.equals(Bytes16::splat('"')) | v.equals(Bytes16::splat('\\')) | v.below(Bytes16::splat(0x20))).top_bits();
    if (stops == 0) continue;
    from += std::countr_zero(stops);
    to += std::countr_zero(stops);
    return true;
  }
  return false;
}

// Copies an integer without leading zeros and without -0; its digits end at a character that is none.
[[nodiscard]] PlainCellStep write_plain_digits(const char* from, const char* end, char* to, std::ptrdiff_t most_digits);

// A JSON value: it is checked and copied. Whitespace other than spaces, numbers beyond 2^53, unusual escapes and very
// deep nesting are left to check_json_value.
//
// One inside a string, whose quotes are \" there and its backslashes \\; it ends at the string's quote, which is
// passed, and the input at `end`.
[[nodiscard]] PlainCellStep write_plain_json_in_string(const char* from, const char* end, char* to);
// One by itself, with plain_value_slack bytes behind it.
[[nodiscard]] PlainCellStep write_plain_json(std::string_view text, char* to);

}  // namespace tcpless
