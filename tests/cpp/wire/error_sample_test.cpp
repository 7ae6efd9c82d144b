// The start of a foreign body that an error shows.
#include <catch2/catch_test_macros.hpp>

#include "support/neon_record.h"
#include "support/query.h"

using namespace tcpless;
using namespace tcpless::test;

namespace {

constexpr std::string_view password = "s3cret-p\xC3\xA4ss";

std::string sample_of(const std::string& body, uint32_t status = 502,
                      const std::string& url_password = "s3cret-p%C3%A4ss") {
  const std::string url = "mysql://user:" + url_password + "@db.test";
  Query query(record_for(Service::planetscale, {set_text(Setting::url, url.c_str()), text("select 1")}));
  query.head({.status = status});
  query.feed(body, true);
  REQUIRE(query.has(Signal::failed));
  return nlohmann::json::parse(query.answer().error).value("sample", "");
}

}  // namespace

TEST_CASE("an error shows no front of a secret where its sample of the body ends", "[secrets]") {
  for (size_t shown = 1; shown <= password.size(); ++shown) {
    INFO(shown);
    const std::string before = '<' + std::string(limits::error_sample_bytes - 1 - shown, 'x');
    const std::string hidden = shown == password.size() ? "***" : "";
    for (const uint32_t status : {502U, 200U}) {
      // A secret that ends where the sample does may go on as another would.
      const std::string sample = sample_of(before + std::string(password) + " and more", status);
      CHECK((sample == before || sample == before + hidden));
    }
  }
  CHECK(sample_of("<no " + std::string(password) + " and more") == "<no *** and more");
  // All of this body is shown: nothing of a secret follows it.
  CHECK(sample_of("<ends with s3c") == "<ends with s3c");
}

TEST_CASE("an error hides secrets before it writes question marks", "[secrets]") {
  CHECK(sample_of("<\xff " + std::string(password) + " \x01") == "<? *** ?");
}

TEST_CASE("an error hides secrets in every percent-encoding", "[secrets]") {
  for (const std::string spelled :
       {"s3cret-p%C3%A4ss", "s3cret-p%c3%a4ss", "s3cret%2dp\xC3%a4ss", "%73%33cret%2Dp%c3%A4s%73"}) {
    INFO(spelled);
    CHECK(sample_of("<no " + spelled + " and more") == "<no *** and more");
    for (size_t shown = 1; shown < spelled.size(); ++shown) {
      const std::string before = '<' + std::string(limits::error_sample_bytes - 1 - shown, 'x');
      CHECK(sample_of(before + spelled) == before);
    }
  }
  CHECK(sample_of("<no s3cret-p%C3%A5ss") == "<no s3cret-p%C3%A5ss");
}

TEST_CASE("an error hides secrets with a per cent sign", "[secrets]") {
  // Whether `%25` in an answer is one that is encoded cannot be told from its text.
  for (const std::string spelled : {"\xC3\xA4%sure", "\xC3\xA4%25sure", "%C3%A4%sure", "%C3%A4%25sur%65"}) {
    INFO(spelled);
    CHECK(sample_of("<no " + spelled + " and more", 502, "%C3%A4%25sure") == "<no *** and more");
  }
  for (const std::string spelled : {"\xC3\xA4%25", "\xC3\xA4%2525", "%C3%A4%25%32%35"}) {
    INFO(spelled);
    CHECK(sample_of("<no " + spelled + " and more", 502, "%C3%A4%2525") == "<no *** and more");
  }
}
