// What strings and quoted names have in common.
#pragma once

#include <cstring>
#include <string_view>

#include "base/buffer.h"

namespace tcpless {

[[nodiscard]] inline bool has_nul(std::string_view text) {
  return !text.empty() && std::memchr(text.data(), 0, text.size()) != nullptr;
}

// Appends `text` with each `special` byte written twice.
inline void append_doubling(Buffer<char>& out, std::string_view text, char special) {
  for (;;) {
    const size_t found = text.find(special);
    if (found == std::string_view::npos) return out.append(text);
    out.append(text.substr(0, found + 1));
    out.push(special);
    text.remove_prefix(found + 1);
  }
}

// Appends two lower-case digits a byte.
inline void append_hex(Buffer<char>& out, std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  char* to = out.reserve(bytes.size() * 2);
  if (to == nullptr) return;
  for (const char c : bytes) {
    *to++ = digits[static_cast<uint8_t>(c) >> 4];
    *to++ = digits[static_cast<uint8_t>(c) & 15];
  }
  out.commit(bytes.size() * 2);
}

}  // namespace tcpless
