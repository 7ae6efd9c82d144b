// What the API of PlanetScale's own client asks of the core: text with the values in it, and columns as they came.
#include <catch2/catch_test_macros.hpp>

#include "support/neon_record.h"
#include "support/query.h"

using namespace tcpless;
using namespace tcpless::test;
using Json = nlohmann::json;

namespace {

Answer format(Parts parts, bool lists = true) {
  if (lists) parts.insert(parts.begin(), set_number(Setting::lists, 1));
  return Query(record_for(Service::planetscale, parts, Operation::format)).answer();
}

std::string sql_of(const Answer& answer) {
  INFO(answer.error);
  REQUIRE(answer.error.empty());
  CHECK(answer.requests.empty());
  return Json::parse(answer.statement)["sql"];
}

}  // namespace

TEST_CASE("planetscale: a statement with its values in it, and no request", "[planetscale]") {
  CHECK(sql_of(format({statement("select ?, '?'"), value("it's")})) == "select _utf8mb4 x'69742773', '?'");
  CHECK(sql_of(format({statement("select :a, :b"), parameter_name("b"), number("2"), parameter_name("a"),
                       null_value()})) == "select null, 2");
  CHECK(Json::parse(format({statement("select ?, ?"), number("1")}).error)["code"] == "parameter");
}

TEST_CASE("planetscale: an array is a list where lists are asked for", "[planetscale]") {
  const Part list = array({number("1"), value("b"), null_value()});
  CHECK(sql_of(format({statement("in (?)"), list})) == "in (1, 'b', null)");
  CHECK(sql_of(format({statement("in (?) and a = ?"), list, boolean(true)})) == "in (1, 'b', null) and a = true");
  CHECK(Json::parse(format({statement("in (?)"), list}, false).error)["code"] == "parameter");
  CHECK(Json::parse(format({statement("in (?)"), array({})}).error)["code"] == "parameter");
  CHECK(Json::parse(format({statement("in (?)"), array({array({number("1")})})}).error)["code"] == "parameter");
}

TEST_CASE("planetscale: columns as the service describes them, however the answer is cut", "[planetscale]") {
  const std::string fields = R"([{"name":"a","type":"INT32","extra":{"b":["]"]}},{"name":"n", "charset": 63}])";
  const std::string body = R"({"session":{"signature":"x"},"result":{"fields":)" + fields +
                           R"(,"rows":[{"lengths":["1","-1"],"values":"MQ=="}]},"timing":0.5})";
  for (size_t cut = 1; cut < body.size(); ++cut) {
    Query query(record_for(Service::planetscale,
                           {set_text(Setting::url, "mysql://user:pass@db.test"), set_text(Setting::session, ""),
                            set_number(Setting::fields, 1), text("select 1")}));
    query.head({});
    query.feed(body.substr(0, cut), false);
    query.feed(body.substr(cut), true);
    INFO(cut << ' ' << query.answer().error);
    REQUIRE(query.answer().error.empty());
    CHECK(Json::parse(query.answer().meta)["meta"]["fields"] == Json::parse(fields));
    CHECK(query.answer().session == R"({"signature":"x"})");
  }
}
