// The cases of tests/spec, natively; tests/js/core/spec.test.ts runs them in the modules.
#include "support/spec.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdio>

#include "support/golden.h"
#include "support/json_of_rows.h"

using namespace tcpless;
using namespace tcpless::test;
using Json = nlohmann::json;

namespace {

Parts settings_of(const Json& info, Output output) {
  Parts settings = {set_output(output)};
  if (info.contains("options")) settings.push_back(set_types(info["options"]));
  return settings;
}

// The body of a `result` block as Neon sends it.
std::string result_body(const SpecBlock& block) {
  static const Json oids = Json::parse(read_file(source_path("tests/spec/types.json")));
  Json fields = Json::array();
  for (const Json& type : block.info["types"]) {
    REQUIRE(oids.contains(type.get<std::string>()));
    const size_t index = fields.size();
    const Json name = block.info.contains("names") ? block.info["names"][index]
                                                   : Json(std::string(1, static_cast<char>('a' + index)));
    fields.push_back({{"name", name}, {"dataTypeID", oids[type.get<std::string>()]}});
  }
  Json rows = Json::array();
  for (const std::string& line : block.lines()) rows.push_back(spec_cells(line));
  return R"({"fields":)" + fields.dump() + R"(,"rows":)" + rows.dump() + "}";
}

Answer feed(const std::string& record, const Head& head, std::string_view body, size_t split) {
  Query query(record);
  query.head(head);
  if (split > 0) query.feed(body.substr(0, split), false);
  if (!query.ended()) query.feed(body.substr(split), true);
  return query.answer();
}

void check_error(const SpecCase& spec, const std::string& error) {
  REQUIRE(!error.empty());
  INFO("error " << error);
  CHECK(has_members(Json::parse(error), Json::parse(spec.find("error")->text)));
}

void check_answer(const SpecCase& spec, const SpecBlock& block, const Head& head, const std::string& body) {
  const std::string rows_record = neon_record(settings_of(block.info, Output::tape));
  const std::string json_record = neon_record(settings_of(block.info, Output::json));
  const Answer rows = feed(rows_record, head, body, 0);
  const Answer response = feed(json_record, head, body, 0);
  CHECK(response.error == rows.error);
  if (spec.find("error") != nullptr) {
    check_error(spec, rows.error);
    CHECK(rows.complete.empty());
    CHECK_FALSE(Json::accept(response.bytes));
  } else {
    INFO("error " << rows.error);
    REQUIRE(!rows.complete.empty());
    CHECK(Json::parse(response.bytes) == json_of_rows(rows));
  }
  if (const SpecBlock* expected = spec.find("rows")) {
    Json expected_rows = Json::array();
    for (const std::string& line : expected->lines()) expected_rows.push_back(spec_cells(line));
    CHECK(rows.rows_json() == expected_rows);
  }
  if (const SpecBlock* expected = spec.find("response")) {
    CHECK(Json::parse(response.bytes) == Json::parse(expected->text));
  }
  size_t different = 0;
  for (size_t split = 1; split < body.size(); ++split) {
    different += feed(rows_record, head, body, split) != rows;
    different += feed(json_record, head, body, split) != response;
  }
  CHECK(different == 0);
}

void check_connection(const SpecCase& spec, const SpecBlock& block) {
  Parts parts = {set_text(Setting::url, block.text)};
  if (block.info.contains("authToken")) parts.push_back(set_text(Setting::auth_token, block.info["authToken"]));
  if (block.info.contains("endpoint")) parts.push_back(set_text(Setting::endpoint, block.info["endpoint"]));
  if (block.info.contains("insecure")) parts.push_back(set_number(Setting::insecure, 1));
  if (block.info.contains("provider"))
    parts.push_back(set_number(Setting::provider, provider_named(block.info["provider"].get<std::string>())));
  const bool is_batch = block.info.contains("batch");
  const Json batch = block.info.value("batch", Json::object());
  if (batch.contains("isolationLevel")) {
    parts.push_back(
        set_number(Setting::isolation_level, isolation_level_named(batch["isolationLevel"].get<std::string>())));
  }
  if (batch.contains("readOnly")) parts.push_back(set_number(Setting::read_only, 1));
  if (batch.contains("deferrable")) parts.push_back(set_number(Setting::deferrable, 1));
  for (int queries = batch.value("queries", 0); queries > 0; --queries) {
    parts.push_back(bare_step(Step::query));
    parts.push_back(text("select 1"));
  }
  if (!is_batch) parts.push_back(text("select 1"));
  const Query query(record_for(Service::neon, parts, is_batch ? Operation::batch : Operation::execute));
  if (spec.find("error") != nullptr) return check_error(spec, query.answer().error);
  INFO("error " << query.answer().error);
  REQUIRE(!query.answer().requests.empty());
  const Json request = Json::parse(query.answer().requests);
  Json expected_headers = Json::object();
  const std::vector<std::string> lines = spec.find("request")->lines();
  for (size_t i = 1; i < lines.size(); ++i) {
    const size_t colon = lines[i].find(": ");
    expected_headers[lines[i].substr(0, colon)] = lines[i].substr(colon + 2);
  }
  CHECK(request["url"] == lines[0]);
  CHECK(request["headers"] == expected_headers);
}

Part part_of(const Json& value);

Part number_part(const Json& value) {
  // As String() gives it, for the numbers that the cases have.
  if (value.is_number_integer()) return number(value.dump());
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.17g", value.get<double>());
  std::snprintf(digits, sizeof digits, "%g", std::strtod(digits, nullptr));
  return number(digits);
}

Part object_part(const std::string& kind, const Json& value) {
  if (kind == "id") return identifier(value.get<std::vector<std::string>>());
  if (kind == "ref") return reference(value.get<std::string>());
  if (kind == "lit") return literal(part_of(value));
  if (kind == "raw") return raw(value.get<std::string>());
  if (kind == "bigint") return bigint(value.get<std::string>());
  if (kind == "json") return test::json(value.dump());
  if (kind == "date") return date(value.get<double>());
  REQUIRE(kind == "hex");
  std::string content;
  const auto hex = value.get<std::string>();
  for (size_t i = 0; i < hex.size(); i += 2) content += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes(content);
}

Part part_of(const Json& value) {
  if (value.is_null()) return null_value();
  if (value.is_boolean()) return boolean(value.get<bool>());
  if (value.is_number()) return number_part(value);
  if (value.is_string()) return test::value(value.get<std::string>());
  if (value.is_object()) return object_part(value.begin().key(), value.begin().value());
  Parts elements;
  for (const Json& element : value) elements.push_back(part_of(element));
  return array(elements);
}

void check_template(const SpecCase& spec, const SpecBlock& block) {
  Parts parts = {set_text(Setting::url, test_url)};
  for (const SpecPiece& piece : spec_pieces(block.text)) {
    parts.push_back(piece.is_text ? text(piece.text) : part_of(piece.value));
  }
  const Query query(record_for(Service::neon, parts));
  if (spec.find("error") != nullptr) return check_error(spec, query.answer().error);
  INFO("error " << query.answer().error);
  REQUIRE(!query.answer().requests.empty());
  const Json body = Json::parse(Json::parse(query.answer().requests)["body"].get<std::string>());
  CHECK(body["query"] == spec.find("sql")->text);
  Json expected = Json::array();
  for (const std::string& line : spec.find("params")->lines()) expected.push_back(Json::parse(line));
  CHECK(body["params"] == expected);
}

}  // namespace

TEST_CASE("spec cases", "[spec]") {
  const std::vector<SpecCase> cases = read_spec_cases();
  REQUIRE(cases.size() > 60);
  for (const SpecCase& spec : cases) {
    INFO(spec.name);
    REQUIRE(spec.blocks.size() >= 2);
    const SpecBlock& block = spec.blocks[0];
    if (block.kind == "result") {
      check_answer(spec, block, {}, result_body(block));
    } else if (block.kind == "answer") {
      const Json headers = block.info.value("headers", Json::object());
      const Head head = {block.info["status"].get<uint32_t>(), headers.value("content-type", "application/json"),
                         headers.value("retry-after", ""), headers.value("neon-request-id", "")};
      check_answer(spec, block, head, block.text);
    } else if (block.kind == "connection") {
      check_connection(spec, block);
    } else {
      REQUIRE(block.kind == "template");
      check_template(spec, block);
    }
  }
  std::printf("spec cases: %zu\n", cases.size());
}
