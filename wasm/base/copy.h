// Text that must outlive the buffer it was read from.
#pragma once

#include <cstring>
#include <string_view>

#include "base/arena.h"

namespace tcpless {

// A copy that lives as long as the arena; empty when there is no memory.
[[nodiscard]] inline std::string_view copy_text(Arena& arena, std::string_view text) {
  if (text.empty()) return {};
  auto* copy = static_cast<char*>(arena.allocate(text.size()));
  if (copy == nullptr) return {};
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

}  // namespace tcpless
