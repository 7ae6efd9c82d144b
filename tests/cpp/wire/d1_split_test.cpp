// Statements over D1's limits, as the binding gets them. What they do in a database is tested in tests/js.
#include <catch2/catch_test_macros.hpp>

#include "support/neon_record.h"
#include "support/query.h"

using namespace tcpless;
using namespace tcpless::test;
using Json = nlohmann::json;

namespace {

Answer compiled(const Parts& parts) { return Query(record_for(Service::d1, parts)).answer(); }

Json statements(const Parts& parts) {
  const Answer answer = compiled(parts);
  INFO(answer.error);
  REQUIRE(answer.error.empty());
  return Json::parse('[' + answer.statement + ']');
}

// `count` values with text before, between and behind them.
void add_values(Parts& parts, int count, const char* before, const char* between, const char* behind) {
  for (int i = 0; i < count; ++i) {
    parts.push_back(text(i == 0 ? before : between));
    parts.push_back(number(std::to_string(i)));
  }
  parts.push_back(text(behind));
}

Parts values_between(int count, const char* before, const char* between, const char* behind) {
  Parts parts;
  add_values(parts, count, before, between, behind);
  return parts;
}

}  // namespace

TEST_CASE("D1: what fits is left as it is") {
  const Json one = statements(values_between(100, "insert into t values (", "), (", ") -- end"));
  REQUIRE(one.size() == 1);
  CHECK(one[0]["parameters"].size() == 100);
  CHECK(one[0]["sql"].get<std::string>().ends_with("(?100) -- end"));
}

TEST_CASE("D1: rows are divided, and what follows them is repeated") {
  Parts parts = values_between(205, "/* a */ Insert into \"values\" (a) /* ( */ VALUES (", ",')') , (", ",')')");
  parts.push_back(text("on conflict do update set a = "));
  parts.push_back(value("x"));
  parts.push_back(text(" returning a; -- b"));
  const Json all = statements(parts);
  REQUIRE(all.size() == 3);
  size_t rows = 0;
  for (const Json& statement : all) {
    const auto sql = statement["sql"].get<std::string>();
    INFO(sql);
    const size_t parameters = statement["parameters"].size();
    CHECK(parameters <= 100);
    rows += parameters - 1;
    const std::string last = std::to_string(parameters);
    CHECK(sql.starts_with("/* a */ Insert into \"values\" (a) /* ( */ VALUES (?1,')'), (?2,')'), (?3"));
    CHECK(sql.ends_with(") on conflict do update set a = ?" + last + " returning a"));
    CHECK(statement["parameters"].back() == "x");
  }
  CHECK(rows == 205);
  CHECK(all[1]["parameters"][0] == 99);
}

TEST_CASE("D1: a comma behind the last row is not lost with the division") {
  const Answer answer = compiled(values_between(205, "insert into t values (", "), (", "), returning a"));
  CHECK(answer.statement.empty());
  CHECK(!answer.error.empty());
}

TEST_CASE("D1: a list becomes one parameter") {
  Parts parts = {text("select "), value("first")};
  add_values(parts, 150, " where a in(", ", /* ? */ ", ") and b = ");
  parts.push_back(value("last"));
  const Json all = statements(parts);
  REQUIRE(all.size() == 1);
  CHECK(all[0]["sql"] == "select ?1 where a in(select value from json_each(?2)) and b = ?3");
  REQUIRE(all[0]["parameters"].size() == 3);
  const auto list = all[0]["parameters"][1].get<std::string>();
  CHECK(list.starts_with("[0e0,1e0,2e0,"));
  CHECK(Json::parse(list).size() == 150);
}

TEST_CASE("D1: refused where the meaning could change, and at any shortage of memory without a fault") {
  for (const char* behind : {") returning (select 1)", "), (last_insert_rowid())", "); select 1", ") union select 1"}) {
    INFO(behind);
    const Answer answer = compiled(values_between(101, "insert into t values (", "), (", behind));
    CHECK(answer.statement.empty());
    CHECK(answer.error.find("\"limit\"") != std::string::npos);
  }
  CHECK(compiled(values_between(101, "select ", ", ", "")).error.find("json_each") != std::string::npos);
  const std::string record = record_for(Service::d1, values_between(333, "insert into t values (", "), (", ")"));
  for (size_t limit = 4096; limit < 262144; limit += 1024) {
    Query query(record, limit);
    CHECK((query.signals() == 0 || query.has(Signal::failed) || !query.answer().statement.empty()));
  }
}
