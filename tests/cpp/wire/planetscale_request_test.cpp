// Requests of PlanetScale's protocol, and what is told of schema statements.
#include <catch2/catch_test_macros.hpp>

#include "support/neon_record.h"
#include "support/query.h"
#include "wire/planetscale/schema_warning.h"

using namespace tcpless;
using namespace tcpless::test;
using Json = nlohmann::json;

namespace {

Answer build(const std::string& url, Parts more = {}, Operation operation = Operation::execute) {
  Parts parts = {set_text(Setting::url, url)};
  parts.insert(parts.end(), more.begin(), more.end());
  if (operation == Operation::execute) parts.push_back(text("select 1"));
  return Query(record_for(Service::planetscale, parts, operation)).answer();
}

Json request(const Answer& answer) {
  INFO(answer.error);
  REQUIRE(answer.error.empty());
  return Json::parse(answer.requests);
}

std::string url_of(const std::string& url, Parts more = {}) { return request(build(url, std::move(more)))["url"]; }

std::string code_of(const std::string& url, Parts more = {}) {
  const Answer answer = build(url, std::move(more));
  REQUIRE(!answer.error.empty());
  CHECK(answer.error.find("s3cret") == std::string::npos);
  return Json::parse(answer.error)["code"];
}

}  // namespace

TEST_CASE("planetscale: the URL of the connection string leads to Execute", "[planetscale]") {
  const std::string path = "/psdb.v1alpha1.Database/Execute";
  CHECK(url_of("mysql://user:s3cret@aws.connect.psdb.cloud/db?ssl={\"rejectUnauthorized\":true}") ==
        "https://aws.connect.psdb.cloud" + path);
  CHECK(url_of("mysql://user:s3cret@AWS.connect.psdb.cloud:3306/db") == "https://aws.connect.psdb.cloud" + path);
  CHECK(url_of("mysql://user:s3cret@proxy.test:8443/db") == "https://proxy.test:8443" + path);
  CHECK(url_of("https://user:s3cret@aws.connect.psdb.cloud") == "https://aws.connect.psdb.cloud" + path);
  CHECK(url_of("HTTPS://user:s3cret@proxy.test:3306/") == "https://proxy.test:3306" + path);
  CHECK(url_of("http://user:s3cret@localhost:8787/db") == "http://localhost:8787" + path);
  CHECK(url_of("mysql://user:s3cret@localhost:8787/db") == "http://localhost:8787" + path);
  CHECK(url_of("mysql://user:s3cret@127.0.0.1:3306/db") == "http://127.0.0.1:3306" + path);
  CHECK(url_of("https://user:s3cret@[::1]:8787") == "https://[::1]:8787" + path);
  CHECK(url_of("http://user:s3cret@db.test", {set_number(Setting::insecure, 1)}) == "http://db.test" + path);
  CHECK(url_of("mysql://user:s3cret@db.test", {set_text(Setting::endpoint, "https://other.test/run")}) ==
        "https://other.test/run");
}

TEST_CASE("planetscale: connection strings that are refused, and no error shows them", "[planetscale]") {
  CHECK(code_of("") == "connection_string");
  CHECK(code_of("postgres://user:s3cret@db.test/db") == "connection_string");
  CHECK(code_of("http://user:s3cret@db.test") == "connection_string");
  CHECK(code_of("mysql://db.test") == "connection_string");
  CHECK(code_of("mysql://user:s3cret@") == "connection_string");
  CHECK(code_of("mysql://us%3Aer:s3cret@db.test") == "connection_string");
  CHECK(code_of("mysql://user:s3cret%@db.test") == "connection_string");
  CHECK(code_of("mysql://user:s3cret@db.test#x") == "connection_string");
  CHECK(code_of("mysql://user:s3cret@evil\\.test") == "connection_string");
  CHECK(code_of("mysql://user:s3cret@db.test:99999") == "connection_string");
  CHECK(code_of("mysql://user:s3cret@db.test", {set_text(Setting::endpoint, "http://other.test/run")}) == "option");
  CHECK(code_of("mysql://user:s3cret@db.test", {set_types({{"preset", "pg"}})}) == "option");
  CHECK(code_of("mysql://user:s3cret@db.test", {set_types({{"int8", "date"}})}) == "option");
  CHECK(code_of("mysql://user:s3cret@db.test", {set_types({{"timestamptz", "date"}})}) == "option");
  CHECK(code_of("mysql://user:s3cret@db.test", {set_types({{"columns", {{"a", "text[]"}}}})}) == "option");
}

