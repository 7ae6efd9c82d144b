// The codec contract: every event, led through a Context as JavaScript leads it.
#include "support/query.h"

#include <catch2/catch_test_macros.hpp>

#include "support/json_of_rows.h"
#include "support/neon_record.h"
#include "wire/paging_codec.h"

using namespace tcpless;
using namespace tcpless::test;
using Json = nlohmann::json;

namespace {

const std::string digest(32, '\xab');

std::string paging_record(Parts settings = {}) {
  settings.push_back(text("find all"));
  return record_for(paging_service, settings);
}

// From the need to the second request, with the pages in pieces.
Query two_pages(const std::string& record, size_t piece, const std::string& first, const std::string& second) {
  Query query(record);
  query.feed(digest, true);
  for (const std::string& page : {first, second}) {
    query.head({});
    query.feed_body(page, [piece] { return piece; });
    if (query.ended()) break;
  }
  return query;
}

Json list_of(const std::string& items) { return Json::parse('[' + items + ']'); }

const std::string first_page = "row:1,one\nrow:2,zwei\npage:t0ken\n";
const std::string second_page = "row:3,\xe4\xb8\x89\nend:7\n";

}  // namespace

TEST_CASE("a codec asks for a digest, sends, asks for another page, and completes", "[codec]") {
  Query query(paging_record());
  REQUIRE(query.signals() == bit(Signal::tape));
  CHECK(list_of(query.answer().needs) == Json::parse(R"([{"kind":1,"hex":"66696e6420616c6c"}])"));
  CHECK(query.answer().requests.empty());

  query.feed(digest.substr(0, 10), false);
  CHECK(query.signals() == 0);
  query.feed(digest.substr(10), true);
  REQUIRE(query.signals() == bit(Signal::tape));
  Json requests = list_of(query.answer().requests);
  REQUIRE(requests.size() == 1);
  std::string hex;
  for (int i = 0; i < 32; ++i) hex += "ab";
  CHECK(requests[0] == Json{{"url", "https://paging.test/"},
                            {"headers", {{"X-Digest", hex}, {"X-Page", "first"}}},
                            {"body", "find all"}});

  query.head({});
  query.feed(first_page, true);
  REQUIRE(query.signals() == bit(Signal::tape));
  requests = list_of(query.answer().requests);
  REQUIRE(requests.size() == 2);
  CHECK(requests[1]["headers"]["X-Page"] == "t0ken");
  CHECK(query.answer().row_count == 2);

  query.head({});
  CHECK(query.signals() == 0);
  query.feed(second_page, true);
  CHECK(query.signals() == (bit(Signal::tape) | bit(Signal::complete)));
  CHECK(query.answer().rows_json() == Json::parse(R"([["1","one"],["2","zwei"],["3","三"]])"));
  CHECK(Json::parse(query.answer().complete) == Json::parse(R"({"command":"PAGES","affected":7,"rows":3})"));
  CHECK(Json::parse(query.answer().columns).size() == 2);

  query.feed("more", true);
  CHECK(query.has(Signal::stale));
}

TEST_CASE("rows cut between feeds are the same in every piece size and output", "[codec]") {
  const Query whole = two_pages(paging_record(), 0, first_page, second_page);
  for (size_t piece = 1; piece < first_page.size(); ++piece) {
    CHECK(two_pages(paging_record(), piece, first_page, second_page).answer() == whole.answer());
    const Query array = two_pages(paging_record({set_output(Output::json)}), piece, first_page, second_page);
    CHECK(array.answer().bytes == R"([{"a":"1","b":"one"},{"a":"2","b":"zwei"},{"a":"3","b":"三"}])");
    CHECK(array.answer().rows.empty());
    CHECK(array.answer().requests == whole.answer().requests);
    const Query lines = two_pages(paging_record({set_output(Output::ndjson)}), piece, first_page, second_page);
    CHECK(json_of_lines(lines.answer().bytes) == json_of_rows(whole.answer()));
  }
}

