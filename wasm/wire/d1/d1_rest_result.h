// The answer of D1's REST API to /raw, read as it arrives.
#pragma once

#include "base/buffer.h"
#include "json/reader.h"
#include "wire/json_answer.h"

namespace tcpless {

// Reads `{"result":[{"results":{"columns":[..],"rows":[[..]]},"success":true,"meta":{..}}],"success":true,
// "errors":[],"messages":[]}` token by token: one member of `result` for each statement. Keys come in any order, but
// `columns` before `rows` that are not empty. Unknown keys are passed over.
//
// Cells: an integer is a number, beyond 2^53 it follows the int8 option, and one that no int8 can be is a float; an
// array of numbers up to 255 is a blob.
class D1RestResult {
 public:
  explicit D1RestResult(Arena& arena);

  // Another query was sent, whose statements end here among those of all. Rows of several are one result. SQL text
  // with several statements in it gives more results than were asked for: of a query by itself the last one may have
  // rows, as with the binding.
  void expect(size_t statements_end) { queries_.push(statements_end); }

  // Reads on, until the object is closed. The object itself starts with the first token of the first call. The reader
  // is open on the exchange's input; failures are reported to the exchange.
  [[nodiscard]] Progress read(JsonReader& reader, Exchange& exchange);

  // Puts out `complete`, or what the answer says went wrong. Called when done and the whole body has proved to be
  // well-formed.
  void put_complete(Exchange& exchange);

  void restart();

 private:
  enum class State : uint8_t {
    start,
    key,
    success,
    errors,
    result_start,
    result_or_end,
    result_key,
    result_success,
    result_error,
    results_start,
    results_key,
    columns_start,
    column_or_end,
    rows_start,
    row_or_end,
    cell_or_end,
    byte_or_end,
    meta_start,
    meta_key,
    meta_changes,
    meta_last_id,
    skipped,
    finished,
  };

  [[nodiscard]] bool step(JsonToken token, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_key(std::string_view key, const JsonReader& reader);
  [[nodiscard]] bool on_result_key(std::string_view key, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_cell(JsonToken token, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_number(std::string_view literal, Exchange& exchange);
  [[nodiscard]] bool begin_rows(const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool begin_result(const JsonReader& reader, Exchange& exchange);
  void clear_result();
  void put_columns(Exchange& exchange);
  // The end of the query's result.
  void put_result(Exchange& exchange);
  // Passes over a value that the next token starts, then goes on in `after`.
  void skip_next_value(const JsonReader& reader, State after);
  // The text of a value that has just begun with a bracket is kept in `kept`, until it is closed.
  void keep(const JsonReader& reader, Buffer<char>& kept);
  [[nodiscard]] bool keep_piece(const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool end_kept(const JsonReader& reader, Exchange& exchange);

  Arena& arena_;
  Buffer<Column> columns_;
  Buffer<char> unescaped_;
  Buffer<char> bytes_;
  Buffer<char> meta_;
  Buffer<char> errors_;
  Buffer<char>* kept_ = nullptr;
  size_t kept_begin_ = 0;  // in the open piece
  std::string_view statement_error_;
  Buffer<size_t> queries_;  // where the statements of each end
  size_t query_ = 0;        // whose result is read
  size_t results_ = 0;
  int64_t affected_ = -1;
  int64_t last_id_ = 0;
  uint32_t column_ = 0;  // of the next cell
  uint32_t skip_depth_ = 0;
  State state_ = State::start;
  State after_skip_ = State::key;
  bool has_last_id_ = false;
  bool has_result_ = false;
  bool has_columns_ = false;  // of this result
  bool has_rows_ = false;     // of this result
  bool columns_put_ = false;
  bool rows_put_ = false;
  bool success_ = false;
  bool statement_failed_ = false;
};

}  // namespace tcpless
