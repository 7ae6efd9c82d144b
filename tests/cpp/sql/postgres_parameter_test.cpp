#include "sql/postgres_parameter.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>

#include "tests/cpp/sql/array_literal.h"
#include "tests/cpp/sql/record_builder.h"

namespace tcpless::test {
namespace {

struct Result {
  ErrorCode code;
  std::string json;
};

Result parameter_of(const std::string& bytes) {
  Record record;
  if (!Record::parse(bytes, record)) std::abort();
  Arena arena(1 << 26);
  Buffer<char> out(arena);
  const Status status = append_postgres_parameter(StepCursor(record), out);
  REQUIRE_FALSE(arena.exhausted());
  REQUIRE((status || out.empty()));
  return {status.code(), std::string(out.view())};
}

// What the server gets, as text; "null" for NULL.
std::string sent(const Part& part) {
  const Result result = parameter_of(record_of({part}));
  if (result.code != ErrorCode::ok) return "refused";
  if (result.json == "null") return "null";
  return nlohmann::json::parse(result.json).get<std::string>();
}

ErrorCode refusal(const Part& part) { return parameter_of(record_of({part})).code; }

Part nested(uint32_t depth) {
  Part part = number("1");
  for (uint32_t i = 0; i < depth; ++i) part = array({part});
  return part;
}

}  // namespace

TEST_CASE("Parameters are sent as JSON strings") {
  CHECK(parameter_of(record_of({null_value()})).json == "null");
  CHECK(parameter_of(record_of({boolean(true)})).json == R"("true")");
  CHECK(parameter_of(record_of({value("a\"b\\c\n\x01")})).json == R"("a\"b\\c\n\u0001")");
  CHECK(parameter_of(record_of({bytes("\x01")})).json == R"("\\x01")");
  CHECK(parameter_of(record_of({array({value("a\"b")})})).json == R"("{\"a\\\"b\"}")");
}

TEST_CASE("Parameters have the text form of PostgreSQL's input functions") {
  CHECK(sent(boolean(false)) == "false");
  CHECK(sent(number("-0")) == "-0");
  CHECK(sent(number("1e+21")) == "1e+21");
  CHECK(sent(number("NaN")) == "NaN");
  CHECK(sent(number("-Infinity")) == "-Infinity");
  CHECK(sent(bigint("-9007199254740993")) == "-9007199254740993");
  CHECK(sent(value("")) == "");
  CHECK(sent(value("null")) == "null");
  CHECK(sent(value("\xF0\x9F\x98\x80 \\x'")) == "\xF0\x9F\x98\x80 \\x'");
  CHECK(sent(json(R"({"a":"\u0000"})")) == R"({"a":"\u0000"})");
  CHECK(sent(bytes("")) == "\\x");
  CHECK(sent(bytes(std::string("\0\xff\x10", 3))) == "\\x00ff10");
}

TEST_CASE("Dates are instants in UTC") {
  const auto [milliseconds, text] = GENERATE(table<double, std::string>({
      {0, "1970-01-01T00:00:00.000Z"},
      {-1, "1969-12-31T23:59:59.999Z"},
      {1704164645678, "2024-01-02T03:04:05.678Z"},
      {951782400000, "2000-02-29T00:00:00.000Z"},
      {253402300799999, "9999-12-31T23:59:59.999Z"},
      {253402300800000, "10000-01-01T00:00:00.000Z"},
      {317242051200000, "12023-01-01T00:00:00.000Z"},
      {-59042988000000, "0099-01-01T02:00:00.000Z"},
      {-62135596800000, "0001-01-01T00:00:00.000Z"},
      {-62135596800001, "0001-12-31T23:59:59.999Z BC"},
      {-63517780800000, "0044-03-15T12:00:00.000Z BC"},
      {8.64e15, "275760-09-13T00:00:00.000Z"},
      {-8.64e15, "271822-04-20T00:00:00.000Z BC"},
  }));
  CHECK(sent(date(milliseconds)) == text);
}

TEST_CASE("Arrays become array literals") {
  CHECK(sent(array({})) == "{}");
  CHECK(sent(array({number("1"), null_value(), boolean(true), bigint("-2")})) == R"({"1",NULL,"true","-2"})");
  CHECK(sent(array({value("NULL"), value(""), value(" a,b "), value("{}"), value("a\"b\\c")})) ==
        R"({"NULL",""," a,b ","{}","a\"b\\c"})");
  CHECK(sent(array({bytes("\x01\xff")})) == R"({"\\x01ff"})");
  CHECK(sent(array({json(R"({"a":"b\"c"})")})) == R"({"{\"a\":\"b\\\"c\"}"})");
  CHECK(sent(array({date(0), date(-62167219200000)})) ==
        R"({"1970-01-01T00:00:00.000Z","0001-01-01T00:00:00.000Z BC"})");
  CHECK(sent(array({array({number("1"), null_value()}), array({number("2"), number("3")})})) ==
        R"({{"1",NULL},{"2","3"}})");
  CHECK(sent(nested(3)) == R"({{{"1"}}})");
  CHECK(sent(nested(limits::array_depth)).starts_with("{{{{"));
  CHECK(sent(array({nested(2), nested(2)})) == R"({{{"1"}},{{"1"}}})");
}

TEST_CASE("Array literals read back as what they were made of") {
  const std::string odd = "\"\\{},\n\t NULL\x01\xF0\x9F\x98\x80'";
  for (size_t begin = 0; begin < 10; ++begin) {
    for (size_t end = begin; end <= 12; ++end) {
      const std::string piece = odd.substr(begin, end - begin);
      const auto read = ArrayLiteral::parse(sent(array({array({value(piece), null_value()})})));
      REQUIRE(read);
      CHECK(*read == nlohmann::json::array({nlohmann::json::array({piece, nullptr})}));
    }
  }
}

TEST_CASE("Parameters that cannot be sent exactly are refused") {
  CHECK(refusal(value(std::string("a\0b", 3))) == ErrorCode::parameter);
  CHECK(refusal(json(std::string("\"\0\"", 3))) == ErrorCode::parameter);
  CHECK(refusal(date(std::numeric_limits<double>::quiet_NaN())) == ErrorCode::parameter);
  CHECK(refusal(date(std::numeric_limits<double>::infinity())) == ErrorCode::parameter);
  CHECK(refusal(date(8.64e15 + 1)) == ErrorCode::parameter);
  CHECK(refusal(date(-8.64e15 - 1)) == ErrorCode::parameter);
  CHECK(refusal(date(0.5)) == ErrorCode::parameter);
  CHECK(refusal(array({value("a"), value(std::string("\0", 1))})) == ErrorCode::parameter);
  CHECK(refusal(array({date(std::numeric_limits<double>::quiet_NaN())})) == ErrorCode::parameter);
  CHECK(refusal(array({array({})})) == ErrorCode::parameter);
  CHECK(refusal(array({number("1"), array({})})) == ErrorCode::parameter);
  CHECK(refusal(nested(limits::array_depth + 1)) == ErrorCode::parameter);
}

TEST_CASE("Malformed values are refused") {
  CHECK(refusal(number("")) == ErrorCode::protocol);
  CHECK(refusal(number("0x10")) == ErrorCode::protocol);
  CHECK(refusal(number("01")) == ErrorCode::protocol);
  CHECK(refusal(bigint("1.5")) == ErrorCode::protocol);
  CHECK(refusal(text("select")) == ErrorCode::protocol);
  CHECK(parameter_of(record_of({})).code == ErrorCode::protocol);
  RecordBuilder cut;
  cut.step(Step::value_array);
  cut.word(2);
  cut.step(Step::value_array);
  cut.word(1);
  cut.step(Step::value_null);
  CHECK(parameter_of(cut.record()).code == ErrorCode::protocol);
}

}  // namespace tcpless::test
