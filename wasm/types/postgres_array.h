// Array literals (PostgreSQL documentation, 8.15.6 "Array Input and Output Syntax").
#pragma once

#include "types/postgres.h"

namespace tcpless {

// Emits an array, its elements read as `column.type`. Lower bounds (`[0:1]={...}`) are dropped: a
// JavaScript array starts at 0. Fails with `protocol` when the text is not what array_out writes or
// nests deeper than limits::array_depth, and as the elements fail.
[[nodiscard]] Status emit_postgres_array(const PostgresColumn& column, std::string_view text,
                                         const ValueOptions& options, Arena& scratch, CellSink& sink);

}  // namespace tcpless
