// Memory that runs out at every place where memory is taken.
#include <catch2/catch_test_macros.hpp>
#include <cstdio>

#include "support/golden.h"
#include "wire/paging_codec.h"

using namespace tcpless;
using namespace tcpless::test;
using Json = nlohmann::json;

namespace {

// Failing allocations, ended with the test.
class NoMemoryAfter {
 public:
  explicit NoMemoryAfter(uint32_t allocations) { fail_allocation(allocations); }
  NoMemoryAfter(const NoMemoryAfter&) = delete;
  NoMemoryAfter& operator=(const NoMemoryAfter&) = delete;
  ~NoMemoryAfter() { fail_allocation(0); }
};

// Fails the first allocation of `run`, then the second, until none is left to fail. Every time the answer is an
// `out_of_memory` (or there was not even a context), and the next query, with memory, is right.
template <class Run>
uint32_t check_every_allocation(const Run& run) {
  const Query expected = run();
  for (uint32_t k = 1;; ++k) {
    INFO("allocation " << k);
    REQUIRE(k < 100'000);
    {
      const NoMemoryAfter fault(k);
      const Query failed = run();
      if (failed.signals() != 0) {
        if (failed.answer() == expected.answer()) return k - 1;
        REQUIRE(failed.has(Signal::failed));
        REQUIRE(failed.answer().complete.empty());
        REQUIRE(Json::parse(failed.answer().error)["code"] == "out_of_memory");
      }
    }
    if (k % 16 == 1) REQUIRE(run().answer() == expected.answer());
  }
}

}  // namespace

TEST_CASE("threat 16: memory that runs out anywhere is a typed error and the next query works", "[faults]") {
  uint32_t places = 0;
  for (const Golden& golden : read_golden("tests/golden/neon")) {
    INFO(golden.name);
    for (const Output output : {Output::tape, Output::json, Output::ndjson, Output::csv, Output::lazy}) {
      if (output != Output::tape && !golden.succeeds()) continue;
      for (const size_t piece : {size_t{0}, size_t{50}}) {
        places += check_every_allocation([&] {
          Query query(golden.record(output));
          if (query.signals() == 0 || query.ended()) return query;
          query.head(golden.head);
          if (!query.ended()) query.feed_body(golden.body, [piece] { return piece; });
          return query;
        });
      }
    }
  }
  std::printf("memory failed at %u allocations\n", places);
}

TEST_CASE("memory that runs out while a codec asks, pages and pages again", "[faults]") {
  const uint32_t places = check_every_allocation([] {
    Query query(record_for(paging_service, {set_output(Output::json), text("find all")}));
    if (query.signals() == 0 || query.ended()) return query;
    query.feed(std::string(32, 'x'), true);
    for (const char* page : {"row:1,2\npage:a\n", "row:3,4\npage:b\n", "row:5,6\nend:3\n"}) {
      if (!query.ended()) query.head({});
      if (!query.ended()) query.feed_body(page, [] { return 4; });
    }
    return query;
  });
  CHECK(places > 5);
}

TEST_CASE("the limit of a context holds whatever the answer is", "[faults]") {
  // A cell of 64 KB fits a megabyte and not 32 KB; in a few KB there is not even room to begin.
  const std::string long_cell(65'000, 'x');
  const std::string body = R"({"fields":[{"name":"a","dataTypeID":25}],"rows":[[")" + long_cell + R"("]]})";
  for (const size_t limit : {size_t{1} << 12, size_t{1} << 15, size_t{1} << 17, size_t{1} << 20}) {
    Query query(neon_record(), limit);
    const bool opened = query.signals() != 0;
    if (opened && !query.ended()) query.head({});
    if (opened && !query.ended()) query.feed_body(body, [] { return 1000; });
    INFO("limit " << limit);
    CHECK(query.context().arena().used() <= limit);
    if (opened && limit < size_t{1} << 16) {
      CHECK(query.has(Signal::failed));
      CHECK(Json::parse(query.answer().error)["code"] == "out_of_memory");
    }
    if (limit == size_t{1} << 20) CHECK(query.has(Signal::complete));
  }
}

TEST_CASE("rows held for fields that come last are bounded", "[faults]") {
  const auto body = [](size_t rows) {
    std::string text = R"({"rows":[["1"])";
    for (size_t i = 1; i < rows; ++i) text += R"(,["1"])";
    return text + R"(],"fields":[{"name":"a","dataTypeID":23}]})";
  };
  for (const size_t piece : {size_t{0}, size_t{1}, size_t{100}}) {
    // 100 rows are 601 bytes with their brackets.
    for (const uint32_t limit : {600u, 601u}) {
      Query query(neon_record({set_number(Setting::held_rows_bytes, limit)}));
      query.head({});
      query.feed_body(body(100), [piece] { return piece; });
      INFO("pieces of " << piece << ", limit " << limit);
      if (limit == 601) {
        CHECK(query.has(Signal::complete));
        CHECK(query.answer().row_count == 100);
      } else {
        CHECK(Json::parse(query.answer().error)["code"] == "limit");
        CHECK(query.answer().row_count == 0);
      }
    }
  }
}
