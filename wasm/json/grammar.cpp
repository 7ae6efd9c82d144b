#include "json/grammar.h"

#include <bit>
#include <cstdint>

#include "base/simd.h"

namespace tcpless {
namespace {

bool is_hex(char c) {
  return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

// The value of \uXXXX at the front, or -1.
int32_t unicode_escape(std::string_view raw) {
  if (raw.size() < 6 || raw[0] != '\\' || raw[1] != 'u') return -1;
  int32_t value = 0;
  for (size_t i = 2; i < 6; ++i) {
    if (!is_hex(raw[i])) return -1;
    value = value * 16 + (is_digit(raw[i]) ? raw[i] - '0' : (raw[i] | 0x20) - 'a' + 10);
  }
  return value;
}

}  // namespace

bool is_json_number(std::string_view text) {
  size_t i = 0;
  const auto digits = [&] {
    const size_t begin = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i - begin;
  };
  if (i < text.size() && text[i] == '-') ++i;
  const size_t integer_begin = i;
  const size_t integer_digits = digits();
  if (integer_digits == 0 || (integer_digits > 1 && text[integer_begin] == '0')) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (digits() == 0) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  return i == text.size();
}

bool has_valid_escapes(std::string_view raw, Surrogates lone) {
  for (;;) {
    const size_t at = raw.find('\\');
    if (at == std::string_view::npos) return true;
    raw.remove_prefix(at);
    if (raw.size() < 2) return false;
    if (raw[1] != 'u') {
      if (std::string_view("\"\\/bfnrt").find(raw[1]) == std::string_view::npos) return false;
      raw.remove_prefix(2);
      continue;
    }
    const int32_t unit = unicode_escape(raw);
    if (unit < 0) return false;
    raw.remove_prefix(6);
    if (unit < 0xd800 || unit > 0xdfff || lone == Surrogates::allow) continue;
    const int32_t second = unicode_escape(raw);
    if (unit > 0xdbff || second < 0xdc00 || second > 0xdfff) return false;
    raw.remove_prefix(6);
  }
}

StringScan scan_string(const char* p, const char* end, bool& escaped, bool& non_ascii) {
  const char* const begin = p;
  const Bytes16 quote = Bytes16::splat('"');
  const Bytes16 backslash = Bytes16::splat('\\');
  const Bytes16 space = Bytes16::splat(0x20);
  uint32_t high = 0;
  const auto result = [&](bool closed, bool control) {
    non_ascii = non_ascii || high != 0;
    return StringScan{static_cast<size_t>(p - begin), closed, control};
  };
  for (;;) {
    while (end - p >= 16) {
      const Bytes16 v = Bytes16::load(p);
      const uint32_t stop = (v.equals(quote) | v.equals(backslash) | v.below(space)).top_bits();
      if (stop == 0) {
        high |= v.top_bits();
        p += 16;
        continue;
      }
      const int index = std::countr_zero(stop);
      high |= v.top_bits() & ((1u << index) - 1);
      p += index;
      break;
    }
    while (p < end && *p != '"' && *p != '\\' && static_cast<uint8_t>(*p) >= 0x20) {
      high |= static_cast<uint8_t>(*p) & 0x80u;
      ++p;
    }
    if (p == end) return result(false, false);
    if (*p == '"') return result(true, false);
    if (*p != '\\') return result(false, true);
    escaped = true;
    if (end - p < 2) return result(false, false);
    // A letter that is not ASCII cannot be a valid escape, but must not be skipped unseen.
    high |= static_cast<uint8_t>(p[1]) & 0x80u;
    p += 2;
  }
}

}  // namespace tcpless
