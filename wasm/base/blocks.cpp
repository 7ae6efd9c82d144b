#include "base/blocks.h"

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace tcpless {

#if defined(__wasm__) && !defined(TCPLESS_SYSTEM_MALLOC)

extern "C" char __heap_base;  // by the linker: where data and stack end

namespace {

constexpr size_t smallest_log = 6;
constexpr size_t largest_log = 27;
constexpr size_t page_bytes = 65536;
// Every block has this much on top of its power of two, so that what an arena keeps before the bytes
// it hands out does not push a round size into the next class.
constexpr size_t extra_bytes = 32;

struct FreeBlock {
  FreeBlock* next;
};

// The allocator of an instance: there is one memory, so there is one of these.
FreeBlock* free_blocks[largest_log + 1];
char* unused_begin = nullptr;
char* unused_end = nullptr;

size_t log_of(size_t bytes) {
  const size_t payload = bytes > extra_bytes ? bytes - extra_bytes : 1;
  const auto log = static_cast<size_t>(std::bit_width(payload - 1));
  return log < smallest_log ? smallest_log : log;
}

size_t bytes_of(size_t log) { return (size_t{1} << log) + extra_bytes; }

bool grow_memory(size_t bytes) {
  if (unused_begin == nullptr) {
    const auto heap = (reinterpret_cast<uintptr_t>(&__heap_base) + 15) & ~uintptr_t{15};
    unused_begin = reinterpret_cast<char*>(heap);
    unused_end = reinterpret_cast<char*>(__builtin_wasm_memory_size(0) * page_bytes);
  }
  const auto unused = static_cast<size_t>(unused_end - unused_begin);
  if (bytes <= unused) return true;
  const size_t pages = (bytes - unused + page_bytes - 1) / page_bytes;
  if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return false;
  unused_end += pages * page_bytes;
  return true;
}

}  // namespace

void* allocate_block(size_t bytes) {
  const size_t log = log_of(bytes);
  if (log > largest_log) return nullptr;
  if (FreeBlock* block = free_blocks[log]; block != nullptr) {
    free_blocks[log] = block->next;
    return block;
  }
  if (!grow_memory(bytes_of(log))) return nullptr;
  char* block = unused_begin;
  unused_begin += bytes_of(log);
  return block;
}

void* resize_block(void* block, size_t old_bytes, size_t new_bytes) {
  if (log_of(old_bytes) == log_of(new_bytes)) return block;
  void* moved = allocate_block(new_bytes);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, old_bytes < new_bytes ? old_bytes : new_bytes);
  free_block(block, old_bytes);
  return moved;
}

void free_block(void* block, size_t bytes) {
  auto* freed = static_cast<FreeBlock*>(block);
  FreeBlock*& list = free_blocks[log_of(bytes)];
  freed->next = list;
  list = freed;
}

#else

void* allocate_block(size_t bytes) { return std::malloc(bytes); }

void* resize_block(void* block, size_t /*old_bytes*/, size_t new_bytes) { return std::realloc(block, new_bytes); }

void free_block(void* block, size_t /*bytes*/) { std::free(block); }

#endif

}  // namespace tcpless