TEST_CASE("a page cut anywhere is an error and never complete", "[codec]") {
  for (const Output output : {Output::tape, Output::json, Output::ndjson}) {
    for (size_t size = 0; size < second_page.size(); ++size) {
      const Query query = two_pages(paging_record({set_output(output)}), 3, first_page, second_page.substr(0, size));
      CHECK(query.has(Signal::failed));
      CHECK(Json::parse(query.answer().error)["code"] == "protocol");
      CHECK(query.answer().complete.empty());
      if (output == Output::json) CHECK_FALSE(Json::accept(query.answer().bytes));
    }
  }
}

TEST_CASE("an error says what the codec knows", "[codec]") {
  Query query(paging_record());
  query.feed(digest, true);
  query.head({.status = 503});
  query.feed("out to ", false);
  query.feed("lunch", true);
  CHECK(query.signals() == (bit(Signal::tape) | bit(Signal::failed)));
  CHECK(Json::parse(query.answer().error) ==
        Json::parse(
            R"({"code":"unavailable","status":503,"retryable":true,"notApplied":true,"message":"out to lunch"})"));
  query.feed("", true);
  CHECK(query.has(Signal::stale));
}

TEST_CASE("a codec that has failed can be started again with the same request", "[codec]") {
  Query query(paging_record({set_output(Output::json)}));
  query.feed(digest, true);
  query.head({});
  query.feed("row:1,left over\nrow:2,", false);
  CHECK(query.answer().bytes == R"([{"a":"1","b":"left over"})");
  query.head({.status = 503});
  query.feed("", true);
  REQUIRE(query.has(Signal::failed));

  query.reset();
  CHECK(query.signals() == 0);
  query.head({});
  query.feed("row:5,five\nend:1\n", true);
  CHECK(query.has(Signal::complete));
  CHECK(query.answer().bytes == R"([{"a":"5","b":"five"}])");
  CHECK(Json::parse(query.answer().complete)["rows"] == 1);
}

TEST_CASE("events in a wrong order are typed errors", "[codec]") {
  Query early(paging_record());
  early.head({});
  CHECK(Json::parse(early.answer().error)["code"] == "protocol");
  Query short_digest(paging_record());
  short_digest.feed("short", true);
  CHECK(Json::parse(short_digest.answer().error)["code"] == "protocol");
  Query no_head(paging_record());
  no_head.feed(digest, true);
  no_head.feed("row:1,2\n", true);
  CHECK(Json::parse(no_head.answer().error)["code"] == "protocol");
  for (const char* status : {"", "abc", "99", "1000", "-200", "200x", "2e2"}) {
    Query query(paging_record());
    query.feed(digest, true);
    char* room = query.context().input(16);
    REQUIRE(room != nullptr);
    const std::string head = std::string(status) + "\n\n\n";
    std::memcpy(room, head.data(), head.size());
    CHECK((query.context().feed(head.size(), bit(FeedFlag::head)) & bit(Signal::failed)) != 0);
  }
}

TEST_CASE("a service that is not in the module is unsupported", "[codec]") {
  const Query query(record_for(static_cast<Service>(77), {text("x")}));
  CHECK(Json::parse(query.answer().error)["code"] == "unsupported");
  CHECK(query.has(Signal::failed));
}

TEST_CASE("one row: a second one is an error, and nothing of it leaves", "[codec]") {
  Query query = two_pages(paging_record({set_output(Output::json), set_number(Setting::single, 1)}), 1,
                          "row:1,one\nrow:2,two\nend:2\n", "");
  CHECK(Json::parse(query.answer().error)["code"] == "too_many_rows");
  CHECK(query.answer().bytes == R"({"a":"1","b":"one"})");
}

TEST_CASE("the capabilities of a codec are a constant table", "[codec]") {
  Arena arena(limits::context_bytes);
  for (const Service service : {Service::neon, Service::d1, paging_service}) {
    Codec* codec = make_codec(service, arena);
    REQUIRE(codec != nullptr);
    CHECK(&codec->capabilities() == &codec->capabilities());
    CHECK_FALSE(codec->capabilities().service.empty());
  }
}
