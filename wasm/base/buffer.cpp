#include "base/buffer.h"

#include "base/copy_bytes.h"

namespace tcpless {
namespace {

// What a query of a few values and columns fills without growing; each growth is a copy.
constexpr size_t first_bytes = 256;

}  // namespace

bool BufferBase::grow(size_t count, size_t item_bytes) {
  size_t capacity = capacity_ == 0 ? first_bytes / item_bytes : capacity_ * 2;
  if (capacity < size_ + count) capacity = size_ + count;
  void* block = arena_.resize_block(data_, capacity * item_bytes);
  if (block == nullptr) return false;
  data_ = block;
  capacity_ = capacity;
  return true;
}

void BufferBase::append_bytes(const void* items, size_t count, size_t item_bytes) {
  if (count == 0 || (count > capacity_ - size_ && !grow(count, item_bytes))) return;
  copy_bytes(static_cast<char*>(data_) + size_ * item_bytes, static_cast<const char*>(items), count * item_bytes);
  size_ += count;
}

void BufferBase::remove_front_bytes(size_t count, size_t item_bytes) {
  if (count >= size_) {
    size_ = 0;
    return;
  }
  if (count == 0) return;
  char* const front = static_cast<char*>(data_);
  std::memmove(front, front + count * item_bytes, (size_ - count) * item_bytes);
  size_ -= count;
}

void BufferBase::release_block() {
  arena_.release_block(data_);
  data_ = nullptr;
  size_ = capacity_ = 0;
}

}  // namespace tcpless
