// The SQL dialects that statements are compiled into.
#pragma once

#include <cstdint>

namespace tcpless {

enum class Dialect : uint8_t {
  // $1; the server decides about standard_conforming_strings, so literals avoid plain backslashes.
  postgres,
  // ?1
  sqlite,
};

// Whether this module carries a dialect. All are carried unless bindings/modules/ says otherwise: then linking leaves
// out the rules of the others.
[[nodiscard]] bool carries(Dialect dialect);

[[nodiscard]] inline bool is_postgres(Dialect dialect) {
  return carries(Dialect::postgres) && (!carries(Dialect::sqlite) || dialect == Dialect::postgres);
}

}  // namespace tcpless
