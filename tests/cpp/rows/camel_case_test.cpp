// Names of columns in camel case.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "rows/camel_case.h"
#include "support/golden.h"

using namespace tcpless;
using namespace tcpless::test;
using Json = nlohmann::json;

namespace {

std::string camel(std::string_view name) {
  Arena arena(1 << 16);
  Buffer<char> out(arena);
  append_camel_case(out, name);
  return std::string(out.view());
}

// A result with one row of these columns.
Answer answer_with(const std::vector<std::string>& names, Output output, Parts settings = {}) {
  Json fields = Json::array();
  Json row = Json::array();
  for (const std::string& name : names) {
    fields.push_back({{"name", name}, {"dataTypeID", 25}});
    row.push_back("x" + std::to_string(row.size()));
  }
  settings.push_back(set_output(output));
  settings.push_back(set_number(Setting::rename, static_cast<uint32_t>(RenameTo::camel)));
  Query query(neon_record(settings));
  query.head({});
  const Json body = {{"fields", fields}, {"rows", Json::array({row})}, {"command", "SELECT"}, {"rowCount", 1}};
  query.feed_body(body.dump(), [] { return 0; });
  return query.answer();
}

}  // namespace

TEST_CASE("camel case of names", "[rename]") {
  CHECK(camel("user_id") == "userId");
  CHECK(camel("a__b_c") == "aBC");
  CHECK(camel("address_1") == "address1");
  CHECK(camel("_private_name") == "_privateName");
  CHECK(camel("__proto__") == "__proto__");
  CHECK(camel("trailing_") == "trailing_");
  CHECK(camel("USER_ID") == "USERID");
  CHECK(camel("straße_über_x") == "straße_überX");
  CHECK(camel("a_ b") == "a_ b");
  CHECK(camel("?column?") == "?column?");
  CHECK(camel("a_[") == "a_[");
  CHECK(camel("a_`b_{c_@d") == "a_`b_{c_@d");
  CHECK(camel("___") == "___");
  CHECK(camel("").empty());
}

TEST_CASE("columns are renamed in every output", "[rename]") {
  const std::vector<std::string> names = {"user_id", "created_at"};
  const Answer tape = answer_with(names, Output::tape);
  CHECK(Json::parse(tape.columns)[0]["name"] == "userId");
  CHECK(answer_with(names, Output::json).bytes == R"([{"userId":"x0","createdAt":"x1"}])");
  CHECK(answer_with(names, Output::ndjson).bytes == "{\"userId\":\"x0\",\"createdAt\":\"x1\"}\n");
  const Parts header = {set_number(Setting::header, 1)};
  CHECK(answer_with(names, Output::csv, header).bytes == "userId,createdAt\r\nx0,x1\r\n");
  CHECK(answer_with(names, Output::csv).bytes == "x0,x1\r\n");
  CHECK(answer_with(names, Output::arrays, header).bytes == R"([["userId","createdAt"],["x0","x1"]])");
  CHECK(answer_with(names, Output::arrays).bytes == R"([["x0","x1"]])");
}

TEST_CASE("names that would become one are refused, duplicates of the server are not", "[rename]") {
  for (const Output output : {Output::tape, Output::json, Output::csv, Output::arrays, Output::lazy}) {
    const Answer answer = answer_with({"x", "user_id", "userId"}, output);
    REQUIRE(!answer.error.empty());
    CHECK(Json::parse(answer.error)["code"] == "value");
    CHECK(Json::parse(answer.error)["columnIndex"] == 2);
    CHECK(Json::parse(answer.error)["column"] == "userId");
    CHECK(answer.bytes.empty());
  }
  CHECK(answer_with({"user_id", "user_id"}, Output::json).error.empty());
}

TEST_CASE("what stands around the rows", "[envelope]") {
  const Parts around = {set_text(Setting::before_rows, "{\"data\":"), set_text(Setting::after_rows, ",\"n\":1}")};
  CHECK(answer_with({"a"}, Output::json, around).bytes == R"({"data":[{"a":"x0"}],"n":1})");
  CHECK(answer_with({"a"}, Output::arrays, around).bytes == R"({"data":[["x0"]],"n":1})");
}
