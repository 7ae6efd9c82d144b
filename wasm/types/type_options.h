// The `types` option: which form the values of a type, an OID or a column are given in.
#pragma once

#include "types/postgres.h"

namespace tcpless {

// Reads the entries of the setting `types` (bindings/layout.def) for types and presets into `out`, in their order.
// Returns the first one that names a type, form or preset that does not exist; empty when all do.
[[nodiscard]] std::string_view read_type_options(std::string_view entries, ValueOptions& out);

// The reader for a column of a result: as an entry for its name says, or else one for its OID, or else the options.
// The reader lives as long as the arena.
[[nodiscard]] PostgresColumn chosen_column(std::string_view name, uint32_t type_id, std::string_view entries,
                                           const ValueOptions& options, Arena& arena);

}  // namespace tcpless
