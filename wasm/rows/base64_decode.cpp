#include "rows/base64_decode.h"

#include <bit>
#include <cstring>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

namespace tcpless {
namespace {

static_assert(std::endian::native == std::endian::little, "byte 0 of a word is its lowest");

// Clang's vectors: SIMD where the target has it, and plain code that does the same where it has not.
using Bytes = uint8_t __attribute__((vector_size(16)));
using Halves = uint16_t __attribute__((vector_size(16)));
using Words = uint32_t __attribute__((vector_size(16)));
using Longs = uint64_t __attribute__((vector_size(16)));

struct Table {
  uint8_t bytes[16];
};

// For each byte below 16 that byte of the table.
Bytes look_up(const Table& from, Bytes indices) {
  Bytes table;
  std::memcpy(&table, from.bytes, 16);
#if defined(__wasm_simd128__)
  return (Bytes)wasm_i8x16_swizzle((v128_t)table, (v128_t)indices);
#else
  Bytes out;
  for (int i = 0; i < 16; ++i) out[i] = table[indices[i] & 15];
  return out;
#endif
}

// What a digit's value is above or below its character, by the upper half of the character; that of `/`, which shares
// it with `+`, stands before. http://0x80.pl/notesen/2016-01-17-sse-base64-decoding.html
constexpr Table offsets = {{0, 16, 19, 4, 191, 191, 185, 185}};

// The value of a digit, or a number above 63.
constexpr uint32_t digit_value(char c) {
  const auto byte = static_cast<uint8_t>(c);
  if (const uint32_t letter = byte - uint32_t{'A'}; letter < 26) return letter;
  if (const uint32_t letter = byte - uint32_t{'a'}; letter < 26) return letter + 26;
  if (const uint32_t digit = byte - uint32_t{'0'}; digit < 10) return digit + 52;
  return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : 64;
}

// The upper halves of characters by kind, a bit for each: those of one kind have digits at the same lower halves.
constexpr Table upper_kinds = {{16, 16, 1, 2, 4, 8, 4, 8, 16, 16, 16, 16, 16, 16, 16, 16}};

// For each lower half the kinds in which it makes no digit.
constexpr Table no_digits = [] {
  Table kinds = {};
  for (uint32_t c = 0; c < 256; ++c) {
    const bool is_digit = digit_value(static_cast<char>(c)) < 64 && c != '-' && c != '_';
    if (!is_digit) kinds.bytes[c & 15] |= upper_kinds.bytes[c >> 4];
  }
  return kinds;
}();

}  // namespace

Base64 decode_base64(const char* digits, size_t count, char* to) {
  Bytes seen = {};
  Bytes unknown = {};
  const size_t blocks = count / 16;
  // Sixteen digits are twelve bytes.
  for (size_t i = 0; i < blocks; ++i) {
    Bytes c;
    std::memcpy(&c, digits + 16 * i, 16);
    const Bytes upper = c >> 4;
    unknown |= look_up(upper_kinds, upper) & look_up(no_digits, c & 15);
    const auto value = (Halves)(c + look_up(offsets, upper + (Bytes)(c == '/')));
    const auto pairs = (Words)((value << 6 & 0xfc0) | value >> 8);
    const auto groups = (Bytes)((pairs << 12 & 0xfff000) | pairs >> 16);
    const Bytes decoded = __builtin_shufflevector(groups, groups, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 2, 1, 0, 2);
    std::memcpy(to + 12 * i, &decoded, 16);
    seen |= decoded;
  }
  // The other alphabet, or what is none, takes the way below from the first digit on.
  if (const auto any = (Longs)unknown; (any[0] | any[1]) != 0) {
    seen = {};
  } else {
    digits += 16 * blocks;
    to += 12 * blocks;
    count -= 16 * blocks;
  }
  const auto halves = (Longs)seen;
  uint64_t bytes = halves[0] | halves[1];
  uint32_t malformed = 0;
  while (count > 0) {
    const size_t present = count < 4 ? count : 4;
    uint32_t group = 0;
    for (size_t i = 0; i < 4; ++i) {
      const uint32_t value = i < present ? digit_value(digits[i]) : 0;
      malformed |= value;
      group = group << 6 | (value & 63);
    }
    for (size_t i = 0; i + 1 < present; ++i) {
      const auto byte = static_cast<uint8_t>(group >> (16 - 8 * i));
      bytes |= byte;
      *to++ = static_cast<char>(byte);
    }
    digits += present;
    count -= present;
  }
  if (malformed > 63) return Base64::malformed;
  return (bytes & 0x8080808080808080) == 0 ? Base64::ascii : Base64::bytes;
}

}  // namespace tcpless
