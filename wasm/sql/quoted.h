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

}  // namespace tcpless
