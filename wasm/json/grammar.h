// The parts of RFC 8259 that every reader here shares.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "base/digit.h"
#include "base/simd.h"

namespace tcpless {

[[nodiscard]] constexpr bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Every character that a number can contain.
[[nodiscard]] constexpr bool is_number_character(char c) {
  return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// Whether `text` is a whole JSON number.
[[nodiscard]] bool is_json_number(std::string_view text);

enum class Surrogates : bool { refuse, allow };

// What stands at the front of string contents.
struct StringScan {
  size_t size = 0;       // bytes before the closing quote, or before the place to go on from
  bool closed = false;   // the closing quote is at `size`
  bool control = false;  // stopped at a control character, which a string must not have
};

// The size of string contents that end within the sixteen bytes at `p`, all of which must be there,
// and have nothing but plain ASCII in them; -1 otherwise. Most strings are like that.
[[nodiscard]] inline int short_plain_string(const char* p) {
  const Bytes16 v = Bytes16::load(p);
  const uint32_t quotes = v.equals(Bytes16::splat('"')).top_bits();
  const uint32_t others = (v | v.equals(Bytes16::splat('\\')) | v.below(Bytes16::splat(0x20))).top_bits();
  // The bits below the lowest quote; without a quote the shift gives all ones, which -1 covers.
  const uint32_t before = (quotes & (0 - quotes)) - 1;
  return quotes == 0 || (others & before) != 0 ? -1 : std::countr_zero(quotes);
}

// What was seen in the contents of a string so far.
struct StringFacts {
  bool escaped = false;     // a backslash
  bool unicode = false;     // a \u escape, whose digits are not checked yet
  bool bad_escape = false;  // a backslash before a letter that makes no escape
  bool non_ascii = false;
};

// Scans string contents for the closing quote, from `p` to `end`, and adds to `facts`. Not closed:
// `size` is where to go on when more bytes are there (before a backslash cut from its letter).
[[nodiscard]] StringScan scan_string(const char* p, const char* end, StringFacts& facts);

// Whether the escapes of scanned string contents are valid. With `refuse`, \u escapes of surrogates
// must come in pairs, so that the characters can be written as UTF-8.
[[nodiscard]] bool has_valid_escapes(std::string_view raw, const StringFacts& facts, Surrogates lone);

}  // namespace tcpless
