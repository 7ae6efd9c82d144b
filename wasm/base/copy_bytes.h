// Copies of a few bytes, which is what cells are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/simd.h"

namespace tcpless {

// memcpy without the call: the last block overlaps the one before it, so that there is no loop over
// single bytes.
inline void copy_bytes(char* to, const char* from, size_t count) {
  const auto copy_pair = [&]<class Word>(Word) {
    Word first;
    Word last;
    std::memcpy(&first, from, sizeof(Word));
    std::memcpy(&last, from + count - sizeof(Word), sizeof(Word));
    std::memcpy(to, &first, sizeof(Word));
    std::memcpy(to + count - sizeof(Word), &last, sizeof(Word));
  };
  if (count >= 16) {
    const Bytes16 last = Bytes16::load(from + count - 16);
    for (size_t i = 0; i + 16 <= count; i += 16) Bytes16::load(from + i).store(to + i);
    last.store(to + count - 16);
  } else if (count >= 8) {
    copy_pair(uint64_t{});
  } else if (count >= 4) {
    copy_pair(uint32_t{});
  } else if (count >= 2) {
    copy_pair(uint16_t{});
  } else if (count == 1) {
    *to = *from;
  }
}

}  // namespace tcpless
