// The SQL dialects that statements are compiled into.
#pragma once

#include <cstdint>

namespace tcpless {

enum class Dialect : uint8_t {
  // $1; the server decides about standard_conforming_strings, so literals avoid plain backslashes.
  postgres,
  // ?1
  sqlite,
  // No placeholders: values are written into the SQL text. The server decides about sql_mode and character sets, so
  // they are written so that neither matters.
  mysql,
};

// Whether this module carries a dialect. All are carried unless bindings/modules/ says otherwise: then linking leaves
// out the rules of the others.
[[nodiscard]] bool carries(Dialect dialect);

// Whether `dialect` is `wanted`; known when linking, if the module carries one alone.
[[nodiscard]] inline bool is_dialect(Dialect dialect, Dialect wanted) {
  // No loop: the linker must see through this to leave out the others' rules.
  const bool alone = carries(Dialect::postgres) + carries(Dialect::sqlite) + carries(Dialect::mysql) == 1;
  return carries(wanted) && (alone || dialect == wanted);
}

[[nodiscard]] inline bool is_postgres(Dialect dialect) { return is_dialect(dialect, Dialect::postgres); }
[[nodiscard]] inline bool is_mysql(Dialect dialect) { return is_dialect(dialect, Dialect::mysql); }

}  // namespace tcpless
