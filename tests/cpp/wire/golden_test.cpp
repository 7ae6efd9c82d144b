// Golden bodies: whole, split at every byte and cut at every byte, in every output.
#include <catch2/catch_test_macros.hpp>
#include <cstdio>

#include "support/csv.h"
#include "support/golden.h"
#include "support/json_of_rows.h"
#include "support/random.h"

using namespace tcpless;
using namespace tcpless::test;
using Json = nlohmann::json;

namespace {

constexpr Output outputs[] = {Output::tape, Output::json, Output::ndjson, Output::csv, Output::arrays};
constexpr size_t split_everywhere_bytes = 4096;
constexpr size_t places_in_large_bodies = 500;
constexpr size_t places_in_check = 40;

// The answer to the body, which comes in two pieces; the end comes with the second or, like the end of most streams,
// by itself.
Answer answer_to_body(const Golden& golden, std::string_view body, const std::string& record, size_t split,
                      bool end_apart = false) {
  Query query(record);
  query.head(golden.head);
  if (split > 0) query.feed(body.substr(0, split), false);
  if (!query.ended()) query.feed(body.substr(split), !end_apart);
  if (!query.ended() && end_apart) query.feed("", true);
  return query.answer();
}

Answer answer_to(const Golden& golden, const std::string& record, size_t split, bool end_apart = false) {
  return answer_to_body(golden, golden.body, record, split, end_apart);
}

Answer answer_to_start(const Golden& golden, const std::string& record, size_t size, size_t split) {
  return answer_to_body(golden, std::string_view(golden.body).substr(0, size), record, split);
}

// Every place in a body of up to 4 KB, some in a larger one; in a check some in each.
std::vector<size_t> places_in(size_t size, Random& random) {
  const size_t all_below = is_check() ? places_in_check : split_everywhere_bytes;
  const size_t others = is_check() ? places_in_check : places_in_large_bodies;
  std::vector<size_t> places;
  for (size_t i = 0; i < (size <= all_below ? size : others); ++i) {
    places.push_back(size <= all_below ? i : random.below(size));
  }
  return places;
}

void check_result(const Json& expected, const Answer& result) {
  CHECK(Json::parse(result.complete) == expected["complete"]);
  CHECK(result.rows_json() == expected["rows"]);
  if (expected.contains("columns")) CHECK(Json::parse(result.columns) == expected["columns"]);
}

void check_expected(const Golden& golden, const Answer& answer) {
  INFO("error: " << answer.error);
  const Json& expected = golden.expected;
  CHECK(answer.complete.empty() != answer.error.empty());
  if (golden.succeeds()) {
    REQUIRE(!answer.complete.empty());
    if (!golden.is_batch()) CHECK(Json::parse(answer.complete) == expected["complete"]);
  } else {
    REQUIRE(!answer.error.empty());
    CHECK(has_members(Json::parse(answer.error), expected["error"]));
    CHECK(!Json::parse(answer.error)["message"].get<std::string>().empty());
  }
  if (golden.is_batch()) {
    const std::vector<Answer> results = answer.results();
    const Json expected_results = expected.value("results", Json::array());
    REQUIRE(results.size() == expected_results.size());
    for (size_t i = 0; i < results.size(); ++i) check_result(expected_results[i], results[i]);
    if (golden.succeeds()) return;
  }
  if (expected.contains("columns")) {
    REQUIRE(!answer.columns.empty());
    CHECK(Json::parse(answer.columns) == expected["columns"]);
  }
  if (expected.contains("meta")) CHECK(Json::parse(answer.meta) == expected["meta"]);
  CHECK(answer.session == expected.value("sessionAfter", ""));
  CHECK(answer.rows_json() == expected.value("rows", Json::array()));
}

// The object that the results of a batch become.
Json members_of(const Golden& golden, const Answer& rows) {
  Json members = Json::object();
  size_t index = 0;
  for (const Answer& result : rows.results()) {
    const Json& query = golden.expected["batch"][index++];
    const Json all = json_of_rows(result);
    members[query.value("name", "")] = !query.contains("single") ? all : all.empty() ? Json() : all[0];
  }
  return members;
}

void check_batch_response(const Golden& golden, const Answer& rows, const Answer& response) {
  CHECK(response.error == rows.error);
  CHECK(response.complete.empty() == rows.complete.empty());
  CHECK(Json::accept(response.bytes) == golden.succeeds());
  if (golden.succeeds()) CHECK(Json::parse(response.bytes) == members_of(golden, rows));
}

// Every field has the JSON of its cell; text and numbers stand there by themselves.
void check_csv(const Answer& rows, std::string_view bytes) {
  const auto lines = read_csv(bytes);
  REQUIRE(lines.has_value());
  const Json expected = rows.columns.empty() ? Json::array() : json_of_arrays(rows);
  REQUIRE(lines->size() == expected.size());
  for (size_t row = 0; row < lines->size(); ++row) {
    const CsvLine& line = (*lines)[row];
    if (rows.column_count == 0) continue;
    REQUIRE(line.size() == rows.column_count);
    for (size_t i = 0; i < line.size(); ++i) {
      const Json& cell = expected[row][i];
      INFO("row " << row << " column " << i);
      if (cell.is_null() && !line[i].has_value()) continue;
      REQUIRE(line[i].has_value());
      CHECK((Json(*line[i]) == cell || (Json::accept(*line[i]) && Json::parse(*line[i]) == cell)));
    }
  }
}

void check_response(const Golden& golden, Output output, const Answer& rows, const Answer& response) {
  CHECK(response.error == rows.error);
  CHECK(response.complete == rows.complete);
  CHECK(response.columns == rows.columns);
  CHECK(response.meta == rows.meta);
  CHECK(response.rows.empty());
  if (output == Output::csv) {
    check_csv(rows, response.bytes);
  } else if (output == Output::arrays && golden.succeeds()) {
    CHECK(Json::parse(response.bytes) == json_of_arrays(rows));
  } else if (output == Output::arrays) {
    CHECK_FALSE(Json::accept(response.bytes));
  } else if (output == Output::ndjson) {
    if (!rows.columns.empty()) CHECK(json_of_lines(response.bytes) == json_of_rows(rows));
  } else if (golden.succeeds()) {
    CHECK(Json::parse(response.bytes) == json_of_rows(rows));
  } else {
    CHECK_FALSE(Json::accept(response.bytes));
    if (!rows.columns.empty()) CHECK(Json::parse(response.bytes + ']') == json_of_rows(rows));
  }
}

}  // namespace

