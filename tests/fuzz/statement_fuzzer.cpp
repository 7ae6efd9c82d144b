// Any record: compiled in both dialects, and every parameter written as it is sent.
//
// An odd first byte takes the rest as a record as it is; an even one as a script that a record is made
// from, since few random bytes are one.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/utf8.h"
#include "sql/lexer.h"
#include "sql/postgres_parameter.h"
#include "sql/sqlite_parameter.h"
#include "sql/statement.h"
#include "tests/cpp/sql/array_literal.h"
#include "tests/cpp/sql/record_builder.h"
#include "tests/cpp/support/json_sink.h"

namespace tcpless::test {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

// Hands out the input piece by piece; zeros and nothing once it is used up.
class Script {
 public:
  explicit Script(std::string_view input) : rest_(input) {}
  bool empty() const { return rest_.empty(); }
  uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }
  std::string_view piece(size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  // Text as JavaScript would hand it over.
  std::string_view text() {
    const std::string_view taken = piece(byte() % 32);
    return is_utf8(taken) ? taken : std::string_view("?");
  }

 private:
  std::string_view rest_;
};

std::string record_from(Script script) {
  RecordBuilder record;
  while (!script.empty()) {
    const auto step = static_cast<Step>(script.byte() % 32);
    switch (step) {
      case Step::identifier: {
        const uint32_t parts = script.byte() % 4;
        record.step(step);
        record.word(parts);
        for (uint32_t i = 0; i < parts; ++i) record.counted(script.text());
        break;
      }
      case Step::literal:
        record.step(step);
        break;
      case Step::value_date: {
        double milliseconds = 0;
        const std::string_view bytes = script.piece(sizeof milliseconds);
        std::memcpy(&milliseconds, bytes.data(), bytes.size());
        record.date(milliseconds);
        break;
      }
      case Step::value_bytes:
        record.bytes(script.piece(script.byte() % 32));
        break;
      case Step::value_array:
        record.step(step);
        record.word(script.byte() % 4);
        break;
      case Step::value_null:
      case Step::value_true:
      case Step::value_false:
        record.step(step);
        break;
      case Step::value_number:
      case Step::value_bigint:
        record.text_step(step, script.byte() % 8 == 0 ? script.text() : "-17");
        break;
      case Step::raw:
      case Step::reference:
      case Step::statement:
      case Step::value_text:
      case Step::value_json:
        record.text_step(step, script.text());
        break;
      default:
        record.text_step(Step::text, script.text());
    }
  }
  return record.record();
}

void check_lexing(Dialect dialect, const Statement& statement) {
  const std::string_view sql = statement.sql.view();
  Lexer whole(dialect);
  whole.advance(sql);
  require(whole.place() == Place::code || whole.place() == Place::line_comment);
  require(statement.parameters.empty() || whole.placeholders() == statement.parameters.size());
  Lexer in_pieces(dialect);
  for (size_t end = 0; end <= sql.size(); ++end) {
    if (end < sql.size() && (static_cast<uint8_t>(sql[end]) & 0xc0) == 0x80) continue;
    in_pieces.advance(sql.substr(0, end));
  }
  require(in_pieces.place() == whole.place() && in_pieces.placeholders() == whole.placeholders());
}

// The array as JSON whose scalars are all `true`, and null where it is null.
nlohmann::json shape_of(StepCursor& cursor) {
  RecordValue value;
  require(bool(cursor.take_value(value)));
  if (value.kind == Step::value_null) return nullptr;
  if (value.kind != Step::value_array) return true;
  nlohmann::json shape = nlohmann::json::array();
  for (uint32_t i = 0; i < value.elements; ++i) shape.push_back(shape_of(cursor));
  return shape;
}

void check_shape(const nlohmann::json& read, const nlohmann::json& expected) {
  if (!expected.is_array()) return require(expected.is_null() ? read.is_null() : read.is_string());
  require(read.is_array() && read.size() == expected.size());
  for (size_t i = 0; i < read.size(); ++i) check_shape(read[i], expected[i]);
}

void check_postgres(StepCursor cursor, Arena& arena) {
  Buffer<char> out(arena);
  if (!append_postgres_parameter(cursor, out)) return require(out.empty());
  require(is_utf8(out.view()));
  const auto sent = nlohmann::json::parse(out.view(), nullptr, false);
  require(sent.is_string() || sent.is_null());
  RecordValue value;
  StepCursor head = cursor;
  require(bool(head.take_value(value)));
  require(sent.is_null() == (value.kind == Step::value_null));
  if (value.kind == Step::value_text) require(sent.get<std::string>() == value.text);
  if (value.kind != Step::value_array) return;
  const auto read = ArrayLiteral::parse(sent.get<std::string>());
  require(read.has_value());
  check_shape(*read, shape_of(cursor));
}

void check_sqlite(StepCursor cursor) {
  JsonSink sink;
  const bool emitted = bool(emit_sqlite_parameter(cursor, SqliteHost::durable_object, sink));
  require(sink.cells().size() == (emitted ? 1U : 0U));
  require(sink.balanced());
}

void check(const Record& record, Dialect dialect) {
  const StepCursor cursor(record);
  Arena arena(1 << 24);
  Statement statement(arena);
  StepCursor behind = cursor;
  const StatementError error = compile_statement(behind, dialect, statement);
  require(error.status.code() != ErrorCode::out_of_memory);
  require(bool(error.status) == error.status.message().empty());
  {
    // With less memory: the same outcome, or none.
    Arena small(arena.used() / 2);
    Statement other(small);
    StepCursor again = cursor;
    const ErrorCode code = compile_statement(again, dialect, other).status.code();
    require(code == ErrorCode::out_of_memory || code == error.status.code());
  }
  if (!error.status) return;
  require(is_utf8(statement.sql.view()));
  if (cursor.at_end() || cursor.peek() != Step::statement) check_lexing(dialect, statement);
  for (const StepCursor& parameter : statement.parameters) {
    if (dialect == Dialect::postgres) {
      check_postgres(parameter, arena);
    } else {
      check_sqlite(parameter);
    }
  }
}

}  // namespace
}  // namespace tcpless::test

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tcpless;
  using namespace tcpless::test;
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string bytes = data[0] % 2 == 1 ? std::string(input) : record_from(Script(input));
  Record record;
  if (!Record::parse(bytes, record)) return 0;
  check(record, Dialect::postgres);
  check(record, Dialect::sqlite);
  return 0;
}
