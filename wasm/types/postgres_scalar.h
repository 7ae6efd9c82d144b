// One value that is not an array: a cell, or an element of one.
#pragma once

#include "types/postgres.h"

namespace tcpless {

// Fails as emit_postgres_value does.
[[nodiscard]] Status emit_postgres_scalar(PostgresType type, std::string_view text, const ValueOptions& options,
                                          Arena& scratch, CellSink& sink);

}  // namespace tcpless
