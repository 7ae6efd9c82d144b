// Runs the compiler on a record and keeps what came out in plain containers.
#pragma once

#include <cstdlib>
#include <string>

#include "sql/postgres_parameter.h"
#include "sql/statement.h"
#include "tests/cpp/sql/record_builder.h"

namespace tcpless::test {

struct Compiled {
  ErrorCode code = ErrorCode::ok;
  std::string message;
  int32_t parameter = -1;
  std::string sql;
  size_t parameters = 0;
};

inline Compiled compile_record(std::string_view bytes, Dialect dialect, size_t memory = 1 << 26) {
  Record record;
  if (!Record::parse(bytes, record)) std::abort();
  Arena arena(memory);
  Statement statement(arena);
  StepCursor cursor(record);
  const StatementError error = compile_statement(cursor, dialect, statement);
  return {
      .code = error.status.code(),
      .message = std::string(error.status.message()),
      .parameter = error.parameter,
      .sql = std::string(statement.sql.view()),
      .parameters = statement.parameters.size(),
  };
}

inline Compiled compile(const Parts& parts, Dialect dialect = Dialect::postgres) {
  return compile_record(record_of(parts), dialect);
}

// The SQL text, or why there is none.
inline std::string sql_of(const Parts& parts, Dialect dialect = Dialect::postgres) {
  const Compiled compiled = compile(parts, dialect);
  if (compiled.code != ErrorCode::ok) return "refused: " + compiled.message;
  return compiled.sql;
}

}  // namespace tcpless::test
