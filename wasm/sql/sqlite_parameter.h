// A parameter as a value that a binding of SQLite takes without changing it.
#pragma once

#include "base/record.h"
#include "base/status.h"
#include "rows/cell_sink.h"

namespace tcpless {

// Who runs SQLite, and how parameters reach it.
enum class SqliteHost : uint8_t {
  d1,              // by bind() of the Worker's binding
  d1_rest,         // as JSON; bytes as text of hex digits, with unhex() around the placeholder
  durable_object,  // by exec(); bigints as text, with a cast around the placeholder
};

// Emits the value that `cursor` stands before as one cell: booleans as 1 and 0, numbers and safe
// bigints as numbers, text and JSON as text, a date as what toISOString gives, bytes as bytes.
//
// For Durable Objects every bigint of 64 bits is emitted as one, and infinities are numbers.
//
// Fails with `parameter`, emits nothing and says what to do instead: NaN and infinities (D1 binds
// NULL), bigints that are not safe integers, NUL in text, invalid dates, arrays (D1 takes them for
// bytes). With `limit`: text or bytes longer than limits::d1_value_bytes. With `protocol`: a
// malformed record.
[[nodiscard]] Status emit_sqlite_parameter(StepCursor cursor, SqliteHost host, CellSink& sink);

}  // namespace tcpless
