// A growing array in an arena.
#pragma once

#include <cstring>
#include <string_view>
#include <type_traits>

#include "base/arena.h"

namespace tcpless {

// What buffers of all item types share, so that each exists once in a module.
class BufferBase {
 protected:
  explicit BufferBase(Arena& arena) : arena_(arena) {}
  BufferBase(const BufferBase&) = delete;
  BufferBase& operator=(const BufferBase&) = delete;
  ~BufferBase() { arena_.release_block(data_); }

  // Makes room for `count` more items of `item_bytes` each.
  [[nodiscard]] bool grow(size_t count, size_t item_bytes);
  void append_bytes(const void* items, size_t count, size_t item_bytes);
  void remove_front_bytes(size_t count, size_t item_bytes);
  void release_block();

  Arena& arena_;
  void* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

// Appends trivially copyable items. When the arena is exhausted further items are dropped and the
// arena remembers it; what is already inside stays valid. A view of the contents is valid until the
// next call that can grow or clear the buffer.
template <class T>
class Buffer : private BufferBase {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  explicit Buffer(Arena& arena) : BufferBase(arena) {}

  [[nodiscard]] const T* data() const { return static_cast<const T*>(data_); }
  [[nodiscard]] T* data() { return static_cast<T*>(data_); }
  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T& operator[](size_t index) { return data()[index]; }
  [[nodiscard]] const T& operator[](size_t index) const { return data()[index]; }
  [[nodiscard]] T* begin() { return data(); }
  [[nodiscard]] T* end() { return data() + size_; }
  [[nodiscard]] const T* begin() const { return data(); }
  [[nodiscard]] const T* end() const { return data() + size_; }
  [[nodiscard]] Arena& arena() const { return arena_; }

  // Small items are handed over as they are, which costs each call less than their address.
  void push(std::conditional_t<sizeof(T) <= sizeof(void*), T, const T&> item) {
    if (size_ == capacity_ && !grow(1, sizeof(T))) return;
    data()[size_++] = item;
  }

  void append(const T* items, size_t count) { append_bytes(items, count, sizeof(T)); }

  void append(std::basic_string_view<T> items)
    requires std::is_same_v<T, char>
  {
    append(items.data(), items.size());
  }

  // Room for `count` items at the end, to be written and then taken in with `commit`; nullptr when
  // there is no memory.
  [[nodiscard]] T* reserve(size_t count) {
    if (count > capacity_ - size_ && !grow(count, sizeof(T))) return nullptr;
    return data() + size_;
  }
  void commit(size_t count) { size_ += count; }

  void truncate(size_t size) {
    if (size < size_) size_ = size;
  }
  void clear() { size_ = 0; }

  // Drops the first `count` items and moves the rest to the front.
  void remove_front(size_t count) { remove_front_bytes(count, sizeof(T)); }

  // Gives the memory back.
  void release() { release_block(); }

  [[nodiscard]] std::basic_string_view<T> view() const
    requires std::is_same_v<T, char>
  {
    return {data(), size_};
  }
};

}  // namespace tcpless
