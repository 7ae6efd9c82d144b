#include "json/grammar.h"

namespace tcpless {
namespace {

bool is_hex(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

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

constexpr uint32_t block_bits = 0xffff;

// Of sixteen bytes, those that a backslash before them escapes: in a run of backslashes every second
// one, and what follows a run of odd length. Adding the runs that begin at odd places to the runs
// carries a bit out of each to its end (the method of simdjson, Langdale and Lemire 2019, section
// 3.1.1). `carry` goes from block to block.
uint32_t escape_letters(uint32_t backslashes, uint32_t& carry) {
  constexpr uint32_t even_places = 0x5555;
  if (backslashes == 0) {
    const uint32_t first = carry;
    carry = 0;
    return first;
  }
  const uint32_t escaping = backslashes & ~carry;
  const uint32_t follows = (escaping << 1 | carry) & block_bits;
  const uint32_t odd_starts = escaping & ~even_places & ~follows;
  const uint32_t runs = odd_starts + escaping;
  carry = runs >> 16;
  const uint32_t inverted = runs << 1;
  const uint32_t letters = (even_places ^ inverted) & follows;
  return letters;
}

// Takes note of an escape by its letter.
void take_escape(char letter, StringFacts& facts) {
  facts.escaped = true;
  // No such letter makes an escape, but what is wrong with the text must not depend on where it was cut.
  facts.non_ascii = facts.non_ascii || static_cast<uint8_t>(letter) >= 0x80;
  switch (letter) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return;
    case 'u':
      facts.unicode = true;
      return;
    default:
      facts.bad_escape = true;
  }
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

bool has_valid_escapes(std::string_view raw, const StringFacts& facts, Surrogates lone) {
  if (facts.bad_escape) return false;
  if (!facts.unicode) return true;
  for (;;) {
    const size_t at = raw.find('\\');
    if (at == std::string_view::npos) return true;
    raw.remove_prefix(at);
    if (raw[1] != 'u') {
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

StringScan scan_string(const char* p, const char* end, StringFacts& facts) {
  const char* const begin = p;
  const Bytes16 quote = Bytes16::splat('"');
  const Bytes16 backslash = Bytes16::splat('\\');
  const Bytes16 space = Bytes16::splat(0x20);
  const auto result = [&](const char* at, bool closed, bool control) {
    return StringScan{static_cast<size_t>(at - begin), closed, control};
  };
  uint32_t carry = 0;  // 1: the first byte of the block is the letter of an escape
  while (end - p >= 16) {
    const Bytes16 v = Bytes16::load(p);
    const uint32_t quotes = v.equals(quote).top_bits();
    const uint32_t backslashes = v.equals(backslash).top_bits();
    const uint32_t controls = v.below(space).top_bits();
    const uint32_t high = v.top_bits();
    const uint32_t letters = escape_letters(backslashes, carry);
    const uint32_t stops = (quotes | controls) & ~letters;
    const uint32_t before = stops == 0 ? block_bits : (stops & (0 - stops)) - 1;
    facts.non_ascii = facts.non_ascii || (high & before) != 0;
    facts.escaped = facts.escaped || (backslashes & before) != 0;
    // Nearly all escapes are of quotes and backslashes, which need no second look.
    uint32_t unusual = letters & before & ~(quotes | backslashes);
    for (; unusual != 0; unusual &= unusual - 1) take_escape(p[std::countr_zero(unusual)], facts);
    if (stops != 0) {
      const int at = std::countr_zero(stops);
      const bool closed = (quotes >> at & 1) != 0;
      return result(p + at, closed, !closed);
    }
    p += 16;
  }
  // A backslash that ended the last block is looked at again with its letter.
  p -= carry;
  while (p < end) {
    if (*p == '"') return result(p, true, false);
    if (static_cast<uint8_t>(*p) < 0x20) return result(p, false, true);
    if (*p == '\\') {
      if (end - p < 2) break;
      take_escape(p[1], facts);
      p += 2;
      continue;
    }
    facts.non_ascii = facts.non_ascii || static_cast<uint8_t>(*p) >= 0x80;
    ++p;
  }
  return result(p, false, false);
}

}  // namespace tcpless
