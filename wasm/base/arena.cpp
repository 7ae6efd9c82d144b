#include "base/arena.h"

#include "base/blocks.h"

namespace tcpless {
namespace {

constexpr size_t small_block_bytes = 4096;
constexpr size_t alignment = 16;

constexpr size_t aligned(size_t bytes) { return (bytes + alignment - 1) & ~(alignment - 1); }

#ifdef TCPLESS_FAULTS
uint32_t fault_countdown = 0;
bool fault_now() {
  if (fault_countdown == 0) return false;
  if (fault_countdown == 1) return true;
  --fault_countdown;
  return false;
}
#else
constexpr bool fault_now() { return false; }
#endif

}  // namespace

#ifdef TCPLESS_FAULTS
void fail_allocation(uint32_t countdown) { fault_countdown = countdown; }
#endif

Arena::~Arena() {
  while (blocks_ != nullptr) {
    Block* next = blocks_->next;
    free_block(blocks_, sizeof(Block) + blocks_->bytes);
    blocks_ = next;
  }
}

void* Arena::allocate(size_t bytes) {
  bytes = aligned(bytes);
  if (static_cast<size_t>(free_end_ - free_begin_) < bytes) {
    if (bytes > small_block_bytes / 4) return resize_block(nullptr, bytes);
    auto* block = static_cast<char*>(resize_block(nullptr, small_block_bytes));
    if (block == nullptr) return nullptr;
    free_begin_ = block;
    free_end_ = block + small_block_bytes;
  }
  void* result = free_begin_;
  free_begin_ += bytes;
  return result;
}

void* Arena::resize_block(void* block, size_t new_bytes) {
  Block* old = block == nullptr ? nullptr : static_cast<Block*>(block) - 1;
  const size_t old_bytes = old == nullptr ? 0 : old->bytes;
  if (new_bytes > limit_ || used_ - old_bytes > limit_ - new_bytes || fault_now()) return fail();
  if (old != nullptr) unlink(old);
  const size_t total = sizeof(Block) + new_bytes;
  auto* grown = static_cast<Block*>(old == nullptr ? allocate_block(total)
                                                   : tcpless::resize_block(old, sizeof(Block) + old_bytes, total));
  if (grown == nullptr) {
    if (old != nullptr) link(old);
    return fail();
  }
  used_ += new_bytes - old_bytes;
  grown->bytes = new_bytes;
  link(grown);
  return grown + 1;
}

void Arena::release_block(void* block) {
  if (block == nullptr) return;
  Block* header = static_cast<Block*>(block) - 1;
  unlink(header);
  used_ -= header->bytes;
  free_block(header, sizeof(Block) + header->bytes);
}

void Arena::link(Block* block) {
  block->previous = nullptr;
  block->next = blocks_;
  if (blocks_ != nullptr) blocks_->previous = block;
  blocks_ = block;
}

void Arena::unlink(Block* block) {
  if (block->previous != nullptr) block->previous->next = block->next;
  if (block->next != nullptr) block->next->previous = block->previous;
  if (blocks_ == block) blocks_ = block->next;
}

void* Arena::fail() {
  exhausted_ = true;
  return nullptr;
}

}  // namespace tcpless
