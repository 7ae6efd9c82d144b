// The memory of one query: everything it needs comes from here and goes back at once.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tcpless {

// Hands out memory up to a limit and frees all of it when destroyed.
//
// A request that cannot be met returns nullptr and leaves `exhausted()` set for good, so that code
// which only appends may go on and the owner checks once, at the end.
class Arena {
 public:
  explicit Arena(size_t limit_bytes) : limit_(limit_bytes) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  // Memory for small things that live as long as the arena; aligned for any type.
  [[nodiscard]] void* allocate(size_t bytes);

  // A block of its own that can be resized and given back. `block` is nullptr for a new one; the
  // old address is invalid after a successful call and untouched after a failed one.
  [[nodiscard]] void* resize_block(void* block, size_t new_bytes);
  void release_block(void* block);

  [[nodiscard]] bool exhausted() const { return exhausted_; }
  [[nodiscard]] size_t used() const { return used_; }

 private:
  // Sits before every block; the list is what the destructor frees.
  struct alignas(16) Block {
    Block* next;
    Block* previous;
    size_t bytes;
  };

  void link(Block* block);
  void unlink(Block* block);
  [[nodiscard]] void* fail();

  Block* blocks_ = nullptr;
  char* free_begin_ = nullptr;  // the unused part of the newest small-object block
  char* free_end_ = nullptr;
  size_t used_ = 0;
  size_t limit_;
  bool exhausted_ = false;
};

#ifdef TCPLESS_FAULTS
// Test builds only: makes the allocation number `countdown` from now fail, and every later one too
// until it is called with 0.
void fail_allocation(uint32_t countdown);
#endif

}  // namespace tcpless
