// Any record through a context: built, and the request that comes of it answered.
//
// Input: a byte that chooses the service and how the record is made, a byte with the number of step words. With an even
// first byte the rest is words, then text; the header is made to fit. With an odd one the rest is the record.
#include <cstdint>
#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "tests/cpp/support/neon_record.h"
#include "tests/cpp/support/query.h"
#include "tests/fuzz/support.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;

// Steps of one byte each for opcodes and small arguments; behind them text and bytes, which share the rest.
std::string fitted_record(Service service, std::string_view steps, std::string_view rest) {
  const std::string_view text = is_utf8(rest) ? rest : std::string_view();
  const std::string_view blob = rest.substr(text.size());
  std::string record;
  const auto append = [&record](uint32_t word) { record.append(reinterpret_cast<const char*>(&word), 4); };
  append(static_cast<uint32_t>(Operation::execute));
  append(static_cast<uint32_t>(steps.size()));
  append(static_cast<uint32_t>(text.size()));
  append(utf16_units(text));
  append(static_cast<uint32_t>(blob.size()));
  append(static_cast<uint32_t>(service));
  for (const char step : steps) append(static_cast<uint8_t>(step));
  record += text;
  return record += blob;
}

void check_request(const std::string& list) {
  const nlohmann::json requests = nlohmann::json::parse('[' + list + ']');
  require(requests.size() == 1, "a record makes one request");
  auto url = requests[0]["url"].get<std::string>();
  for (char& c : url) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  require(url.starts_with("http://") || url.starts_with("https://"), "the URL is one for fetch");
  for (const auto& [name, value] : requests[0]["headers"].items()) {
    for (const char c : value.get<std::string>()) require(c >= ' ' && c <= '~', "a header is printable ASCII");
  }
  const auto body = nlohmann::json::parse(requests[0]["body"].get<std::string>(), nullptr, false);
  require(body.is_object(), "the body is an object");
  if (body.contains("queries") || body.contains("batch")) return;
  const bool d1 = body.contains("sql");
  require(body[d1 ? "sql" : "query"].is_string() && body["params"].is_array(), "the body is what the service reads");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  const size_t words = data[1] < input.size() ? data[1] : input.size();
  const Service service = (data[0] & 8) != 0 ? Service::d1_rest : (data[0] & 2) != 0 ? Service::d1 : Service::neon;
  const std::string record =
      (data[0] & 1) != 0 ? std::string(input) : fitted_record(service, input.substr(0, words), input.substr(words));
  // Little memory makes failures inside the build common.
  Query query(record, (data[0] & 4) != 0 ? 8192 : limits::context_bytes);
  if (query.signals() == 0) return 0;
  require(query.has(Signal::tape), "a build always says something");
  require(!query.has(Signal::complete), "a build is not an answer");
  if (query.has(Signal::failed)) {
    require(!query.answer().error.empty(), "a failed build says why");
    return 0;
  }
  if (query.answer().requests.empty()) {
    require(!query.answer().statement.empty(), "a binding gets its statement");
    return 0;
  }
  check_request(query.answer().requests);
  query.head({});
  query.feed(R"({"fields":[{"name":"a","dataTypeID":23}],"rows":[["1"]],"command":"SELECT","rowCount":1})", true);
  require(query.ended(), "an answer ends the query");
  return 0;
}
