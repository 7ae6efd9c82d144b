// UTF-8: validation and counting in the units JavaScript counts in.
#pragma once

#include <cstdint>
#include <string_view>

namespace tcpless {

// Whether every byte is below 0x80.
[[nodiscard]] bool is_ascii(std::string_view text);

// Whether `text` is well-formed by Unicode table 3-7: no overlong form, no surrogate, nothing above
// U+10FFFF, nothing cut.
[[nodiscard]] bool is_utf8(std::string_view text);

// How many UTF-16 units valid UTF-8 becomes.
[[nodiscard]] uint32_t utf16_units(std::string_view valid_text);

// How many bytes at the front of valid UTF-8 make `units` UTF-16 units, or -1 when the text is too
// short or the boundary falls inside a surrogate pair.
[[nodiscard]] int64_t utf8_prefix_bytes(std::string_view valid_text, uint32_t units);

// Writes the UTF-8 form of a code point, 1 to 4 bytes, and returns the length. The code point must
// not be a surrogate.
uint32_t encode_utf8(uint32_t code_point, char* out);

}  // namespace tcpless
