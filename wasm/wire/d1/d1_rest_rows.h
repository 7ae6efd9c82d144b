// Columns and rows of D1's REST API, read as they arrive.
#pragma once

#include "base/buffer.h"
#include "wire/json_answer.h"

namespace tcpless {

// Reads `{"columns":[..],"rows":[[..]]}` token by token, once for each statement of a query: their rows are one result,
// which has the columns of the first. Keys come in any order, but `columns` before `rows` that are not empty. Unknown
// keys are passed over.
//
// Cells: an integer is a number, beyond 2^53 it follows the int8 option, and one that no int8 can be is a float; an
// array of numbers up to 255 is a blob.
class D1RestRows {
 public:
  explicit D1RestRows(Arena& arena);

  // Another statement's rows, if it has any, come next.
  void begin_statement();
  // Whether the object of this statement was read.
  [[nodiscard]] bool read() const { return state_ == State::finished; }
  // Whether the result has a row, of whichever statement.
  [[nodiscard]] bool any() const { return any_; }

  // Reads on, until the object is closed, which starts with the first token behind begin_statement().
  [[nodiscard]] Progress read(JsonReader& reader, Exchange& exchange);

  // Puts the columns out if no row has done so; the result is whole.
  void put_columns(Exchange& exchange);

  // Another result's rows come next.
  void clear();

  // Codec::emit_cell().
  [[nodiscard]] bool emit_cell(uint32_t column, std::string_view kept, Exchange& exchange);

 private:
  enum class State : uint8_t {
    start,
    key,
    columns_start,
    column_or_end,
    rows_start,
    row_or_end,
    cell_or_end,
    byte_or_end,
    skipped,
    finished,
  };

  [[nodiscard]] bool step(JsonToken token, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_key(std::string_view key, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_column(JsonToken token, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool begin_row(const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_cell(JsonToken token, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_byte(JsonToken token, const JsonReader& reader, Exchange& exchange);
  // Puts out a cell that is not a blob. False: the exchange has failed.
  [[nodiscard]] bool emit_value(uint32_t column, JsonToken token, const WireText& text, Exchange& exchange);
  [[nodiscard]] bool emit_number(uint32_t column, std::string_view literal, Exchange& exchange);
  void emit_blob(std::string_view kept, Exchange& exchange);

  Arena& arena_;
  Buffer<Column> columns_;
  Buffer<char> blob_;    // as lazy rows keep it
  Buffer<char> digits_;  // of a blob
  uint32_t column_ = 0;  // of the next cell
  uint32_t depth_ = 0;   // of the keys
  State state_ = State::start;
  bool has_columns_ = false;  // of this statement
  bool has_rows_ = false;     // of this statement
  bool columns_put_ = false;
  bool any_ = false;
};

}  // namespace tcpless
