// Any status and body as the answer of PlanetScale, whole and in pieces, in every output and lazily.
//
// Input: value options, status and session, pieces, one byte each; the rest is the body.
#include "tests/cpp/support/json_of_rows.h"
#include "tests/cpp/support/neon_record.h"
#include "tests/fuzz/support.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;

constexpr uint32_t statuses[] = {200, 200, 200, 200, 401, 500, 521, 429};

std::string record_for_options(Output output, uint8_t options, bool in_session) {
  static const char* const int8_forms[] = {"number", "string", "bigint", "text"};
  static const char* const presets[] = {"exact", "mysql", "text", "exact"};
  const char* const time = (options & 4u) != 0 ? "date" : "text";
  Parts parts = {set_output(output), set_types({{"preset", presets[options >> 6 & 3u]},
                                                {"int8", int8_forms[options & 3u]},
                                                {"date", time},
                                                {"datetime", time},
                                                {"timestamp", time},
                                                {"bit", (options & 8u) != 0 ? "bigint" : "bytes"},
                                                {"tinyint1", (options & 16u) != 0 ? "boolean" : "number"},
                                                {"numeric", (options & 32u) != 0 ? "number" : "string"},
                                                {"columns", {{"b", "boolean"}, {"n", "bigint"}, {"j", "parsed"}}}})};
  add_service(Service::planetscale, parts);
  if (in_session) parts.push_back(set_text(Setting::session, "{}"));
  parts.push_back(text("select 1"));
  return record_for(Service::planetscale, parts);
}

// Every cell read by itself is what the tape has, and what is wrong with one shows when it is read.
void check_lazy(const std::string& record, const Head& head, std::string_view body, size_t largest,
                const Answer& rows) {
  Query query(record);
  query.head(head);
  query.feed_body(body, [&] { return largest; });
  require(query.has(Signal::complete) != query.has(Signal::failed), "lazy rows end too");
  if (!query.has(Signal::complete)) return;
  const nlohmann::json all = nlohmann::json::parse('[' + rows.rows + ']', nullptr, false);
  if (all.is_discarded()) return;
  for (uint32_t column = 0; column < rows.column_count; ++column) {
    for (uint32_t row = 0; row < all.size(); ++row) {
      require(query.read(column, row, 1).rows_json()[0][0] == all[row][column], "a lazy cell is that of the tape");
    }
  }
  if (rows.error.empty()) {
    require(query.answer().complete == rows.complete && query.answer().meta == rows.meta, "with the same end");
    require(query.read(0, static_cast<uint32_t>(all.size()), 1).row_count == 0, "no row but these");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  const Head head = {.status = statuses[data[1] % 8], .retry_after = (data[1] & 16) != 0 ? "3" : ""};
  const bool in_session = (data[1] & 32) != 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 3, size - 3);
  const size_t largest = size_t{data[2]} % 48 + 1;
  Answer answers[2];
  for (const Output output : {Output::tape, Output::json}) {
    const std::string record = record_for_options(output, data[0], in_session);
    Answer& whole = answers[static_cast<uint32_t>(output)];
    whole = answer(record, head, body, 0, test_token);
    require(whole == answer(record, head, body, largest, test_token), "pieces do not matter");
  }
  const Answer& rows = answers[0];
  const Answer& response = answers[1];
  require(response.error == rows.error && response.complete == rows.complete && response.columns == rows.columns &&
              response.meta == rows.meta && response.session == rows.session,
          "the output does not matter to the outcome");
  require(in_session || rows.session.empty(), "only a request of a session is told of it");
  check_lazy(record_for_options(Output::lazy, data[0], in_session), head, body, largest, rows);
  require(is_json(response.bytes) == rows.error.empty(), "a response is JSON exactly when it is complete");
  if (!rows.error.empty()) return 0;
  const nlohmann::json parsed = nlohmann::json::parse(response.bytes, nullptr, false);
  if (parsed.is_discarded() || !nlohmann::json::accept('[' + rows.rows + ']')) return 0;
  require(parsed == json_of_rows(rows), "the response is the JSON of the rows");
  return 0;
}
