// The SQL dialects that statements are compiled into.
#pragma once

#include <cstdint>
#include <initializer_list>

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
  if (!carries(wanted)) return false;
  for (const Dialect other : {Dialect::postgres, Dialect::sqlite, Dialect::mysql}) {
    if (other != wanted && carries(other)) return dialect == wanted;
  }
  return true;
}

[[nodiscard]] inline bool is_postgres(Dialect dialect) { return is_dialect(dialect, Dialect::postgres); }
[[nodiscard]] inline bool is_mysql(Dialect dialect) { return is_dialect(dialect, Dialect::mysql); }

}  // namespace tcpless