TEST_CASE("planetscale: Basic authorization with the credentials as they are meant", "[planetscale]") {
  const auto authorization = [](const std::string& url) -> std::string {
    return request(build(url))["headers"]["Authorization"];
  };
  CHECK(authorization("mysql://user:pass@db.test") == "Basic dXNlcjpwYXNz");
  CHECK(authorization("mysql://user@db.test") == "Basic dXNlcjo=");
  // us@er:p@ss:wörd€
  CHECK(authorization("mysql://us%40er:p%40ss:w%C3%B6rd%E2%82%AC@db.test") == "Basic dXNAZXI6cEBzczp3w7ZyZOKCrA==");
  const Json headers = request(build("mysql://user:pass@db.test"))["headers"];
  CHECK(headers["Content-Type"] == "application/json");
  CHECK(headers.size() == 2);
}

TEST_CASE("planetscale: the body has the statement and the session as it came", "[planetscale]") {
  const std::string url = "mysql://user:pass@db.test";
  const auto body = [&](Operation operation, Parts more = {}) -> std::string {
    return request(build(url, std::move(more), operation))["body"];
  };
  const std::string session = R"({"signature": "x",  "a":1.0})";
  CHECK(body(Operation::execute) == R"({"query":"select 1","session":null})");
  CHECK(body(Operation::execute, {set_text(Setting::session, session)}) ==
        R"({"query":"select 1","session":)" + session + "}");
  CHECK(body(Operation::begin, {set_text(Setting::session, "")}) == R"({"query":"BEGIN","session":null})");
  CHECK(body(Operation::commit, {set_text(Setting::session, session)}) ==
        R"({"query":"COMMIT","session":)" + session + "}");
  CHECK(body(Operation::rollback, {set_text(Setting::session, "{}")}) == R"({"query":"ROLLBACK","session":{}})");
  CHECK(body(Operation::configure, {set_number(Setting::boost, 1)}) ==
        R"({"query":"SET @@boost_cached_queries = true","session":null})");
  CHECK(body(Operation::configure, {set_number(Setting::replica, 1)}) == R"({"query":"USE @replica","session":null})");
}

TEST_CASE("planetscale: the answer to a commit is known, or its outcome is not", "[planetscale]") {
  const auto code = [](uint32_t status, const std::string& body, Operation operation) -> std::string {
    Query query(record_for(Service::planetscale,
                           {set_text(Setting::url, "mysql://user:pass@db.test"), set_text(Setting::session, "{}")},
                           operation));
    query.head({.status = status});
    if (!query.ended()) query.feed(body, true);
    return query.answer().error.empty() ? "" : Json::parse(query.answer().error)["code"];
  };
  const std::string cut = R"({"session":{},"res)";
  const std::string refused = R"({"session":{},"error":{"code":"ABORTED","message":"transaction 1: not found"}})";
  const std::string late =
      R"x({"session":{},"error":{"code":"ABORTED","message":"transaction 1: ended at x (exceeded timeout: 20s)"}})x";
  const std::string lost =
      R"x({"session":{},"error":{"code":"UNAVAILABLE","message":"Lost connection (errno 2013) (sqlstate HY000)"}})x";
  CHECK(code(200, R"({"session":{}})", Operation::commit).empty());
  CHECK(code(200, cut, Operation::commit) == "outcome_unknown");
  CHECK(code(200, cut, Operation::rollback) == "protocol");
  CHECK(code(200, "<html>", Operation::commit) == "outcome_unknown");
  CHECK(code(502, "<html>", Operation::commit) == "outcome_unknown");
  CHECK(code(502, "<html>", Operation::rollback) == "unavailable");
  CHECK(code(504, R"({"code":"deadline_exceeded"})", Operation::commit) == "outcome_unknown");
  CHECK(code(200, refused, Operation::commit) == "query");
  CHECK(code(200, late, Operation::commit) == "timeout");
  CHECK(code(200, lost, Operation::commit) == "outcome_unknown");
  CHECK(code(401, R"({"error":{}})", Operation::commit) == "authentication");
  CHECK(code(429, R"({"code":"resource_exhausted"})", Operation::commit) == "rate_limited");
}

TEST_CASE("planetscale: a schema statement with a foreign key is told of", "[planetscale]") {
  const auto warns = [](std::string_view sql) { return !schema_warning(sql).empty(); };
  CHECK(warns("create table t (a int, foreign key (a) references u (id))"));
  CHECK(warns("/* x */ -- y\n ALTER TABLE t ADD CONSTRAINT `c` FOREIGN KEY (a) REFERENCES u (id) on delete set null"));
  CHECK(warns("create table t (a int comment 'it\\'s', b int references u(id))"));
  CHECK_FALSE(warns("create table t (a int comment 'references', `references` int /* references */) -- references"));
  CHECK_FALSE(warns("create table t (a int comment \"it''s references\")"));
  CHECK_FALSE(warns("insert into t values ('x') # references"));
  CHECK_FALSE(warns("select references from t"));
  CHECK_FALSE(warns("create table t (references_to int)"));
  CHECK_FALSE(warns(""));
  CHECK_FALSE(warns("create table t ('"));
  CHECK_FALSE(warns("create /*"));
}
