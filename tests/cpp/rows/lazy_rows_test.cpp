// Rows that are decoded when they are read.
#include <catch2/catch_test_macros.hpp>

#include "support/golden.h"
#include "support/random.h"
#include "wire/paging_codec.h"

using namespace tcpless;
using namespace tcpless::test;
using Json = nlohmann::json;

namespace {

// The answer to the body in pieces of this size, 0 for one.
Query query_of(const Golden& golden, Output output, size_t piece) {
  Query query(golden.record(output));
  query.head(golden.head);
  if (!query.ended()) query.feed_body(golden.body, [piece] { return piece; });
  return query;
}

Golden golden_named(const std::string& name) {
  for (const Golden& golden : read_all_golden()) {
    if (golden.name == name) return golden;
  }
  FAIL("there is no golden body " << name);
  return {};
}

uint32_t decoded_cells(Query& query) {
  return query.context().output()[static_cast<uint32_t>(OutputWord::decoded_cells)];
}

}  // namespace

TEST_CASE("lazy rows: every cell is what the tape gives, however the body came", "[lazy]") {
  for (const Golden& golden : read_all_golden()) {
    if (!golden.succeeds() || golden.expected.contains("batch")) continue;
    INFO(golden.name);
    const Answer rows = query_of(golden, Output::tape, 0).answer();
    const Json expected = rows.rows_json();
    for (const size_t piece : {size_t{0}, size_t{1}, size_t{7}, size_t{100}}) {
      Query query = query_of(golden, Output::lazy, piece);
      REQUIRE(query.has(Signal::complete));
      CHECK(query.answer().complete == rows.complete);
      CHECK(query.answer().columns == rows.columns);
      CHECK(query.answer().rows.empty());
      CHECK(decoded_cells(query) == 0);
      const auto count = static_cast<uint32_t>(rows.row_count);
      size_t different = 0;
      for (uint32_t column = 0; column < rows.column_count; ++column) {
        const Answer whole = query.read(column, 0, count + 5);
        const Json cells = whole.rows_json();
        CHECK(whole.error.empty());
        REQUIRE(cells.size() == count);
        for (uint32_t row = 0; row < count; ++row) {
          different += cells[row][0] != expected[row][column];
          different += query.read(column, row, 1).rows_json()[0][0] != expected[row][column];
        }
      }
      CHECK(different == 0);
      CHECK(decoded_cells(query) == 2 * count * rows.column_count);
    }
  }
}

TEST_CASE("lazy rows: a failure has the same outcome, and what fails to decode fails when it is read", "[lazy]") {
  for (const Golden& golden : read_all_golden()) {
    if (golden.succeeds() || golden.expected.contains("batch")) continue;
    INFO(golden.name);
    Query query = query_of(golden, Output::lazy, 13);
    const Answer tape = query_of(golden, Output::tape, 0).answer();
    if (query.has(Signal::failed)) {
      CHECK(query.answer().error == tape.error);
      CHECK(query.read(0, 0, 1).ended() == false);
      continue;
    }
    // Only a value can be wrong and the answer right.
    const Json expected = Json::parse(tape.error);
    const uint32_t column = expected["columnIndex"];
    const Answer read = query.read(column, 0, 100);
    const size_t before = read.row_count;
    CHECK(before == tape.row_count);
    CHECK(Json::parse(read.error) == expected);
    CHECK(query.read(column, static_cast<uint32_t>(before), 1).error == read.error);
    if (before > 0) CHECK(query.read(column, 0, 1).row_count == 1);
  }
}

