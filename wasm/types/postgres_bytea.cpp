#include "types/postgres_bytea.h"

#include "base/buffer.h"
#include "base/hex.h"

namespace tcpless {
namespace {

constexpr Status malformed = failed<ErrorCode::protocol, "a bytea column has text that is not one">;

// Hashes, keys and other short values need no memory of the arena.
constexpr size_t short_bytes = 256;

constexpr std::string_view hex_prefix = "\\x";

// The value of a hex digit, or a number with bits above the lowest four.
constexpr uint32_t hex_value(char c) {
  const uint32_t digit = static_cast<uint8_t>(c) - uint32_t{'0'};
  const uint32_t letter = (static_cast<uint8_t>(c) | 0x20U) - uint32_t{'a'};
  if (digit <= 9) return digit;
  return letter <= 5 ? letter + 10 : 0xff;
}

bool read_hex(std::string_view digits, char* out) {
  uint32_t all = 0;
#pragma clang loop vectorize(disable) unroll(disable)
  for (size_t i = 0; i < digits.size(); i += 2) {
    const uint32_t high = hex_value(digits[i]);
    const uint32_t low = hex_value(digits[i + 1]);
    all |= high | low;
    *out++ = static_cast<char>(high << 4 | low);
  }
  return all <= 15;
}

// Printable ASCII stands for itself, a doubled backslash for one, and a backslash with three octal
// digits for any byte. Returns the number of bytes, or -1.
[[clang::minsize, gnu::noinline]] int64_t read_escapes(std::string_view text, char* const out) {
  char* to = out;
  const char* p = text.data();
  const char* end = p + text.size();
  while (p != end) {
    char c = *p++;
    if (c < 0x20 || c > 0x7e) return -1;
    if (c == '\\') {
      if (p == end) return -1;
      const uint32_t first = static_cast<uint8_t>(*p++) - uint32_t{'0'};
      if (first <= 3) {
        if (end - p < 2) return -1;
        const uint32_t second = static_cast<uint8_t>(p[0]) - uint32_t{'0'};
        const uint32_t third = static_cast<uint8_t>(p[1]) - uint32_t{'0'};
        if (second > 7 || third > 7) return -1;
        c = static_cast<char>(first << 6 | second << 3 | third);
        p += 2;
      } else if (first != uint32_t{'\\'} - '0') {
        return -1;
      }
    }
    *to++ = c;
  }
  return to - out;
}

}  // namespace

Status emit_postgres_bytea(std::string_view text, ByteaAs form, Arena& scratch, CellSink& sink) {
  const bool hex = text.starts_with(hex_prefix);
  const std::string_view digits = hex ? text.substr(hex_prefix.size()) : std::string_view();
  if (digits.size() % 2 != 0) return malformed;

  char short_value[short_bytes];
  Buffer<char> long_value(scratch);
  const size_t room = hex ? digits.size() / 2 : text.size();
  char* bytes = room <= short_bytes ? short_value : long_value.reserve(room);
  if (bytes == nullptr) return out_of_memory;

  size_t size = room;
  if (hex) {
    if (!read_hex(digits, bytes)) return malformed;
  } else {
    const int64_t read = read_escapes(text, bytes);
    if (read < 0) return malformed;
    size = static_cast<size_t>(read);
  }

  if (form == ByteaAs::bytes) {
    sink.bytes({bytes, size});
  } else if (hex) {
    sink.text(text);
  } else {
    Buffer<char> hex_text(scratch);
    hex_text.append(hex_prefix);
    append_hex(hex_text, {bytes, size});
    if (scratch.exhausted()) return out_of_memory;
    sink.text(hex_text.view());
  }
  return success;
}

}  // namespace tcpless
