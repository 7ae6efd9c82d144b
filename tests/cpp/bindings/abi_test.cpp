// The functions of bindings/abi.h: handles, limits, and where addresses fit a word also whole queries.
#include "bindings/abi.h"

#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <set>
#include <vector>

#include "support/neon_record.h"
#include "support/query.h"

using namespace tcpless;
using namespace tcpless::test;

namespace {

constexpr uint32_t stale = bit(Signal::stale);
constexpr uint32_t failed_build = bit(Signal::tape) | bit(Signal::failed);

// Every function with a handle that is not open.
void check_stale(uint32_t handle) {
  INFO("handle " << handle);
  CHECK(tcpless_input(handle, 16) == 0);
  CHECK(tcpless_build(handle, 0) == stale);
  CHECK(tcpless_feed(handle, 0, 0) == stale);
  CHECK(tcpless_feed(handle, 0, bit(FeedFlag::last)) == stale);
  CHECK(tcpless_output(handle) == 0);
  CHECK(tcpless_reset(handle) == stale);
  tcpless_close(handle);
}

}  // namespace

TEST_CASE("threat 18: a handle that is not open is told apart from every open one", "[abi]") {
  REQUIRE(tcpless_inspect(0) == 0);
  for (const uint32_t never : {0u, 1u, 4095u, 4096u, 0x1000u, 0x7fffffffu, 0xffffffffu}) check_stale(never);
  const uint32_t first = tcpless_open(0);
  REQUIRE(first != 0);
  CHECK(tcpless_inspect(0) == 1);
  CHECK(tcpless_inspect(1) > 0);
  check_stale(first + 1);
  check_stale(first ^ 0x80000000u);
  CHECK(tcpless_inspect(0) == 1);
  tcpless_close(first);
  check_stale(first);
  CHECK(tcpless_inspect(0) == 0);
  CHECK(tcpless_inspect(1) == 0);
}

TEST_CASE("a slot that is used again has another handle every time", "[abi]") {
  std::set<uint32_t> handles;
  for (int i = 0; i < 1000; ++i) {
    const uint32_t handle = tcpless_open(0);
    REQUIRE(handle != 0);
    CHECK(handles.insert(handle).second);
    tcpless_close(handle);
  }
  for (const uint32_t handle : handles) CHECK(tcpless_build(handle, 0) == stale);
}

TEST_CASE("as many contexts as the limit says, and one more when one is closed", "[abi]") {
  std::vector<uint32_t> handles;
  for (uint32_t i = 0; i < limits::contexts; ++i) handles.push_back(tcpless_open(8192));
  CHECK(std::set<uint32_t>(handles.begin(), handles.end()).size() == limits::contexts);
  CHECK(std::find(handles.begin(), handles.end(), 0u) == handles.end());
  CHECK(tcpless_open(8192) == 0);
  tcpless_close(handles[1234]);
  check_stale(handles[1234]);
  const uint32_t again = tcpless_open(8192);
  CHECK(again != 0);
  CHECK(again != handles[1234]);
  handles[1234] = again;
  CHECK(tcpless_inspect(0) == limits::contexts);
  for (const uint32_t handle : handles) tcpless_close(handle);
  CHECK(tcpless_inspect(0) == 0);
}

TEST_CASE("calls in a wrong order are stale, and a record that is none is an error", "[abi]") {
  const uint32_t handle = tcpless_open(0);
  REQUIRE(handle != 0);
  CHECK(tcpless_feed(handle, 0, 0) == stale);
  CHECK(tcpless_reset(handle) == stale);
  CHECK(tcpless_build(handle, 0) == failed_build);
  CHECK(tcpless_build(handle, 0) == stale);
  CHECK(tcpless_feed(handle, 0, bit(FeedFlag::head)) == stale);
  CHECK(tcpless_reset(handle) == stale);
  CHECK(tcpless_output(handle) != 0);
  tcpless_close(handle);
}

TEST_CASE("a context that may use next to nothing is not opened", "[abi]") {
  CHECK(tcpless_open(1) == 0);
  CHECK(tcpless_open(100) == 0);
  CHECK(tcpless_inspect(0) == 0);
}

