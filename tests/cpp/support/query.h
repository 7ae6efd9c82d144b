// One query led through a Context as JavaScript leads it.
#pragma once

#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "bindings/context.h"
#include "support/tape_reader.h"

namespace tcpless::test {

struct Head {
  uint32_t status = 200;
  std::string content_type = "application/json";
  std::string retry_after = {};
  std::string request_id = {};
};

class Query {
 public:
  explicit Query(std::string_view record, size_t limit_bytes = limits::context_bytes)
      : context_(std::make_unique<Context>(limit_bytes)) {
    if (!context_->open()) return;
    char* room = context_->input(record.size());
    if (room == nullptr) return;
    std::memcpy(room, record.data(), record.size());
    take(context_->build(record.size()));
  }

  // Signal bits of the last call; 0 when there was no memory to begin with.
  [[nodiscard]] uint32_t signals() const { return signals_; }
  [[nodiscard]] bool has(Signal signal) const { return (signals_ & bit(signal)) != 0; }
  [[nodiscard]] bool ended() const { return has(Signal::complete) || has(Signal::failed); }
  [[nodiscard]] const Answer& answer() const { return answer_; }
  [[nodiscard]] Context& context() { return *context_; }

  void head(const Head& head) {
    feed(std::to_string(head.status) + '\n' + head.content_type + '\n' + head.retry_after + '\n' + head.request_id,
         bit(FeedFlag::head));
  }

  // With FEED bits.
  void feed(std::string_view piece, uint32_t flags) {
    if (!piece.empty()) {
      char* room = context_->input(piece.size());
      // JavaScript throws `out_of_memory` here and closes the context.
      if (room == nullptr) {
        signals_ = bit(Signal::failed);
        answer_.keep_result();
        if (answer_.error.empty()) answer_.error = "{\"code\":\"out_of_memory\"}";
        return;
      }
      std::memcpy(room, piece.data(), piece.size());
    }
    take(context_->feed(piece.size(), flags));
  }

  void feed(std::string_view piece, bool last) { feed(piece, last ? bit(FeedFlag::last) : 0u); }

  // The whole body in pieces; `next_piece` gives the size of the next one, 0 takes all that is left. Stops when the
  // query has ended, as JavaScript does.
  void feed_body(std::string_view body, const std::function<size_t()>& next_piece) {
    do {
      size_t size = next_piece();
      if (size == 0 || size > body.size()) size = body.size();
      feed(body.substr(0, size), size == body.size());
      body.remove_prefix(size);
    } while (!body.empty() && !ended());
  }

  void reset() {
    answer_ = {};
    take(context_->reset());
  }

  // Cells of a column of lazy rows: rows of one cell each.
  [[nodiscard]] Answer read(uint32_t column, uint32_t row, uint32_t count) {
    Answer cells;
    cells.column_count = 1;
    if (context_->read(column, row, count) == bit(Signal::stale)) return cells;
    TapeReader(context_->exchange().tape().view()).read(cells);
    return cells;
  }

 private:
  void take(uint32_t signals) {
    signals_ = signals;
    if (has(Signal::stale)) return;
    TapeReader(context_->exchange().tape().view()).read(answer_);
    answer_.bytes += context_->exchange().response_bytes();
  }

  std::unique_ptr<Context> context_;
  uint32_t signals_ = 0;
  Answer answer_;
};

}  // namespace tcpless::test
