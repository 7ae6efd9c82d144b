#include "types/plain_cell.h"

#include <cstring>

#include "base/copy_bytes.h"
#include "base/utf8.h"
#include "json/grammar.h"

namespace tcpless {
namespace {

// A number inside a JSON value: an integer below 2^53, or digits on both sides of a point; the others take the long
// way.
PlainCellStep write_number(const char* from, const char* end, char* to) {
  const PlainCellStep integer = write_plain_digits(from, end, to, safe_integer_digits);
  if (integer.from != nullptr && !is_number_character(*integer.from)) return integer;
  const char* p = integer.from;
  if (p == nullptr || *p != '.' || !is_digit(*++p)) return not_simple;
  while (p != end && is_digit(*p)) ++p;
  if (p == end || is_number_character(*p)) return not_simple;
  const auto size = static_cast<size_t>(p - from);
  copy_bytes(to, from, size);
  return {p, to + size};
}

// The letters of escapes that stand for themselves in both strings.
constexpr bool is_plain_escape(char letter) {
  return letter == 'n' || letter == 't' || letter == 'r' || letter == 'b' || letter == 'f' || letter == '/';
}

// All of it is one function, so that the places in input and output stay in registers. `text_end` is where a value by
// itself ends, and what follows it does not belong to it.
template <bool in_string>
PlainCellStep write_json(const char* from, const char* text_end, const char* end, char* to) {
  constexpr std::ptrdiff_t quote_size = in_string ? 2 : 1;
  const auto at_quote = [&] { return in_string ? from[0] == '\\' && from[1] == '"' : *from == '"'; };
  char* const begin = to;
  uint64_t objects = 0;  // the lowest bit is the innermost container: it is an object
  uint32_t depth = 0;
  bool want_key = false;
  bool non_ascii = false;
  const auto copy_spaces = [&] {
    while (from != end && *from == ' ') *to++ = *from++;
  };
  for (;;) {
    copy_spaces();
    if (end - from < static_cast<std::ptrdiff_t>(plain_value_slack)) return not_simple;
    const char c = *from;
    if (at_quote()) {
      from += quote_size;
      *to++ = '"';
      for (;;) {
        if (!copy_plain(from, end, to) || end - from < 16) return not_simple;
        if (*from < 0) {
          non_ascii = true;
          while (from != end && *from < 0) *to++ = *from++;
          continue;
        }
        if (at_quote()) break;
        if (*from != '\\') return not_simple;
        // The value's own escape. In a string its backslash is escaped itself, and so may be its letter.
        const char* const letter = from + quote_size;
        const bool escaped_letter = in_string && *letter == '\\';
        const bool is_written = letter[escaped_letter] == '"' || letter[escaped_letter] == '\\';
        const bool is_known = is_written ? !in_string || escaped_letter : !escaped_letter && is_plain_escape(*letter);
        if ((in_string && from[1] != '\\') || !is_known) return not_simple;
        to[0] = '\\';
        to[1] = letter[escaped_letter];
        to += 2;
        from = letter + escaped_letter + 1;
      }
      from += quote_size;
      *to++ = '"';
      if (want_key) {
        copy_spaces();
        if (from == end || *from != ':') return not_simple;
        *to++ = *from++;
        want_key = false;
        continue;
      }
    } else if (want_key) {
      return not_simple;
    } else if (c == '{' || c == '[') {
      if (depth == 64) return not_simple;
      ++depth;
      objects = objects << 1 | (c == '{');
      *to++ = *from++;
      copy_spaces();
      want_key = c == '{';
      // In ASCII the closing bracket is two behind the opening one.
      if (from == end || *from != c + 2) continue;
    } else if (c == 't' || c == 'n' || c == 'f') {
      const uint32_t size = 4 + (c == 'f');
      const char* const word = c == 't' ? "true" : c == 'n' ? "null" : "false";
      if (std::memcmp(from, word, size) != 0) return not_simple;
      std::memcpy(to, from, 8);
      from += size;
      to += size;
    } else {
      const PlainCellStep number = write_number(from, end, to);
      if (number.from == nullptr) return not_simple;
      from = number.from;
      to = number.to;
    }
    // Behind a value, or at the end of an empty container.
    for (;;) {
      if (depth == 0) {
        while (from < text_end && *from == ' ') *to++ = *from++;
        const bool valid = !non_ascii || is_utf8({begin, static_cast<size_t>(to - begin)});
        if (!valid || (in_string ? from == end || *from++ != '"' : from != text_end)) return not_simple;
        return {from, to, !non_ascii};
      }
      copy_spaces();
      if (in_string ? from == end : from >= text_end) return not_simple;
      const char next = *from++;
      *to++ = next;
      const bool in_object = (objects & 1) != 0;
      if (next == ',') {
        want_key = in_object;
        break;
      }
      if (next != (in_object ? '}' : ']')) return not_simple;
      objects >>= 1;
      --depth;
    }
  }
}

}  // namespace

PlainCellStep write_plain_digits(const char* from, const char* end, char* to, std::ptrdiff_t most_digits) {
  if (end - from < static_cast<std::ptrdiff_t>(plain_value_slack)) return not_simple;
  const char* const digits = from + (*from == '-');
  const char* p = digits;
  while (is_digit(*p) && p - digits < most_digits) ++p;
  const std::ptrdiff_t count = p - digits;
  if (count == 0 || is_digit(*p) || (*digits == '0' && p - from > 1)) return not_simple;
  Bytes16::load(from).store(to);
  return {p, to + (p - from)};
}

PlainCellStep write_plain_json_in_string(const char* from, const char* end, char* to) {
  return write_json<true>(from, end, end, to);
}

PlainCellStep write_plain_json(std::string_view text, char* to) {
  const char* const end = text.data() + text.size();
  return write_json<false>(text.data(), end, end + plain_value_slack, to);
}

}  // namespace tcpless
