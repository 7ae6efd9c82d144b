// A query as D1 takes it: statements within its limits, whichever way they are sent.
#pragma once

#include "rows/cell_sink.h"
#include "sql/sqlite_parameter.h"
#include "sql/statement.h"

namespace tcpless {

// A parameter of the query, or the values of a list as one JSON text.
struct D1Parameter {
  StepCursor value;
  int32_t index = -1;  // in the query, from 0; of a list -1
  std::string_view list = {};

  // emit_sqlite_parameter, or the text of the list.
  [[nodiscard]] Status emit(SqliteHost host, CellSink& sink) const;
};

// What queries became, each mostly a single statement. Valid as long as the record.
class D1Statements {
 public:
  explicit D1Statements(Arena& arena) : sql_(arena), parameters_(arena), ends_(arena) {}

  struct Statement {
    std::string_view sql;
    const D1Parameter* parameters;
    size_t parameter_count;
    uint32_t query;  // index of the one it belongs to
  };

  [[nodiscard]] size_t size() const { return ends_.size(); }
  [[nodiscard]] Statement operator[](size_t index) const;
  // To append to: what is there when end_statement() is called belongs to the statement.
  [[nodiscard]] Buffer<char>& sql() { return sql_; }
  [[nodiscard]] Buffer<D1Parameter>& parameters() { return parameters_; }
  void end_statement() { ends_.push({sql_.size(), parameters_.size(), queries_}); }
  void end_query() { ++queries_; }

 private:
  struct End {
    size_t sql;
    size_t parameters;
    uint32_t query;
  };
  uint32_t queries_ = 0;
  Buffer<char> sql_;
  Buffer<D1Parameter> parameters_;
  Buffer<End> ends_;
};

// Appends a query: compile_statement in SQLite's dialect, and split_for_d1 where the statement goes beyond D1's limits,
// 100 parameters and 100,000 bytes of SQL text (https://developers.cloudflare.com/d1/platform/limits/, and the same of
// Durable Objects), or has values that need something around their placeholder.
[[nodiscard]] StatementError compile_d1_statements(StepCursor& steps, SqliteHost host, D1Statements& out);

}  // namespace tcpless
