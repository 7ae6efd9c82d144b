// The answer of psdb.v1alpha1.Database to Execute, read as it arrives.
#pragma once

#include "base/buffer.h"
#include "json/reader.h"
#include "wire/json_answer.h"
#include "wire/planetscale/planetscale_field.h"
#include "wire/planetscale/planetscale_rows.h"

namespace tcpless {

// Reads `{"session":{..},"result":{"fields":[..],"rowsAffected":"1","insertId":"1","rows":[..]},"timing":0.1}` token by
// token, or `{"session":{..},"error":{"code":..,"message":..}}`, or `{"code":..,"message":..}`. Keys come in any order,
// but `fields` before `rows` that are not empty; what is zero or empty may be missing
// (https://protobuf.dev/programming-guides/json/). Unknown keys are passed over.
//
// The session is put out as soon as it is whole, when the request was one of a session.
class PlanetscaleResult {
 public:
  explicit PlanetscaleResult(Arena& arena);

  // Reads on, until the object is closed. The object itself starts with the first token of the first call. The reader
  // is open on the exchange's input; failures are reported to the exchange.
  [[nodiscard]] Progress read(JsonReader& reader, Exchange& exchange);

  // Puts out `complete`, or what the answer says went wrong. Called when done and the whole body has proved to be
  // well-formed. `warning`: what the caller should know of the statement, plain ASCII, or nothing.
  void put_complete(std::string_view warning, Exchange& exchange);

  void restart();

  [[nodiscard]] bool emit_cell(uint32_t column, std::string_view cell, Exchange& exchange) {
    return rows_.emit_cell(column, cell, false, exchange);
  }

 private:
  enum class State : uint8_t {
    start,
    key,
    session_start,
    result_start,
    result_key,
    fields_start,
    field_or_end,
    field_key,
    field_value,
    rows_start,
    row_or_end,
    row_key,
    lengths_start,
    length_or_end,
    values,
    number,
    error_start,
    error_key,
    error_text,
    skipped,
    finished,
  };
  // Of the answer itself, of a field and of numbers and texts wherever they stand.
  enum class Key : uint8_t {
    other,
    session,
    result,
    error,
    code,
    message,
    timing,
    fields,
    rows,
    affected,
    insert_id,
    name,
    type,
    length,
    charset,
    flags,
    lengths,
    values,
  };

  [[nodiscard]] static Key find_key(std::string_view key);
  [[nodiscard]] bool step(JsonToken token, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool on_key(const JsonReader& reader);
  [[nodiscard]] bool on_result_key(const JsonReader& reader);
  [[nodiscard]] bool on_field_value(JsonToken token, const JsonReader& reader, Exchange& exchange);
  [[nodiscard]] bool begin_rows(const JsonReader& reader, Exchange& exchange);
  // Begins to keep the bytes of the answer from the last token on; adds those read since, and may be the last to.
  void begin_keeping(Buffer<char>& out, const JsonReader& reader);
  [[nodiscard]] bool keep(const JsonReader& reader, Exchange& exchange);
  void put_columns(Exchange& exchange);
  // Passes over a value that the next token starts, then goes on in `after`.
  void skip_next_value(const JsonReader& reader, State after);

  Arena& arena_;
  Buffer<PlanetscaleField> fields_;
  PlanetscaleRows rows_;
  Buffer<char> session_;
  Buffer<char> described_;        // `fields`, if they are asked for
  Buffer<char>* kept_ = nullptr;  // one of these two, while it is read
  size_t kept_begin_ = 0;         // in the open piece
  std::string_view code_;
  std::string_view message_;
  std::string_view timing_;
  std::string_view affected_;   // digits
  std::string_view insert_id_;  // digits
  uint32_t skip_depth_ = 0;
  State state_ = State::start;
  State after_ = State::key;  // a value
  Key key_ = Key::other;
  bool has_session_ = false;
  bool has_result_ = false;
  bool has_error_ = false;
  bool columns_put_ = false;
};

}  // namespace tcpless
