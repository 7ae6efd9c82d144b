#include "rows/base64_decode.h"

#include <bit>
#include <cstring>

namespace tcpless {
namespace {

static_assert(std::endian::native == std::endian::little, "byte 0 of a word is its lowest");

// Clang's vectors: SIMD where the target has it, and plain code that does the same where it has not.
using Bytes = uint8_t __attribute__((vector_size(16)));
using Words = uint32_t __attribute__((vector_size(16)));
using Longs = uint64_t __attribute__((vector_size(16)));

// The value of a digit, or a number above 63.
uint32_t digit_value(char c) {
  const auto byte = static_cast<uint8_t>(c);
  if (const uint32_t letter = byte - uint32_t{'A'}; letter < 26) return letter;
  if (const uint32_t letter = byte - uint32_t{'a'}; letter < 26) return letter + 26;
  if (const uint32_t digit = byte - uint32_t{'0'}; digit < 10) return digit + 52;
  return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : 64;
}

}  // namespace

Base64 decode_base64(const char* digits, size_t count, char* to) {
  Bytes seen = {};
  // Sixteen digits are twelve bytes.
  for (; count >= 16; count -= 16, digits += 16, to += 12) {
    Bytes c;
    std::memcpy(&c, digits, 16);
    const Bytes upper = c - 'A';
    const Bytes lower = c - 'a';
    const Bytes digit = c - '0';
    const auto is_upper = (Bytes)(upper < 26);
    const auto is_lower = (Bytes)(lower < 26);
    const auto is_digit = (Bytes)(digit < 10);
    const auto is_plus = (Bytes)(c == '+');
    const auto is_slash = (Bytes)(c == '/');
    const auto known = (Longs)(is_upper | is_lower | is_digit | is_plus | is_slash);
    // The other alphabet takes the way below.
    if ((known[0] & known[1]) != ~uint64_t{0}) break;
    const auto value = (Words)((upper & is_upper) | ((lower + 26) & is_lower) | ((digit + 52) & is_digit) |
                               (is_plus & 62) | (is_slash & 63));
    const auto groups = (Bytes)((value & 0x3f) << 18 | (value & 0x3f00) << 4 | (value & 0x3f0000) >> 10 | value >> 24);
    const Bytes decoded = __builtin_shufflevector(groups, groups, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 2, 1, 0, 2);
    std::memcpy(to, &decoded, 16);
    seen |= decoded;
  }
  const auto blocks = (Longs)seen;
  uint64_t bytes = blocks[0] | blocks[1];
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
