// Values written into the SQL text.
#pragma once

#include "base/buffer.h"
#include "base/record.h"
#include "base/status.h"
#include "sql/dialect.h"

namespace tcpless {

// Appends a value as a constant: null, true and false, numbers as they are, text in quotes, bytes as
// the dialect's binary string. The first byte can be `-`, and what is before it must not be one.
// Fails with `parameter` and appends nothing for what has no exact constant: NaN and infinities, NUL
// in text, SQLite integers beyond 64 bits, dates, JSON and arrays.
[[nodiscard]] Status append_literal(Dialect dialect, const RecordValue& value, Buffer<char>& out);

}  // namespace tcpless