TEST_CASE("golden bodies: the expected result, the same in every output and split at every byte", "[golden]") {
  const uint64_t seed = run_seed();
  Random random(seed);
  INFO("TCPLESS_SEED=" << seed);
  const auto all = read_all_golden();
  REQUIRE(all.size() > 220);
  size_t splits = 0;
  for (const Golden& golden : all) {
    INFO(golden.name);
    const Answer rows = answer_to(golden, golden.record(Output::tape), 0);
    check_expected(golden, rows);
    for (const Output output : outputs) {
      const std::string record = golden.record(output);
      const Answer whole = answer_to(golden, record, 0);
      if (golden.is_batch()) {
        if (output == Output::json) check_batch_response(golden, rows, whole);
      } else if (output != Output::tape) {
        check_response(golden, output, rows, whole);
      }
      size_t different = 0;
      for (const size_t place : places_in(golden.body.size(), random)) {
        different += answer_to(golden, record, place, place % 2 == 0) != whole;
        ++splits;
      }
      INFO("output " << static_cast<uint32_t>(output));
      CHECK(different == 0);
    }
  }
  std::printf("golden bodies: %zu, %zu splits\n", all.size(), splits);
}

TEST_CASE("golden bodies: cut at any byte they are a typed error and never complete", "[golden]") {
  Random random(run_seed());
  for (const Golden& golden : read_all_golden()) {
    INFO(golden.name);
    const size_t meaningful = golden.body.find_last_not_of(" \n\r\t") + 1;
    for (const Output output : outputs) {
      const std::string record = golden.record(output);
      size_t complete = 0;
      size_t without_error = 0;
      size_t split_matters = 0;
      size_t valid_json = 0;
      for (const size_t size : places_in(meaningful, random)) {
        const Answer cut = answer_to_start(golden, record, size, 0);
        // Of a body that is wrong at its end, what stands before may be a whole one.
        if (!golden.succeeds() && Json::accept(golden.body.substr(0, size))) continue;
        complete += !cut.complete.empty();
        without_error += cut.error.empty();
        // Some are enough: whole bodies are split everywhere.
        if (size % 4 == 1) split_matters += answer_to_start(golden, record, size, size / 2) != cut;
        valid_json += output == Output::json && Json::accept(cut.bytes);
      }
      CHECK(complete == 0);
      CHECK(without_error == 0);
      CHECK(split_matters == 0);
      CHECK(valid_json == 0);
    }
  }
}

TEST_CASE("golden bodies: one row alone, in any split", "[golden]") {
  for (const Golden& golden : read_all_golden()) {
    if (golden.name != "one-row" && golden.name != "every-type" && golden.name != "no-rows") continue;
    const Answer rows = answer_to(golden, golden.record(Output::tape), 0);
    const std::string record = golden.record({set_output(Output::json), set_number(Setting::single, 1)});
    const Answer single = answer_to(golden, record, 0);
    if (golden.name == "one-row") CHECK(Json::parse(single.bytes) == json_of_rows(rows)[0]);
    if (golden.name == "every-type") CHECK(Json::parse(single.error)["code"] == "too_many_rows");
    if (golden.name == "no-rows") CHECK(single.bytes.empty());
    for (size_t place = 0; place < golden.body.size(); ++place) CHECK(answer_to(golden, record, place) == single);
  }
}
