#include "json/escape.h"

#include <bit>

#include "base/copy_bytes.h"
#include "base/simd.h"
#include "base/utf8.h"

namespace tcpless {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

// The letter after the backslash, or 0 where only \u will do.
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    default:
      return 0;
  }
}

bool needs_escape(char c) { return c == '"' || c == '\\' || static_cast<uint8_t>(c) < 0x20; }

void append_escape(Buffer<char>& out, char c) {
  if (const char letter = short_escape(c); letter != 0) {
    const char escape[] = {'\\', letter};
    out.append(escape, sizeof escape);
  } else {
    const char escape[] = {'\\', 'u', '0', '0', hex_digits[c >> 4], hex_digits[c & 15]};
    out.append(escape, sizeof escape);
  }
}

uint32_t hex4(const char* p) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = p[i];
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    value = value << 4 | static_cast<uint32_t>(digit);
  }
  return value;
}

// Writes the character of the escape at `from` and returns what follows the escape.
const char* unescape_one(const char* from, char*& to) {
  const char letter = from[1];
  from += 2;
  switch (letter) {
    case 'n':
      *to++ = '\n';
      return from;
    case 'r':
      *to++ = '\r';
      return from;
    case 't':
      *to++ = '\t';
      return from;
    case 'b':
      *to++ = '\b';
      return from;
    case 'f':
      *to++ = '\f';
      return from;
    case 'u': {
      uint32_t code_point = hex4(from);
      from += 4;
      if (code_point >= 0xd800 && code_point < 0xdc00) {
        code_point = 0x10000 + ((code_point - 0xd800) << 10) + (hex4(from + 2) - 0xdc00);
        from += 6;
      }
      to += encode_utf8(code_point, to);
      return from;
    }
    default:
      *to++ = letter;
      return from;
  }
}

// Unescaping never makes text longer; sixteen bytes are written where fewer are meant.
constexpr size_t unescape_spare_bytes = 16;

// Writes the characters that checked string contents stand for; returns where they end.
char* unescape(std::string_view checked_raw, char* to) {
  const Bytes16 backslash = Bytes16::splat('\\');
  const char* from = checked_raw.data();
  const char* const end = from + checked_raw.size();
  while (end - from >= 16) {
    const Bytes16 v = Bytes16::load(from);
    v.store(to);
    const uint32_t found = v.equals(backslash).top_bits();
    const int plain = found == 0 ? 16 : std::countr_zero(found);
    from += plain;
    to += plain;
    if (found == 0) continue;
    if (const char letter = from[1]; letter == '"' || letter == '\\') {
      *to++ = letter;
      from += 2;
    } else {
      from = unescape_one(from, to);
    }
  }
  while (from < end) {
    if (*from == '\\') {
      from = unescape_one(from, to);
    } else {
      *to++ = *from++;
    }
  }
  return to;
}

}  // namespace

void append_json_escaped(Buffer<char>& out, std::string_view utf8) {
  const Bytes16 quote = Bytes16::splat('"');
  const Bytes16 backslash = Bytes16::splat('\\');
  const Bytes16 space = Bytes16::splat(0x20);
  const char* from = utf8.data();
  const char* const end = from + utf8.size();
  while (from < end) {
    // Sixteen bytes are written where fewer are meant; a block with an escape ends at it.
    const auto left = static_cast<size_t>(end - from);
    char* const begin = out.reserve(left + 16);
    if (begin == nullptr) return;
    char* to = begin;
    bool stopped = false;
    while (!stopped && end - from >= 16) {
      const Bytes16 v = Bytes16::load(from);
      v.store(to);
      const uint32_t stops = (v.equals(quote) | v.equals(backslash) | v.below(space)).top_bits();
      stopped = stops != 0;
      const int plain = stopped ? std::countr_zero(stops) : 16;
      from += plain;
      to += plain;
    }
    while (!stopped && from < end) {
      stopped = needs_escape(*from);
      if (!stopped) *to++ = *from++;
    }
    out.commit(static_cast<size_t>(to - begin));
    if (stopped) append_escape(out, *from++);
  }
}

bool append_if_plain(Buffer<char>& out, std::string_view utf8) {
  // Checked where it was copied to, since only there may sixteen bytes be read past the end.
  char* const to = out.reserve(utf8.size() + 16);
  if (to == nullptr) return true;
  copy_bytes(to, utf8.data(), utf8.size());
  for (size_t i = 0; i < utf8.size(); i += 16) {
    const Bytes16 v = Bytes16::load(to + i);
    uint32_t stops =
        (v.equals(Bytes16::splat('"')) | v.equals(Bytes16::splat('\\')) | v.below(Bytes16::splat(0x20))).top_bits();
    if (utf8.size() - i < 16) stops &= (1u << (utf8.size() - i)) - 1;
    if (stops != 0) return false;
  }
  out.commit(utf8.size());
  return true;
}

void append_json_string(Buffer<char>& out, std::string_view utf8) {
  out.push('"');
  if (!append_if_plain(out, utf8)) append_json_escaped(out, utf8);
  out.push('"');
}

void append_unescaped(Buffer<char>& out, std::string_view checked_raw) {
  char* const begin = out.reserve(checked_raw.size() + unescape_spare_bytes);
  if (begin != nullptr) out.commit(static_cast<size_t>(unescape(checked_raw, begin) - begin));
}

std::string_view copy_unescaped(std::string_view checked_raw, Arena& arena) {
  auto* const begin = static_cast<char*>(arena.allocate(checked_raw.size() + unescape_spare_bytes));
  if (begin == nullptr) return {};
  return {begin, static_cast<size_t>(unescape(checked_raw, begin) - begin)};
}

}  // namespace tcpless
