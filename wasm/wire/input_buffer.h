// Bytes that have come and are not used up.
#pragma once

#include "base/buffer.h"

namespace tcpless {

// JavaScript writes at the end of what is left of the last piece, so that a token cut in two is in
// one place when its rest has come.
class InputBuffer {
 public:
  explicit InputBuffer(Arena& arena) : bytes_(arena) {}

  // Where `count` more bytes may be written, or nullptr when there is no memory.
  [[nodiscard]] char* room(size_t count) { return bytes_.reserve(count); }
  void commit(size_t count) { bytes_.commit(count); }

  [[nodiscard]] std::string_view view() const { return {bytes_.data() + skipped_, bytes_.size() - skipped_}; }

  // Takes the first `count` bytes for something that is no part of the stream.
  void skip(size_t count) {
    skipped_ = count;
    if (bytes_.size() == count) clear();
  }

  // Forgets the first `count` bytes.
  void consume(size_t count) {
    bytes_.remove_front(skipped_ + count);
    skipped_ = 0;
    offset_ += count;
    // Between two pieces a query that holds nothing should cost nothing.
    if (bytes_.empty()) bytes_.release();
  }

  void clear() {
    bytes_.release();
    skipped_ = 0;
    offset_ = 0;
  }

  // Where view() begins in the whole stream.
  [[nodiscard]] uint64_t offset() const { return offset_; }

 private:
  Buffer<char> bytes_;
  size_t skipped_ = 0;
  uint64_t offset_ = 0;
};

}  // namespace tcpless
