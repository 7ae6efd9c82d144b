// A parameter as a value that D1's bind takes without changing it.
#pragma once

#include "base/record.h"
#include "base/status.h"
#include "rows/cell_sink.h"

namespace tcpless {

// Emits the value that `cursor` stands before as one cell: booleans as 1 and 0, numbers and safe
// bigints as numbers, text and JSON as text, a date as what toISOString gives, bytes as bytes.
//
// Fails with `parameter`, emits nothing and says what to do instead: NaN and infinities (D1 binds
// NULL), bigints that are not safe integers, NUL in text, invalid dates, arrays (D1 takes them for
// bytes). With `limit`: text or bytes longer than limits::d1_value_bytes. With `protocol`: a
// malformed record.
[[nodiscard]] Status emit_sqlite_parameter(StepCursor cursor, CellSink& sink);

}  // namespace tcpless