TEST_CASE("lazy rows: many pieces, large cells, and what is not there", "[lazy][random]") {
  Random random(run_seed());
  Json rows = Json::array();
  for (int i = 0; i < 3000; ++i) {
    Json row = Json::array();
    for (int column = 0; column < 3; ++column) {
      const size_t size = random.one_in(200) ? random.below(100'000) : random.below(60);
      row.push_back(random.one_in(9) ? Json() : Json(std::string(size, random.pick("ab\"\\\n"))));
    }
    rows.push_back(row);
  }
  Golden golden;
  golden.expected = Json::object();
  golden.body = Json({{"fields", Json::array({{{"name", "a"}, {"dataTypeID", 25}},
                                              {{"name", "b"}, {"dataTypeID", 25}},
                                              {{"name", "c"}, {"dataTypeID", 25}}})},
                      {"rows", rows}})
                    .dump();
  for (const size_t piece : {size_t{5000}, size_t{limits::input_window_bytes}}) {
    Query query = query_of(golden, Output::lazy, piece);
    REQUIRE(query.has(Signal::complete));
    CHECK(query.context().arena().used() < golden.body.size() * 3 / 2 + 300'000);
    for (uint32_t column = 0; column < 3; ++column) {
      size_t different = 0;
      for (uint32_t row = 0; row < 3000;) {
        const Answer read = query.read(column, row, 1000);
        REQUIRE(read.row_count > 0);
        for (const Json& cell : read.rows_json()) different += cell[0] != rows[row++][column];
      }
      CHECK(different == 0);
    }
    CHECK(query.read(3, 0, 1).row_count == 0);
    CHECK(query.read(0, 3000, 1).row_count == 0);
    CHECK(query.read(UINT32_MAX, UINT32_MAX, UINT32_MAX).row_count == 0);
  }
}

TEST_CASE("lazy rows: JSON values of every kind, many pieces, large cells", "[lazy][random]") {
  Random random(run_seed());
  Json rows = Json::array();
  Json expected = Json::array();
  const auto add_blob = [&](Json& row, Json& cells, size_t size) {
    std::vector<uint8_t> bytes(size);
    std::string hex;
    for (uint8_t& byte : bytes) {
      byte = static_cast<uint8_t>(random.below(256));
      hex += "0123456789abcdef"[byte >> 4];
      hex += "0123456789abcdef"[byte & 15];
    }
    row.push_back(bytes);
    cells.push_back({{"hex", hex}});
  };
  for (int i = 0; i < 3000; ++i) {
    Json row = Json::array();
    Json cells = Json::array();
    for (int column = 0; column < 4; ++column) {
      const size_t size = random.one_in(100) ? random.below(100'000) : random.below(40);
      switch (random.below(6)) {
        case 0:
          row.push_back(nullptr);
          break;
        case 1:
          row.push_back(random.one_in(2));
          break;
        case 2:
          row.push_back(static_cast<int64_t>(random.below(1'000'000)) * (random.one_in(2) ? 1 : -1'000'000'000));
          break;
        case 3:
          row.push_back(static_cast<double>(random.below(1'000'000)) / 64);
          break;
        case 4:
          row.push_back(std::string(size, random.pick("ab\"\\\n")));
          break;
        default:
          add_blob(row, cells, size);
          continue;
      }
      cells.push_back(row.back());
    }
    rows.push_back(row);
    expected.push_back(cells);
  }
  Golden golden;
  golden.service = Service::d1_rest;
  golden.expected = Json::object();
  const Json result = {{"results", {{"columns", {"a", "b", "c", "d"}}, {"rows", rows}}}, {"success", true}};
  golden.body = Json({{"result", Json::array({result})}, {"success", true}}).dump();
  for (const size_t piece : {size_t{100}, size_t{5000}, size_t{limits::input_window_bytes}}) {
    Query query = query_of(golden, Output::lazy, piece);
    REQUIRE(query.has(Signal::complete));
    CHECK(query.context().arena().used() < golden.body.size() * 3 / 2 + 300'000);
    for (uint32_t column = 0; column < 4; ++column) {
      size_t different = 0;
      for (uint32_t row = 0; row < 3000;) {
        const Answer read = query.read(column, row, 1000);
        REQUIRE(read.row_count > 0);
        for (const Json& cell : read.rows_json()) different += cell[0] != expected[row++][column];
      }
      CHECK(different == 0);
    }
    CHECK(decoded_cells(query) == 4 * 3000);
  }
}

TEST_CASE("lazy rows: a service whose codec keeps no cells refuses them before it sends anything", "[lazy]") {
  const Query query(record_for(paging_service, {set_output(Output::lazy), text("find all")}));
  CHECK(Json::parse(query.answer().error)["code"] == "unsupported");
  CHECK(query.answer().requests.empty());
  for (const Golden& golden : read_all_golden()) {
    if (!golden.expected.contains("batch")) continue;
    const Query batch(golden.record(Output::lazy));
    CHECK(Json::parse(batch.answer().error)["code"] == "unsupported");
  }
}

TEST_CASE("lazy rows: only they can be read", "[lazy]") {
  const Golden golden = golden_named("every-type");
  for (const Output output : {Output::tape, Output::json}) {
    Query query = query_of(golden, output, 0);
    CHECK(query.context().read(0, 0, 1) == bit(Signal::stale));
  }
  Query query(golden.record(Output::lazy));
  CHECK(query.context().read(0, 0, 1) == bit(Signal::stale));
  query.head(golden.head);
  query.feed(golden.body.substr(0, golden.body.size() - 1), false);
  CHECK(query.context().read(0, 0, 1) == bit(Signal::stale));
  query.reset();
  query.head(golden.head);
  query.feed(golden.body, true);
  CHECK(query.read(0, 0, 1).row_count == 1);
}
