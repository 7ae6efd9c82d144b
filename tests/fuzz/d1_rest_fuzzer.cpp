// Any status and body as the answer of D1's REST API, whole and in pieces, in every output, to one query or a batch.
//
// Input: output and value options, status, pieces, one byte each; the rest is the body.
#include "tests/cpp/support/json_of_rows.h"
#include "tests/cpp/support/neon_record.h"
#include "tests/fuzz/support.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;

constexpr uint32_t statuses[] = {200, 200, 200, 200, 200, 400, 500, 429};

std::string record_for_options(Output output, uint8_t options, bool batch) {
  static const char* const int8_forms[] = {"number", "string", "bigint", "number"};
  Parts parts = {set_output(output),
                 set_types({{"int8", int8_forms[options & 3u]}, {"bytea", (options & 4u) != 0 ? "hex" : "bytes"}})};
  add_service(Service::d1_rest, parts);
  for (int query = 0; query < (batch ? 2 : 1); ++query) {
    if (batch) {
      parts.push_back([](RecordBuilder& record) { record.step(Step::query); });
      parts.push_back(set_text(Setting::member, query == 0 ? "a" : "b"));
    }
    parts.push_back(text("select 1"));
  }
  return record_for(Service::d1_rest, parts, batch ? Operation::batch : Operation::execute);
}

// Every cell, one after another and each by itself, is what the tape has.
void check_cells(Query& query, const Answer& rows) {
  const nlohmann::json expected = rows.rows_json();
  for (uint32_t column = 0; column < rows.column_count; ++column) {
    for (uint32_t row = 0; row < expected.size();) {
      const Answer cells = query.read(column, row, 1000);
      require(cells.row_count > 0, "what can be given can be read");
      for (const nlohmann::json& cell : cells.rows_json()) {
        require(cell[0] == expected[row][column], "a lazy cell is that of the tape");
        require(query.read(column, row, 1).rows_json()[0] == cell, "whoever reads it");
        ++row;
      }
    }
    require(query.read(column, static_cast<uint32_t>(expected.size()), 1).row_count == 0, "no row but these");
  }
}

void check_lazy(const std::string& record, const Head& head, std::string_view body, size_t largest,
                const Answer& rows) {
  Query query(record);
  query.head(head);
  query.feed_body(body, [&] { return largest; });
  require(query.has(Signal::complete) != query.has(Signal::failed), "lazy rows end too");
  const nlohmann::json error = nlohmann::json::parse(rows.error, nullptr, false);
  if (!query.has(Signal::complete)) {
    // Something later may be wrong too, which is met first where values are not looked at.
    const bool judged_late = error.is_object() && error["code"] == "value";
    return require(judged_late || query.answer().error == rows.error, "and in the same way");
  }
  if (rows.error.empty()) {
    require(query.answer().complete == rows.complete && query.answer().meta == rows.meta, "with the same end");
    if (nlohmann::json::accept('[' + rows.rows + ']')) check_cells(query, rows);
    return;
  }
  // What is wrong with a value shows when it is read.
  if (error.is_discarded()) return;
  require(error["code"] == "value" && error.contains("columnIndex"), "only a value is judged late");
  const auto row = static_cast<uint32_t>(rows.row_count);
  require(query.read(error["columnIndex"], row, 1).error == rows.error, "and it fails as on the tape");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  const Head head = {.status = statuses[data[1] % 8], .retry_after = (data[1] & 16) != 0 ? "3" : ""};
  const std::string_view body(reinterpret_cast<const char*>(data) + 3, size - 3);
  const size_t largest = size_t{data[2]} % 48 + 1;
  const bool batch = (data[0] & 128) != 0;
  Answer answers[2];
  for (const Output output : {Output::tape, Output::json}) {
    const std::string record = record_for_options(output, data[0], batch);
    Answer& whole = answers[static_cast<uint32_t>(output)];
    whole = answer(record, head, body, 0, test_token);
    require(whole == answer(record, head, body, largest, test_token), "pieces do not matter");
  }
  const Answer& rows = answers[0];
  if (!batch) check_lazy(record_for_options(Output::lazy, data[0], batch), head, body, largest, rows);
  const Answer& response = answers[1];
  require(response.error == rows.error && response.complete == rows.complete && response.columns == rows.columns &&
              response.meta == rows.meta,
          "the output does not matter to the outcome");
  require(is_json(response.bytes) == rows.error.empty(), "a response is JSON exactly when it is complete");
  if (batch || !rows.error.empty()) return 0;
  const nlohmann::json parsed = nlohmann::json::parse(response.bytes, nullptr, false);
  if (parsed.is_discarded() || !nlohmann::json::accept('[' + rows.rows + ']')) return 0;
  require(parsed == json_of_rows(rows), "the response is the JSON of the rows");
  return 0;
}
