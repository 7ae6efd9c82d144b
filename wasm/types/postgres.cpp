#include "types/postgres.h"

#include "json/check_value.h"
#include "types/postgres_array.h"
#include "types/postgres_bytea.h"
#include "types/postgres_number.h"
#include "types/postgres_object.h"
#include "types/postgres_scalar.h"
#include "types/postgres_time.h"

namespace tcpless {
namespace {

constexpr Status not_a_boolean = failed<ErrorCode::protocol, "a boolean column has text that is not one">;

constexpr Status not_as_asked = failed<ErrorCode::value, "a value cannot have the form that the option types asks for">;

Status emit_boolean(std::string_view text, CellSink& sink) {
  if (text != "t" && text != "f") return not_a_boolean;
  sink.boolean(text == "t");
  return success;
}

}  // namespace

Status emit_postgres_scalar(PostgresType type, std::string_view text, const ValueOptions& options, Arena& scratch,
                            CellSink& sink) {
  switch (type) {
    case PostgresType::text:
    case PostgresType::asked:
      break;
    case PostgresType::boolean:
      return emit_boolean(text, sink);
    case PostgresType::small_integer:
      return emit_postgres_small_integer(text, sink);
    case PostgresType::int8:
      return emit_postgres_int8(text, options.int8, sink);
    case PostgresType::floating:
      return emit_postgres_float(text, sink);
    case PostgresType::numeric:
      return emit_postgres_numeric(text, options.numeric, sink);
    case PostgresType::json:
      return emit_json_value(text, options, scratch, sink);
    case PostgresType::bytea:
      return emit_postgres_bytea(text, options.bytea, scratch, sink);
    case PostgresType::date:
      return emit_postgres_time(type, text, options.date, sink);
    case PostgresType::timestamp:
      return emit_postgres_time(type, text, options.timestamp, sink);
    case PostgresType::timestamptz:
      return emit_postgres_time(type, text, options.timestamptz, sink);
    case PostgresType::interval:
      if (options.interval == StructureAs::text) break;
      return emit_postgres_interval(text, scratch, sink);
    case PostgresType::point:
      if (options.point == StructureAs::text) break;
      return emit_postgres_numbers(text, 2, scratch, sink);
    case PostgresType::circle:
      if (options.circle == StructureAs::text) break;
      return emit_postgres_numbers(text, 3, scratch, sink);
  }
  sink.text(text);
  return success;
}

Status emit_postgres_value(const PostgresColumn& column, std::string_view text, const ValueOptions& options,
                           Arena& scratch, CellSink& sink) {
  if (column.asked != nullptr) {
    PostgresColumn plain = column;
    plain.type = column.asked->type;
    plain.asked = nullptr;
    const Status status = emit_postgres_value(plain, text, column.asked->options, scratch, sink);
    // The text is right for its type, which is another one.
    return status.code() == ErrorCode::protocol ? not_as_asked : status;
  }
  return column.array ? emit_postgres_array(column, text, options, scratch, sink)
                      : emit_postgres_scalar(column.type, text, options, scratch, sink);
}

}  // namespace tcpless
