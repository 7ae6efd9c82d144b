// Blocks of memory, where the arenas get theirs.
#pragma once

#include <cstddef>

namespace tcpless {

// A block of at least `bytes` bytes, aligned for any type; nullptr when there is none left.
//
// In WebAssembly this is a free list for each power of two over memory.grow, which is what arenas
// need and a tenth of the size of malloc; natively it is malloc, so that sanitizers see each block, and with
// TCPLESS_SYSTEM_MALLOC too, where something else in the program uses malloc and the memory cannot have two masters.
[[nodiscard]] void* allocate_block(size_t bytes);

// Makes a block larger or smaller, moving its contents when it must. The old block is untouched when
// there is no memory. `old_bytes` is what was asked for when `block` was allocated or last resized.
[[nodiscard]] void* resize_block(void* block, size_t old_bytes, size_t new_bytes);

void free_block(void* block, size_t bytes);

}  // namespace tcpless
