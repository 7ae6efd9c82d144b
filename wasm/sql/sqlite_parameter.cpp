#include "sql/sqlite_parameter.h"

#include "base/iso_time.h"
#include "base/number_text.h"
#include "base/parse_integer.h"
#include "json/grammar.h"
#include "sql/instant.h"
#include "sql/number.h"
#include "sql/quoted.h"

namespace tcpless {
namespace {

constexpr Status malformed = failed<ErrorCode::protocol, "the record of the query is malformed">;
constexpr Status too_long = failed<ErrorCode::limit, "text or bytes are longer than 2,000,000 bytes">;
constexpr int64_t largest_safe_integer = (int64_t{1} << 53) - 1;

Status emit_number(std::string_view text, SqliteHost host, CellSink& sink) {
  if (is_not_finite(text)) {
    if (text == "NaN") return failed<ErrorCode::parameter, "SQLite would store NULL for NaN">;
    if (host != SqliteHost::durable_object) {
      return failed<ErrorCode::parameter, "D1 would store NULL for an infinity">;
    }
  } else if (!is_json_number(text)) {
    return malformed;
  }
  sink.number(text);
  return success;
}

Status emit_bigint(std::string_view text, SqliteHost host, CellSink& sink) {
  if (!is_integer_text(text)) return malformed;
  const auto value = parse_integer(text);
  if (host == SqliteHost::durable_object) {
    if (!value) return failed<ErrorCode::parameter, "a bigint is beyond the 64 bits of SQLite's integers">;
    sink.bigint(text);
    return success;
  }
  if (!value || *value > largest_safe_integer || *value < -largest_safe_integer) {
    return failed<ErrorCode::parameter,
                  "D1 would round a bigint beyond 2^53: give it as a string and write CAST(... AS INTEGER) around it">;
  }
  sink.safe_integer(*value, text);
  return success;
}

Status emit_text(std::string_view text, CellSink& sink) {
  if (text.size() > limits::d1_value_bytes) return too_long;
  if (has_nul(text))
    return failed<ErrorCode::parameter, "text has a NUL character, where SQLite's functions would cut it">;
  sink.text(text);
  return success;
}

Status emit_date(double milliseconds, CellSink& sink) {
  if (!is_instant(milliseconds)) return failed<ErrorCode::parameter, "a date is invalid">;
  constexpr size_t room = 256;  // for 27 bytes of text
  Arena arena(room);
  Buffer<char> text(arena);
  append_iso_time(text, static_cast<int64_t>(milliseconds));
  if (arena.exhausted()) return out_of_memory;
  sink.text(text.view());
  return success;
}

}  // namespace

Status emit_sqlite_parameter(StepCursor cursor, SqliteHost host, CellSink& sink) {
  RecordValue value;
  if (Status status = cursor.take_value(value); !status) return status;
  switch (value.kind) {
    case Step::value_null:
      sink.null_value();
      return success;
    case Step::value_true:
      sink.safe_integer(1, "1");
      return success;
    case Step::value_false:
      sink.safe_integer(0, "0");
      return success;
    case Step::value_number:
      return emit_number(value.text, host, sink);
    case Step::value_bigint:
      return emit_bigint(value.text, host, sink);
    case Step::value_text:
    case Step::value_json:
      return emit_text(value.text, sink);
    case Step::value_date:
      return emit_date(value.milliseconds, sink);
    case Step::value_bytes:
      if (value.bytes.size() > limits::d1_value_bytes) return too_long;
      sink.bytes(value.bytes);
      return success;
    default:
      return failed<
          ErrorCode::parameter,
          "SQLite has no arrays: give JSON.stringify(array) and read it with json_each, or spread the values in a "
          "list">;
  }
}

}  // namespace tcpless
