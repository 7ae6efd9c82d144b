// Cells taken from the wire in one pass: the contents of a JSON string with a value's text go in, the value comes out,
// as JSON or on the tape.
#pragma once

#include "rows/tape_rows.h"
#include "types/plain_cell.h"
#include "types/postgres.h"

namespace tcpless {

// How a column's cells can be taken. `none`: only by way of emit_postgres_value.
enum class PlainCell : uint8_t {
  none,
  text,  // of any type that is given as the server wrote it
  small_integer,
  int8,  // as a number
  floating,
  boolean,
  timestamptz,  // as text
  json,         // parsed
  text_array,
  integer_array,
};

[[nodiscard]] PlainCell plain_cell(const PostgresColumn& column, const ValueOptions& options);

// Whether the value is the contents of a JSON string.
[[nodiscard]] constexpr bool is_quoted(PlainCell kind) {
  return kind == PlainCell::text || kind == PlainCell::timestamptz;
}

// How much of the output a cell may write to, at most, for so many bytes of input that are left.
[[nodiscard]] constexpr size_t plain_cell_room(size_t input_bytes) { return 2 * input_bytes + 64; }

// Rewrites the cell whose first byte, behind its opening quote, is at `from`; the input ends at `end`. What
// emit_postgres_value gives to JsonRows for the same cell is the same bytes, in quotes where is_quoted says so.
[[nodiscard]] PlainCellStep write_plain_cell(PlainCell kind, const char* from, const char* end, char* to);

// The same onto the tape. Returns what follows the closing quote; null as above, and when there is no
// memory.
[[nodiscard]] const char* put_plain_cell(PlainCell kind, const char* from, const char* end, TapeRows& rows);

}  // namespace tcpless
