// Statements for the SQLite of a Durable Object. What they do in a database is tested in tests/js/workerd.
#include <catch2/catch_test_macros.hpp>

#include "support/neon_record.h"
#include "support/query.h"

using namespace tcpless;
using namespace tcpless::test;
using Json = nlohmann::json;

namespace {

Answer compiled(const Parts& parts) { return Query(record_for(Service::durable_object, parts)).answer(); }

std::string code_of(const Answer& answer) {
  return answer.error.empty() ? "" : Json::parse(answer.error)["code"].get<std::string>();
}

std::string sql_of(const Parts& parts) {
  const Answer answer = compiled(parts);
  INFO(answer.error);
  REQUIRE(answer.error.empty());
  return Json::parse(answer.statement)["sql"].get<std::string>();
}

uint32_t kind_of(const std::string& sql) { return Json::parse(compiled({text(sql)}).statement).value("kind", 0u); }

std::string tagged(const std::string& sql) { return sql_of({set_number(Setting::tagged_columns, 2), text(sql)}); }

std::string tagging_error(const std::string& sql) {
  return code_of(compiled({set_number(Setting::tagged_columns, 1), text(sql)}));
}

}  // namespace

TEST_CASE("Durable Object: a cast stands around bigints alone") {
  CHECK(sql_of({text("select "), bigint("5"), text(", "), number("5")}) == "select (+cast(?1 as integer)), ?2");
  CHECK(sql_of({text("select "), number("5")}) == "select ?1");
  // Nothing can be put around a name.
  CHECK(code_of(compiled({statement("select :a"), bigint("5")})) == "parameter");
}

TEST_CASE("Durable Object: what may change rows") {
  const auto other = static_cast<uint32_t>(StatementKind::other);
  const auto changes = static_cast<uint32_t>(StatementKind::changes);
  const auto several = static_cast<uint32_t>(StatementKind::several);
  for (const char* sql : {"select 1", "values (1)", "with a as (select 1) select * from a;", "create table a (b)",
                          "pragma table_list", "with a as (select 1) select replace('a', 'b', 'c')", "", "-- a"}) {
    INFO(sql);
    CHECK(kind_of(sql) == other);
  }
  for (const char* sql :
       {"insert into a values (1)", "Replace into a values (';')", "/* ; */ UPDATE a set b = 1;", "delete from a",
        "with a as (select 1) insert into b select * from a", "with a as (select 1) replace into b select * from a"}) {
    INFO(sql);
    CHECK(kind_of(sql) == changes);
  }
  for (const char* sql : {"select 1; select 2", "insert into a values (1); select 1", "select 1;;"}) {
    INFO(sql);
    CHECK(kind_of(sql) == several);
  }
}

TEST_CASE("Durable Object: the statement whose values tell integers from other numbers") {
  CHECK(tagged("select 1, 2 -- end") ==
        "with tagged(c0,c1)as(\nselect 1, 2\n)select "
        "case typeof(c0)when'integer'then'i'||c0 when'text'then't'||c0 else c0 end,"
        "case typeof(c1)when'integer'then'i'||c1 when'text'then't'||c1 else c1 end from tagged");
  CHECK(tagged("values (1, 2) ; ").find("(\nvalues (1, 2)\n)") != std::string::npos);
  for (const char* sql : {"insert into a values (1) returning b", "select 1; select 2", "pragma table_list",
                          "with a as (select 1) delete from b returning c", "", "explain select 1"}) {
    INFO(sql);
    CHECK(tagging_error(sql) == "unsupported");
  }
  CHECK(tagging_error("select '" + std::string(99'985, 'a') + "'") == "unsupported");
}

TEST_CASE("Durable Object: failures and the question for changes") {
  const auto answer = [](const Parts& parts, Operation operation) {
    return Query(record_for(Service::durable_object, parts, operation)).answer();
  };
  CHECK(answer({}, Operation::changes).statement.find("changes()") != std::string::npos);
  CHECK(code_of(answer({text("UNIQUE constraint failed: a.b: SQLITE_CONSTRAINT")}, Operation::failure)) == "query");
  CHECK(code_of(answer({text("Network connection lost.")}, Operation::failure)) == "outcome_unknown");
  CHECK(code_of(answer({}, Operation::failure)) == "protocol");
  CHECK(code_of(answer({text("select 1")}, Operation::batch)) == "unsupported");
}
