// The result of one statement in Neon's raw-text array mode, read as it arrives.
#pragma once

#include "base/buffer.h"
#include "json/reader.h"
#include "types/postgres.h"
#include "wire/json_answer.h"
#include "wire/neon/neon_field.h"
#include "wire/neon/neon_plain_rows.h"

namespace tcpless {

// Reads `{"fields":[..],"rows":[[..],..],"command":..,"rowCount":..}` token by token. Keys come in any
// order; rows that come before the fields are held, up to the setting's limit. Unknown keys are
// passed over.
class NeonResult {
 public:
  explicit NeonResult(Arena& arena);

  // Reads on, until the object is closed. The object itself starts with the first token of the first
  // call. The reader is open on the exchange's input; failures are reported to the exchange.
  [[nodiscard]] Progress read(JsonReader& reader, Exchange& exchange);

  // For a caller that has read the token which opens the object.
  void enter() { state_ = State::key; }

  // Puts out `complete`. Called when done and the whole body has proved to be well-formed.
  void put_complete(Exchange& exchange) const;

  void restart();

  // Puts one cell out, whose text is as it came. False when the exchange has failed by it or there is no memory.
  [[nodiscard]] bool emit_cell(uint32_t column, const WireText& text, Exchange& exchange);
  // The same without a look at the text where it is plain: `json` begins with its string. False when it is not.
  [[nodiscard]] bool put_plain_cell(uint32_t column, std::string_view json, Exchange& exchange) const {
    return plain_rows_.put_cell(column, json, exchange.tape_rows());
  }

 private:
  enum class State : uint8_t {
    start,
    key,
    fields_start,
    field_or_end,
    field_key,
    field_value,
    rows_start,
    row_or_end,
    cell_or_end,
    held_rows,
    command,
    row_count,
    skipped,
    finished,
  };

  [[nodiscard]] bool step(JsonToken token, JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_key(std::string_view key, const JsonReader& reader, Exchange& exchange);
  // Takes fields and rows that need no look at each token, if any come next.
  void take_plain_elements(JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_field_value(JsonToken token, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_cell(JsonToken token, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_text(const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool finish_fields(Exchange& exchange);
  [[nodiscard]] bool replay_held_rows(Exchange& exchange);
  [[nodiscard]] bool finish_object(const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_held_rows(JsonToken token, const JsonReader& reader, Exchange& exchange);
  // Copies what the open piece has of the held rows.
  [[nodiscard]] bool hold(const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool fail(std::string_view message, const JsonReader& reader, Exchange& exchange);
  // Passes over a value that the next token starts, then goes on in `after`.
  void skip_next_value(const JsonReader& reader, State after);

  Arena& arena_;
  Buffer<Column> columns_;
  Buffer<PostgresColumn> decoders_;
  NeonPlainRows plain_rows_;
  Buffer<char> unescaped_;
  Buffer<char> held_;
  std::string_view command_;
  int64_t affected_ = -1;
  uint32_t column_ = 0;  // of the next cell
  uint32_t skip_depth_ = 0;
  size_t hold_begin_ = 0;  // in the open piece
  State state_ = State::start;
  State after_skip_ = State::key;
  FieldKey field_key_ = FieldKey::other;
  bool has_fields_ = false;
  bool has_type_ = false;
  bool has_rows_ = false;
  bool holding_ = false;
  bool replaying_ = false;
};

}  // namespace tcpless
