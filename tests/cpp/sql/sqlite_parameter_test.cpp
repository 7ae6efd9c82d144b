#include "sql/sqlite_parameter.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "tests/cpp/sql/record_builder.h"
#include "tests/cpp/support/json_sink.h"

namespace tcpless::test {
namespace {

struct Result {
  ErrorCode code;
  std::string message;
  nlohmann::json cells;
};

Result bound(const Part& part, SqliteHost host = SqliteHost::d1) {
  const std::string bytes = record_of({part});
  Record record;
  if (!Record::parse(bytes, record)) std::abort();
  JsonSink sink;
  const Status status = emit_sqlite_parameter(StepCursor(record), host, sink);
  return {status.code(), std::string(status.message()), sink.cells()};
}

nlohmann::json cell(const Part& part) {
  const Result result = bound(part);
  REQUIRE(result.code == ErrorCode::ok);
  REQUIRE(result.cells.size() == 1);
  return result.cells[0];
}

ErrorCode refusal(const Part& part) {
  const Result result = bound(part);
  REQUIRE(result.cells.empty());
  return result.code;
}

}  // namespace

TEST_CASE("D1 parameters are values its bind keeps") {
  CHECK(cell(null_value()) == nullptr);
  CHECK(cell(boolean(true)) == 1);
  CHECK(cell(boolean(false)) == 0);
  CHECK(cell(boolean(true)).is_number_integer());
  CHECK(cell(number("1.5")) == 1.5);
  CHECK(cell(number("-0")) == nlohmann::json{{"number", "-0"}});
  CHECK(cell(number("1e+21")) == 1e21);
  CHECK(cell(bigint("9007199254740991")) == 9007199254740991);
  CHECK(cell(bigint("-9007199254740991")) == -9007199254740991);
  CHECK(cell(value("it's \xF0\x9F\x98\x80")) == "it's \xF0\x9F\x98\x80");
  CHECK(cell(value("")) == "");
  CHECK(cell(json(R"({"a":1})")) == R"({"a":1})");
  CHECK(cell(date(1704164645678)) == "2024-01-02T03:04:05.678Z");
  CHECK(cell(date(-8.64e15)) == "-271821-04-20T00:00:00.000Z");
  CHECK(cell(bytes(std::string("\0\xff", 2))) == nlohmann::json{{"hex", "00ff"}});
  CHECK(cell(bytes("")) == nlohmann::json{{"hex", ""}});
}

TEST_CASE("What D1 would change is refused") {
  CHECK(refusal(number("NaN")) == ErrorCode::parameter);
  CHECK(refusal(number("Infinity")) == ErrorCode::parameter);
  CHECK(refusal(number("-Infinity")) == ErrorCode::parameter);
  CHECK(refusal(bigint("9007199254740992")) == ErrorCode::parameter);
  CHECK(refusal(bigint("-9007199254740992")) == ErrorCode::parameter);
  CHECK(refusal(bigint("123456789012345678901234567890")) == ErrorCode::parameter);
  CHECK(refusal(value(std::string("a\0", 2))) == ErrorCode::parameter);
  CHECK(refusal(date(std::numeric_limits<double>::quiet_NaN())) == ErrorCode::parameter);
  CHECK(refusal(array({number("1")})) == ErrorCode::parameter);
  CHECK(refusal(array({})) == ErrorCode::parameter);
  CHECK(bound(array({})).message.find("json_each") != std::string::npos);
  CHECK(bound(bigint("9007199254740992")).message.find("CAST") != std::string::npos);
  CHECK(refusal(number("1;")) == ErrorCode::protocol);
  CHECK(refusal(bigint("1.5")) == ErrorCode::protocol);
  CHECK(refusal(text("a")) == ErrorCode::protocol);
}

TEST_CASE("Parameters of a Durable Object: all integers of 64 bits, and infinities") {
  const auto durable = [](const Part& part) { return bound(part, SqliteHost::durable_object); };
  CHECK(durable(bigint("9223372036854775807")).cells == nlohmann::json{{{"bigint", "9223372036854775807"}}});
  CHECK(durable(bigint("-9223372036854775808")).cells == nlohmann::json{{{"bigint", "-9223372036854775808"}}});
  CHECK(durable(bigint("9223372036854775808")).code == ErrorCode::parameter);
  CHECK(durable(bigint("1.5")).code == ErrorCode::protocol);
  CHECK(durable(number("Infinity")).cells == nlohmann::json{{{"number", "Infinity"}}});
  CHECK(durable(number("-Infinity")).cells == nlohmann::json{{{"number", "-Infinity"}}});
  CHECK(durable(number("NaN")).code == ErrorCode::parameter);
  CHECK(durable(number("NaN")).message.find("D1") == std::string::npos);
}

TEST_CASE("D1 values have a length limit") {
  const std::string most(limits::d1_value_bytes, 'a');
  CHECK(bound(value(most)).code == ErrorCode::ok);
  CHECK(bound(bytes(most)).code == ErrorCode::ok);
  CHECK(bound(json(most)).code == ErrorCode::ok);
  CHECK(refusal(value(most + "a")) == ErrorCode::limit);
  CHECK(refusal(bytes(most + "a")) == ErrorCode::limit);
  CHECK(refusal(json(most + "a")) == ErrorCode::limit);
}

}  // namespace tcpless::test