TEST_CASE("the layout version is the one both sides were generated from", "[abi]") {
  CHECK(tcpless_layout_version() != 0);
}

TEST_CASE("the body begins behind the lines of the head, and offsets count from there", "[abi]") {
  const std::string body = R"({"fields":[{"name":"a","dataTypeID":23}],"rows":[["1"],["2"],["x"]]})";
  const uint32_t head_and_last = bit(FeedFlag::head) | bit(FeedFlag::last);
  Query apart(neon_record({}));
  apart.head({});
  apart.feed(body, true);
  REQUIRE(!apart.answer().error.empty());
  Query together(neon_record({}));
  together.feed("200\napplication/json\n\n\n" + body, head_and_last);
  CHECK(together.answer() == apart.answer());

  SECTION("cut anywhere behind the head") {
    for (size_t at = 0; at <= body.size(); ++at) {
      Query cut(neon_record({}));
      cut.feed("200\n\n\n\n" + body.substr(0, at), bit(FeedFlag::head));
      CHECK_FALSE(cut.has(Signal::stale));
      if (!cut.ended()) cut.feed(body.substr(at), true);
      CHECK(cut.answer() == apart.answer());
    }
  }
  SECTION("a head without a body that has ended is an answer cut short") {
    Query empty(neon_record({}));
    empty.feed("200\n\n\n\n", head_and_last);
    CHECK(empty.has(Signal::failed));
  }
  SECTION("a malformed head fails, whatever follows") {
    Query malformed(neon_record({}));
    malformed.feed("2x\n\n\n\n" + body, head_and_last);
    CHECK(malformed.has(Signal::failed));
  }
}

TEST_CASE("response bytes stay when they are to be kept", "[abi]") {
  Query query(neon_record({set_output(Output::json)}));
  query.feed(
      "200\n\n\n\n"
      R"({"fields":[{"name":"a","dataTypeID":23}],"rows":[["1"],)",
      bit(FeedFlag::head));
  const auto bytes = [&query] { return std::string(query.context().exchange().response_bytes()); };
  CHECK(bytes() == R"([{"a":1})");
  query.feed(R"(["2"],)", bit(FeedFlag::keep));
  CHECK(bytes() == R"([{"a":1},{"a":2})");
  query.feed(R"(["3"],)", false);
  CHECK(bytes() == R"(,{"a":3})");
  query.feed(R"(["4"]]})", bit(FeedFlag::keep) | bit(FeedFlag::last));
  CHECK(bytes() == R"(,{"a":3},{"a":4}])");
  CHECK(query.has(Signal::complete));
}

TEST_CASE("a whole query through the functions, where an address fits a word", "[abi]") {
  if constexpr (sizeof(void*) == sizeof(uint32_t)) {
    const auto at = [](uint32_t address) { return reinterpret_cast<char*>(static_cast<uintptr_t>(address)); };
    const auto put = [at](uint32_t handle, const std::string& bytes) {
      const uint32_t address = tcpless_input(handle, static_cast<uint32_t>(bytes.size()));
      if (address != 0) std::memcpy(at(address), bytes.data(), bytes.size());
      return static_cast<uint32_t>(bytes.size());
    };
    const uint32_t handle = tcpless_open(0);
    REQUIRE(tcpless_build(handle, put(handle, neon_record({set_output(Output::json)}))) == bit(Signal::tape));
    REQUIRE(tcpless_feed(handle, put(handle, "200\n\n\n"), bit(FeedFlag::head)) == 0);
    const std::string body = R"({"fields":[{"name":"a","dataTypeID":23}],"rows":[["1"]]})";
    const uint32_t signals = tcpless_feed(handle, put(handle, body), bit(FeedFlag::last));
    CHECK(signals == (bit(Signal::tape) | bit(Signal::bytes) | bit(Signal::complete)));
    uint32_t words[8];
    std::memcpy(words, at(tcpless_output(handle)), sizeof words);
    CHECK(std::string_view(at(words[6]), words[7]) == R"([{"a":1}])");
    tcpless_close(handle);
  } else {
    SUCCEED("addresses are wider here");
  }
}
