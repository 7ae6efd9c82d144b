// A parameter in the text form that PostgreSQL's input functions read.
#pragma once

#include "base/buffer.h"
#include "base/record.h"
#include "base/status.h"

namespace tcpless {

// Appends the value that `cursor` stands before as a JSON string, or `null`: numbers and JSON as they
// are, bool as true/false, a date as `2024-01-02T03:04:05.678Z` (years beyond 9999 as
// `12024-01-02T...Z`, before year 1 as `0044-03-15T...Z BC`), bytes as `\x` hex, an array as an array
// literal of the same with NULL bare and every other element quoted. Objects inside arrays are quoted
// JSON.
//
// Fails with `parameter`, appends nothing and says what cannot be sent: NUL in text, an invalid date,
// an array nested beyond limits::array_depth or with an empty array inside; with `protocol` on a
// malformed record.
[[nodiscard]] Status append_postgres_parameter(StepCursor cursor, Buffer<char>& out);

}  // namespace tcpless
