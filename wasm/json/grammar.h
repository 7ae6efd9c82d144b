// The parts of RFC 8259 that every reader here shares.
#pragma once

#include <string_view>

namespace tcpless {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[nodiscard]] constexpr bool is_json_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// Every character that a number can contain.
[[nodiscard]] constexpr bool is_number_character(char c) {
  return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// Whether `text` is a whole JSON number.
[[nodiscard]] bool is_json_number(std::string_view text);

enum class Surrogates : bool { refuse, allow };

// Whether every backslash in string contents starts a valid escape. With `refuse`, \u escapes of
// surrogates must come in pairs, so that the characters can be written as UTF-8.
[[nodiscard]] bool has_valid_escapes(std::string_view raw, Surrogates lone);

// What stands at the front of string contents.
struct StringScan {
  size_t size = 0;       // bytes before the closing quote, or before the place to go on from
  bool closed = false;   // the closing quote is at `size`
  bool control = false;  // stopped at a control character, which a string must not have
};

// Scans string contents for the closing quote, from `p` to `end`; sets `escaped` and `non_ascii` when
// such bytes were passed. Not closed: `size` is where to go on when more bytes are there (before a
// backslash that is cut from its letter).
[[nodiscard]] StringScan scan_string(const char* p, const char* end, bool& escaped,
                                     bool& non_ascii);

}  // namespace tcpless
