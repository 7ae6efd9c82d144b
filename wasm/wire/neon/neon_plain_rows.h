// Rows of Neon's raw-text array mode, taken without a stop at each token.
#pragma once

#include "base/buffer.h"
#include "types/postgres_plain_cell.h"
#include "wire/exchange.h"

namespace tcpless {

// Takes rows that stand whole in the input and are plain: `["1",null,"x"]` without whitespace. It never says what is
// wrong with others; they go the usual way, which does, and which gives the same for all that are right.
class NeonPlainRows {
 public:
  explicit NeonPlainRows(Arena& arena) : plan_(arena), row_(arena), unescaped_(arena) {}

  // Once per result. Without a call of it no row is taken. `columns` must stay in place.
  void begin(const PostgresColumn* columns, uint32_t count, Exchange& exchange);
  void restart() { plan_.clear(); }

  // Puts one cell onto the tape; `json` begins with its string. False when it is not plain, and nothing was put out.
  [[nodiscard]] bool put_cell(uint32_t column, std::string_view json, TapeRows& rows) const {
    return column < plan_.size() &&
           put_plain_cell(plan_[column].kind, json.data() + 1, json.data() + json.size(), rows) != nullptr;
  }

  // Puts out the rows at the front of `input`: elements of the array of rows, the first of which follows `[` or a
  // comma. Returns how many bytes they are.
  [[nodiscard]] size_t take(std::string_view input, bool first, Exchange& exchange);

 private:
  struct Cell {
    const char* key;  // in the response, with what stands before it
    uint32_t key_size;
    PlainCell kind;
  };

  // From the first cell to the closing bracket; null when the row is not plain, or not whole.
  [[nodiscard]] const char* write_row(const char* from, const char* end, JsonRows& rows, Exchange& exchange);
  [[nodiscard]] const char* put_row(const char* from, const char* end, TapeRows& rows, Exchange& exchange);
  [[nodiscard]] const char* keep_row(const char* from, const char* end, LazyRows& rows);
  // A cell that has no way of its own; `from` is behind its quote.
  [[nodiscard]] const char* emit_cell(const char* from, const char* end, uint32_t column, Exchange& exchange);

  const PostgresColumn* columns_ = nullptr;
  Buffer<Cell> plan_;             // one for each column
  Buffer<std::string_view> row_;  // of lazy rows, with no data where a cell is null
  Buffer<char> unescaped_;
};

}  // namespace tcpless
