#include "wire/d1/d1_statement.h"

#include "wire/d1/d1_split.h"

namespace tcpless {

Status D1Parameter::emit(SqliteHost host, CellSink& sink) const {
  if (list.empty()) return emit_sqlite_parameter(value, host, sink);
  sink.text(list);
  return success;
}

D1Statements::Statement D1Statements::operator[](size_t index) const {
  const End begin = index == 0 ? End{} : ends_[index - 1];
  const End end = ends_[index];
  return {sql_.view().substr(begin.sql, end.sql - begin.sql), parameters_.data() + begin.parameters,
          end.parameters - begin.parameters, end.query};
}

StatementError compile_d1_statements(StepCursor& steps, SqliteHost host, D1Statements& out) {
  Statement query(out.sql().arena());
  if (const StatementError error = compile_statement(steps, Dialect::sqlite, query); !error.status) return error;
  bool fits = query.parameters.size() <= limits::d1_parameters && query.sql.size() <= limits::d1_statement_bytes;
  for (const StepCursor& value : query.parameters) {
    if (!placeholder_form(host, value.peek()).plain()) fits = false;
  }
  if (!fits) {
    const Status status = split_for_d1(query, host, out);
    out.end_query();
    return {status};
  }
  out.sql().append(query.sql.view());
  int32_t index = 0;
  for (const StepCursor& value : query.parameters) out.parameters().push({value, index++});
  out.end_statement();
  out.end_query();
  return {};
}

}  // namespace tcpless
