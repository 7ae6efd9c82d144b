#include "sql/mysql_literal.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <string>

#include "tests/cpp/sql/record_builder.h"

namespace tcpless::test {
namespace {

struct Written {
  ErrorCode code;
  std::string message;
  std::string text;
};

Written write(const Part& part) {
  const std::string bytes = record_of({part});
  Record record;
  REQUIRE(bool(Record::parse(bytes, record)));
  StepCursor cursor(record);
  RecordValue value;
  REQUIRE(bool(cursor.take_value(value)));
  Arena arena(1 << 20);
  Buffer<char> out(arena);
  const Status status = append_mysql_literal(value, out);
  return {status.code(), std::string(status.message()), std::string(out.view())};
}

std::string literal_of(const Part& part) {
  const Written written = write(part);
  CHECK(written.code == ErrorCode::ok);
  return written.text;
}

ErrorCode refusal(const Part& part) {
  const Written written = write(part);
  CHECK(written.text.empty());
  CHECK(written.message.empty() == (written.code == ErrorCode::ok));
  return written.code;
}

constexpr double milliseconds_per_day = 86400000;

}  // namespace

TEST_CASE("MySQL literals of values that are no text") {
  CHECK(literal_of(null_value()) == "null");
  CHECK(literal_of(boolean(true)) == "true");
  CHECK(literal_of(boolean(false)) == "false");
  CHECK(literal_of(number("1.5")) == "1.5");
  CHECK(literal_of(number("-1e-7")) == "-1e-7");
  CHECK(literal_of(number("1.7976931348623157e+308")) == "1.7976931348623157e+308");
  CHECK(literal_of(number("0")) == "0");
  CHECK(literal_of(number("-0")) == "-0e0");
  CHECK(literal_of(bigint("-18446744073709551616")) == "-18446744073709551616");
  CHECK(literal_of(bigint("-" + std::string(65, '9'))) == "-" + std::string(65, '9'));
  CHECK(literal_of(bytes("")) == "x''");
  CHECK(literal_of(bytes(std::string("\0'\\\xff", 4))) == "x'00275cff'");
  CHECK(literal_of(date(1704164645678)) == "'2024-01-02 03:04:05.678'");
  CHECK(literal_of(date(-1)) == "'1969-12-31 23:59:59.999'");
  CHECK(literal_of(date(253402300799999)) == "'9999-12-31 23:59:59.999'");
  CHECK(literal_of(date(-719528 * milliseconds_per_day)) == "'0000-01-01 00:00:00.000'");
}

TEST_CASE("MySQL text is plain or hex") {
  CHECK(literal_of(value("")) == "_utf8mb4 x''");
  CHECK(literal_of(value("a b -- /* \" ? :a % _ ; # ~")) == "'a b -- /* \" ? :a % _ ; # ~'");
  CHECK(literal_of(value("`")) == "_utf8mb4 x'60'");
  CHECK(literal_of(value("it's")) == "_utf8mb4 x'69742773'");
  CHECK(literal_of(value("\\")) == "_utf8mb4 x'5c'");
  CHECK(literal_of(value("a\n")) == "_utf8mb4 x'610a'");
  CHECK(literal_of(value("\x7f")) == "_utf8mb4 x'7f'");
  CHECK(literal_of(value("\xC3\xA9")) == "_utf8mb4 x'c3a9'");
  CHECK(literal_of(value("\xF0\x9F\x98\x80")) == "_utf8mb4 x'f09f9880'");
  CHECK(literal_of(json(R"({"a":1})")) == R"('{"a":1}')");
  CHECK(literal_of(json(R"({"a":"\n"})")) == "_utf8mb4 x'7b2261223a225c6e227d'");
  // Every byte of ASCII by itself: in quotes only what no sql_mode gives a meaning.
  for (char c = 1; c < 127; ++c) {
    const std::string text(1, c);
    const bool plain = c >= ' ' && c != '\'' && c != '\\' && c != '`';
    CHECK((literal_of(value(text)) == "'" + text + "'") == plain);
  }
}

TEST_CASE("What MySQL would change is refused") {
  CHECK(refusal(number("NaN")) == ErrorCode::parameter);
  CHECK(refusal(number("Infinity")) == ErrorCode::parameter);
  CHECK(refusal(number("-Infinity")) == ErrorCode::parameter);
  CHECK(refusal(bigint(std::string(66, '9'))) == ErrorCode::parameter);
  CHECK(refusal(bigint("-" + std::string(66, '9'))) == ErrorCode::parameter);
  CHECK(refusal(value(std::string("a\0", 2))) == ErrorCode::parameter);
  CHECK(refusal(json(std::string("\0", 1))) == ErrorCode::parameter);
  CHECK(refusal(date(std::numeric_limits<double>::quiet_NaN())) == ErrorCode::parameter);
  CHECK(refusal(date(253402300800000)) == ErrorCode::parameter);
  CHECK(refusal(date(-719528 * milliseconds_per_day - 1)) == ErrorCode::parameter);
  CHECK(refusal(array({})) == ErrorCode::parameter);
  CHECK(refusal(array({number("1")})) == ErrorCode::parameter);
  CHECK(write(array({})).message.find("sql.join") != std::string::npos);
  CHECK(refusal(number("1;drop table t")) == ErrorCode::protocol);
  CHECK(refusal(bigint("1 or 1")) == ErrorCode::protocol);
  CHECK(refusal(bigint("")) == ErrorCode::protocol);
}

}  // namespace tcpless::test
