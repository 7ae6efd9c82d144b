// Integers, floats and numerics in the text that PostgreSQL's output functions write.
#pragma once

#include <string_view>

#include "base/status.h"
#include "rows/cell_sink.h"

namespace tcpless {

// int2, int4 and oid: fails with `protocol` unless it is an integer from -2^31 to 2^32 - 1.
[[nodiscard]] Status emit_postgres_small_integer(std::string_view text, CellSink& sink);

// Fails with `protocol` unless it is a 64-bit integer; with `value` when a number was asked for and
// it is not a safe integer. Under the other forms small values take that form too.
[[nodiscard]] Status emit_postgres_int8(std::string_view text, Int8As form, CellSink& sink);

// float4 and float8, `NaN` and the infinities among them: fails with `protocol`.
[[nodiscard]] Status emit_postgres_float(std::string_view text, CellSink& sink);

// The server's text unchanged; or a number, which may round, because it was asked for. Then it fails
// with `protocol` when it is no numeric and with `value` when it would round to an infinity.
[[nodiscard]] Status emit_postgres_numeric(std::string_view text, NumericAs form, CellSink& sink);

}  // namespace tcpless
