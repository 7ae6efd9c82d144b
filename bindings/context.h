// One open query behind a handle.
#pragma once

#include "base/arena.h"
#include "wire/codec.h"

namespace tcpless {

// Owns the memory of a query and leads its record, its answer and its output through the codec.
class Context {
 public:
  explicit Context(size_t limit_bytes) : arena_(limit_bytes), record_(arena_), exchange_(arena_) {}

  // False when there is no memory for what every query needs.
  [[nodiscard]] bool open();

  // Room for input: the record first, then pieces of the answer.
  [[nodiscard]] char* input(size_t bytes);
  // Each returns SIGNAL bits.
  [[nodiscard]] uint32_t build(size_t bytes);
  [[nodiscard]] uint32_t feed(size_t bytes, uint32_t flags);
  [[nodiscard]] uint32_t reset();
  // Puts the cells of a column on the tape, from lazy rows.
  [[nodiscard]] uint32_t read(uint32_t column, uint32_t row, uint32_t count);

  // The OUTPUT_WORDs: addresses and sizes of what was put out.
  static constexpr uint32_t output_words = 12;
  [[nodiscard]] const uint32_t* output();

  [[nodiscard]] const Arena& arena() const { return arena_; }
  // What output() gives the addresses of, for callers in C++.
  [[nodiscard]] Exchange& exchange() { return exchange_; }

 private:
  void read_record(std::string_view bytes);
  void read_head();
  [[nodiscard]] uint32_t signals();

  Arena arena_;
  Buffer<char> record_;
  Exchange exchange_;
  Codec* codec_ = nullptr;
  uint32_t decoded_cells_ = 0;
  bool built_ = false;
  uint32_t output_[output_words] = {};
};

}  // namespace tcpless
