// bytea in both of its text formats (PostgreSQL documentation, 8.4 "Binary Data Types").
#pragma once

#include <string_view>

#include "base/arena.h"
#include "base/status.h"
#include "rows/cell_sink.h"

namespace tcpless {

// Emits the bytes; or, under ByteaAs::hex, the text of PostgreSQL's hex format (`\x00ff`), whatever
// bytea_output the server uses. Fails with `protocol` when the text is in neither format.
[[nodiscard]] Status emit_postgres_bytea(std::string_view text, ByteaAs form, Arena& scratch, CellSink& sink);

}  // namespace tcpless
