// Base64 read back: RFC 4648 sections 4 and 5.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tcpless {

// Bytes behind those that it decodes which decode_base64() may write to.
inline constexpr size_t base64_slack = 4;

// How many digits so many bytes have, without padding.
[[nodiscard]] constexpr size_t base64_digits(size_t bytes) { return bytes / 3 * 4 + (bytes % 3 * 8 + 5) / 6; }

enum class Base64 : uint8_t {
  malformed,  // a character that is no digit
  ascii,      // every byte is below 0x80
  bytes,
};

// Decodes `count` digits of either alphabet, which are base64_digits() of some number of bytes, into these bytes at
// `to`. Padding is none of the digits.
[[nodiscard]] Base64 decode_base64(const char* digits, size_t count, char* to);

}  // namespace tcpless
