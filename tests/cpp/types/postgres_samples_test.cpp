// Text that PostgreSQL 15 wrote, against what the same server says the value is
// (postgres_samples.sql).
#include "types/decode.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <map>

using nlohmann::json;
using namespace tcpless;
using namespace tcpless::test;

namespace {

std::string read_samples() {
  std::string text;
  std::FILE* file = std::fopen(TCPLESS_SOURCE_DIR "/tests/cpp/types/postgres_samples.jsonl", "rb");
  REQUIRE(file != nullptr);
  char chunk[65536];
  for (size_t size; (size = std::fread(chunk, 1, sizeof chunk, file)) > 0;) text.append(chunk, size);
  std::fclose(file);
  return text;
}

}  // namespace

TEST_CASE("samples of a real server decode to what the server says they are", "[types][samples]") {
  const std::string samples = read_samples();
  std::map<uint32_t, int> seen;
  for (size_t begin = 0; begin < samples.size();) {
    const size_t end = samples.find('\n', begin);
    const std::string line = samples.substr(begin, end - begin);
    begin = end == std::string::npos ? samples.size() : end + 1;

    const json sample = json::parse(line);
    const TimeAs time = sample.value("date", false) ? TimeAs::date : TimeAs::text;
    const json cell = decode(sample.at("type"), sample.at("text").get<std::string>(),
                             {.timestamptz = time, .timestamp = time, .date = time});
    if (cell != sample.at("expected")) {
      INFO(line);
      CHECK(cell == sample.at("expected"));
    }
    ++seen[sample.at("type")];
  }
  // Every kind of sample is there.
  for (const uint32_t type_id : {17U, 20U, 23U, 700U, 701U, 1001U, 1009U, 1020U, 1022U, 1082U, 1114U, 1184U, 1185U,
                                 1187U, 1231U, 2287U, 3807U}) {
    INFO(type_id);
    CHECK(seen[type_id] > 0);
  }
}
