// Rows that stay as they came, to be decoded when they are read.
#pragma once

#include <string_view>

#include "base/buffer.h"

namespace tcpless {

// Keeps the bytes of the rows and one offset for each cell. Nothing is copied but the bytes, a piece of the answer at a
// time, with what stands between the cells.
class LazyRows {
 public:
  explicit LazyRows(Arena& arena) : chunks_(arena), cells_(arena) {}

  void columns(uint32_t count) { columns_ = count; }

  // The cells of a row one after another: null, a JSON value as it came, or a JSON string given as what stands between
  // its quotes.
  void put_null() { cells_.push(0); }
  void put(std::string_view json);
  void put_string(std::string_view raw) { put({raw.data() - 1, raw.size() + 2}); }

  // A cell that does not stay as it came: bytes of the codec's own choice, copied at once.
  void put_copy(std::string_view cell);

  // Or a whole row at once, as the bytes of all cells and their lengths, UINT32_MAX for null: the only way from then
  // on.
  void put_row(std::string_view bytes, const uint32_t* lengths, uint32_t count);

  // Copies what was put; must be called before its bytes move.
  void keep();

  [[nodiscard]] bool has(uint32_t column, uint32_t row) const {
    return column + by_rows_ < columns_ && uint64_t{row} * columns_ + column < cells_.size();
  }
  // What begins with the cell as it was put; without data for null. A number ends where the view does or a comma
  // stands, and the cell of a row that was put at once where the view does.
  [[nodiscard]] std::string_view cell(uint32_t column, uint32_t row) const;

  // Forgets everything.
  void clear();

 private:
  struct Chunk {
    char* bytes;
    uint32_t begin;  // position of its first byte
    uint32_t size;
    uint32_t capacity;
  };

  // Copies these bytes behind what is kept, and a comma.
  void append(const char* bytes, uint32_t size);

  Buffer<Chunk> chunks_;
  Buffer<uint32_t> cells_;           // position of each cell, from 1; 0 for null
  const char* run_begin_ = nullptr;  // what was put and not kept
  const char* run_end_ = nullptr;
  uint32_t position_ = 0;  // of run_begin_
  uint32_t columns_ = 0;
  bool by_rows_ = false;  // put by put_row(): behind the cells of a row stands where the last one ends
};

}  // namespace tcpless
