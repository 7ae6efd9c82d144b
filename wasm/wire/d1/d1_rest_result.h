// The answer of D1's REST API to /raw, read as it arrives.
#pragma once

#include "wire/d1/d1_rest_meta.h"
#include "wire/d1/d1_rest_rows.h"

namespace tcpless {

// Reads `{"result":[{"results":{"columns":[..],"rows":[[..]]},"success":true,"meta":{..}}],"success":true,
// "errors":[],"messages":[]}` token by token: one member of `result` for each statement. Keys come in any order.
// Unknown keys are passed over.
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

  // Codec::emit_cell().
  [[nodiscard]] bool emit_cell(uint32_t column, std::string_view kept, Exchange& exchange) {
    return rows_.emit_cell(column, kept, exchange);
  }

 private:
  enum class State : uint8_t {
    start,
    key,
    success,
    errors_start,
    errors,
    result_start,
    result_or_end,
    result_key,
    result_success,
    result_error,
    rows,
    meta,
    skipped,
    finished,
  };

  [[nodiscard]] bool step(JsonToken token, const JsonReader& reader, Exchange& exchange);
  void on_key(std::string_view key, const JsonReader& reader);
  [[nodiscard]] bool on_result_key(std::string_view key, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool begin_result(const JsonReader& reader, Exchange& exchange);
  // The end of the query's result.
  void put_result(Exchange& exchange);
  // Passes over a value that the next token starts, then goes on in `after`.
  void skip_next_value(const JsonReader& reader, State after);

  Arena& arena_;
  D1RestRows rows_;
  D1RestMeta meta_;
  D1KeptJson errors_;
  Buffer<size_t> queries_;  // where the statements of each end
  size_t query_ = 0;        // whose result is read
  size_t results_ = 0;
  std::string_view statement_error_;
  uint32_t skip_depth_ = 0;
  State state_ = State::start;
  State after_skip_ = State::key;
  bool has_result_ = false;
  bool success_ = false;
  bool statement_failed_ = false;
};

}  // namespace tcpless
