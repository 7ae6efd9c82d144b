// Any status, headers and body as Neon's answer, whole and in pieces, in every output.
//
// Input: output and value options, status, pieces, one byte each; the rest is the body. The status byte says too
// whether it answers a batch of two queries.
#include "tests/cpp/support/json_of_rows.h"
#include "tests/cpp/support/neon_record.h"
#include "tests/fuzz/support.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;

constexpr uint32_t statuses[] = {200, 200, 200, 200, 200, 200, 200, 400, 400, 400, 201, 302, 401, 404, 429, 503};

std::string record_for_options(Output output, uint8_t options, bool batch) {
  const auto word = [options](uint32_t shift, uint32_t count) { return uint32_t{options} >> shift & (count - 1); };
  static const char* const int8_forms[] = {"number", "string", "bigint", "text"};
  nlohmann::json types = {{"int8", int8_forms[word(0, 4)]}};
  if (word(2, 2) != 0) types["json"] = "text";
  if (word(3, 2) != 0) types["columns"] = {{"a", "number[]"}, {"b", "date"}, {"c", "object"}};
  if (word(4, 2) != 0) types["bytea"] = "hex";
  if (word(5, 2) != 0) types["timestamptz"] = types["date"] = types["timestamp"] = "date";
  Parts settings = {set_output(output), set_number(Setting::held_rows_bytes, word(6, 2) != 0 ? 64 : 65536),
                    set_types(types)};
  if (word(7, 2) != 0) settings.back() = set_text(Setting::types, "preset=pg");
  if (!batch) return neon_record(settings);
  settings.push_back(set_text(Setting::url, test_url));
  for (const char* member : {"a", "b"}) {
    settings.push_back(bare_step(Step::query));
    settings.push_back(set_text(Setting::member, member));
    if (*member == 'b') settings.push_back(set_types({{"int8", "string"}}));
    settings.push_back(text("select 1"));
  }
  return record_for(Service::neon, settings, Operation::batch);
}

void check_object(const Answer& rows, const Answer& response) {
  require(is_json(response.bytes) == !response.complete.empty(), "a response is JSON exactly when it is complete");
  if (response.complete.empty()) return;
  const nlohmann::json parsed = nlohmann::json::parse(response.bytes, nullptr, false);
  if (parsed.is_discarded()) return;
  const std::vector<Answer> results = rows.results();
  require(results.size() == 2 && parsed.size() == 2, "every query has a result and a member");
  if (rows.rows.find("{\"") != std::string::npos || rows.earlier.find("{\"json") != std::string::npos) return;
  require(parsed["b"] == json_of_rows(results[1]), "a member is the JSON of its rows");
}

void check_lines(std::string_view bytes, size_t rows) {
  size_t lines = 0;
  for (; !bytes.empty(); ++lines) {
    const size_t end = bytes.find('\n');
    require(end != bytes.npos, "every line ends");
    require(is_json(bytes.substr(0, end)), "every line is JSON");
    bytes.remove_prefix(end + 1);
  }
  require(lines == rows, "every row is a line");
}

void check_array(const Answer& rows, const Answer& response) {
  require(is_json(response.bytes) == !response.complete.empty(), "a response is JSON exactly when it is complete");
  if (response.complete.empty()) return;
  // The oracle refuses what JSON.parse takes: lone surrogates and numbers beyond a double, inside json cells.
  const nlohmann::json parsed = nlohmann::json::parse(response.bytes, nullptr, false);
  if (parsed.is_discarded() || !nlohmann::json::accept('[' + rows.rows + ']')) return;
  if (rows.rows.find("{\"") != std::string::npos) return;  // a json cell may look like one of our marks
  require(parsed == json_of_rows(rows), "the response is the JSON of the rows");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  const Head head = {.status = statuses[data[1] % 16],
                     .retry_after = (data[1] & 16) != 0 ? "3" : "",
                     .request_id = (data[1] & 32) != 0 ? "id" : ""};
  const std::string_view body(reinterpret_cast<const char*>(data) + 3, size - 3);
  const size_t largest = size_t{data[2]} % 48 + 1;
  const bool batch = (data[1] & 64) != 0;
  Answer answers[3];
  for (const Output output : {Output::tape, Output::json, Output::ndjson}) {
    const std::string record = record_for_options(output, data[0], batch);
    Answer& whole = answers[static_cast<uint32_t>(output)];
    whole = answer(record, head, body, 0, "s3cret-pass");
    require(whole == answer(record, head, body, largest, "s3cret-pass"), "pieces do not matter");
  }
  const Answer& rows = answers[0];
  for (const Answer& response : {answers[1], answers[2]}) {
    require(response.error == rows.error && response.complete == rows.complete && response.columns == rows.columns,
            "the output does not matter to the outcome");
  }
  if (batch) {
    check_object(rows, answers[1]);
    return 0;
  }
  check_array(rows, answers[1]);
  check_lines(answers[2].bytes, rows.row_count);
  return 0;
}
