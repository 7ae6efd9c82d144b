#include "rows/lazy_rows.h"

namespace tcpless {
namespace {

constexpr size_t longest_run = 16384;
constexpr uint32_t chunk_bytes = 65536;

}  // namespace

void LazyRows::put(std::string_view json) {
  const char* const begin = json.data();
  if (run_begin_ == nullptr) run_begin_ = begin;
  cells_.push(position_ + static_cast<uint32_t>(begin - run_begin_) + 1);
  run_end_ = begin + json.size();
  // Short enough that chunks fill well.
  if (static_cast<size_t>(run_end_ - run_begin_) > longest_run) keep();
}

void LazyRows::put_copy(std::string_view cell) {
  keep();
  cells_.push(position_ + 1);
  append(cell.data(), static_cast<uint32_t>(cell.size()));
}

void LazyRows::put_row(std::string_view bytes, const uint32_t* lengths, uint32_t count) {
  if (!by_rows_) ++columns_;
  by_rows_ = true;
  uint32_t position = position_ + 1;
  for (uint32_t column = 0; column < count; ++column) {
    const bool null = lengths[column] == UINT32_MAX;
    cells_.push(null ? 0 : position);
    if (!null) position += lengths[column];
  }
  cells_.push(position);
  append(bytes.data(), static_cast<uint32_t>(bytes.size()));
}

void LazyRows::keep() {
  if (run_begin_ == nullptr) return;
  append(run_begin_, static_cast<uint32_t>(run_end_ - run_begin_));
  run_begin_ = nullptr;
}

void LazyRows::append(const char* bytes, uint32_t size) {
  const uint32_t needed = size + 1;
  Chunk* chunk = chunks_.empty() ? nullptr : chunks_.end() - 1;
  if (chunk == nullptr || chunk->capacity - chunk->size < needed) {
    // A small result is in one chunk that is no larger.
    const uint32_t capacity = chunk == nullptr || needed > chunk_bytes ? needed : chunk_bytes;
    auto* block = static_cast<char*>(chunks_.arena().resize_block(nullptr, capacity));
    const size_t before = chunks_.size();
    if (block != nullptr) chunks_.push({block, position_, 0, capacity});
    if (chunks_.size() == before) return;  // no memory, which is reported after the feed
    chunk = chunks_.end() - 1;
  }
  if (size > 0) std::memcpy(chunk->bytes + chunk->size, bytes, size);
  // So that a number ends where it did.
  chunk->bytes[chunk->size + size] = ',';
  chunk->size += needed;
  position_ += needed;
}

std::string_view LazyRows::cell(uint32_t column, uint32_t row) const {
  const uint32_t* next = cells_.data() + size_t{row} * columns_ + column;
  const uint32_t word = *next++;
  if (word == 0) return {};
  const uint32_t position = word - 1;
  while (by_rows_ && *next == 0) ++next;
  size_t low = 0;
  for (size_t high = chunks_.size(); high - low > 1;) {
    const size_t middle = (low + high) / 2;
    (chunks_[middle].begin <= position ? low : high) = middle;
  }
  const Chunk& chunk = chunks_[low];
  const uint32_t offset = position - chunk.begin;
  return {chunk.bytes + offset, by_rows_ ? *next - word : chunk.size - offset};
}

void LazyRows::clear() {
  for (const Chunk& chunk : chunks_) chunks_.arena().release_block(chunk.bytes);
  chunks_.clear();
  cells_.clear();
  run_begin_ = nullptr;
  position_ = columns_ = 0;
  by_rows_ = false;
}

}  // namespace tcpless
