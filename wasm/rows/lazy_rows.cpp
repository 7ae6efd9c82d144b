#include "rows/lazy_rows.h"

namespace tcpless {
namespace {

constexpr size_t longest_run = 16384;
constexpr uint32_t chunk_bytes = 65536;

}  // namespace

void LazyRows::put_string(std::string_view raw) {
  const char* const begin = raw.data() - 1;
  if (run_begin_ == nullptr) run_begin_ = begin;
  cells_.push(position_ + static_cast<uint32_t>(begin - run_begin_) + 1);
  run_end_ = raw.data() + raw.size() + 1;
  // Short enough that chunks fill well.
  if (static_cast<size_t>(run_end_ - run_begin_) > longest_run) keep();
}

void LazyRows::keep() {
  if (run_begin_ == nullptr) return;
  const auto size = static_cast<uint32_t>(run_end_ - run_begin_);
  Chunk* chunk = chunks_.empty() ? nullptr : chunks_.end() - 1;
  if (chunk == nullptr || chunk->capacity - chunk->size < size) {
    // A small result is in one chunk that is no larger.
    const uint32_t capacity = chunk == nullptr || size > chunk_bytes ? size : chunk_bytes;
    auto* bytes = static_cast<char*>(chunks_.arena().resize_block(nullptr, capacity));
    const size_t before = chunks_.size();
    if (bytes != nullptr) chunks_.push({bytes, position_, 0, capacity});
    if (chunks_.size() == before) return;  // no memory, which is reported after the feed
    chunk = chunks_.end() - 1;
  }
  std::memcpy(chunk->bytes + chunk->size, run_begin_, size);
  chunk->size += size;
  position_ += size;
  run_begin_ = nullptr;
}

std::string_view LazyRows::cell(uint32_t column, uint32_t row) const {
  const uint32_t word = cells_[size_t{row} * columns_ + column];
  if (word == 0) return {};
  const uint32_t position = word - 1;
  size_t low = 0;
  for (size_t high = chunks_.size(); high - low > 1;) {
    const size_t middle = (low + high) / 2;
    (chunks_[middle].begin <= position ? low : high) = middle;
  }
  const Chunk& chunk = chunks_[low];
  return {chunk.bytes + (position - chunk.begin), chunk.size - (position - chunk.begin)};
}

void LazyRows::clear() {
  for (const Chunk& chunk : chunks_) chunks_.arena().release_block(chunk.bytes);
  chunks_.clear();
  cells_.clear();
  run_begin_ = nullptr;
  position_ = columns_ = 0;
}

}  // namespace tcpless
