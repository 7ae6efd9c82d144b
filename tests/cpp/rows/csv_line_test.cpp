// Rows as lines of CSV.
#include <catch2/catch_test_macros.hpp>

#include "json/escape.h"
#include "rows/csv_line.h"
#include "support/csv.h"
#include "support/random.h"

using namespace tcpless;
using namespace tcpless::test;

namespace {

std::string line_of(std::string_view cells, FormulasAs formulas = FormulasAs::keep) {
  Arena arena(1 << 20);
  Buffer<char> out(arena);
  Buffer<char> scratch(arena);
  // Copied to its exact size, so that AddressSanitizer sees a read beyond either end.
  const std::vector<char> exact(cells.begin(), cells.end());
  append_csv_line(out, {exact.data(), exact.size()}, formulas, scratch);
  return std::string(out.view());
}

std::string json_string(std::string_view text) {
  Arena arena(1 << 20);
  Buffer<char> out(arena);
  append_json_string(out, text);
  return std::string(out.view());
}

std::string escaped(std::string_view text) { return line_of(json_string(text), FormulasAs::escape); }

}  // namespace

TEST_CASE("csv: fields", "[csv]") {
  CHECK(line_of("1,-2.5e+30,true,false") == "1,-2.5e+30,true,false\r\n");
  CHECK(line_of("null,\"\",null") == ",\"\",\r\n");
  CHECK(line_of("null") == "\r\n");
  CHECK(line_of("") == "\r\n");
  CHECK(line_of(R"("plain text","é")") == "plain text,é\r\n");
}

TEST_CASE("csv: text is quoted only where it must be", "[csv]") {
  CHECK(line_of(R"("a,b","say \"hi\"","x\ny","x\ry"," a ",";")") ==
        "\"a,b\",\"say \"\"hi\"\"\",\"x\ny\",\"x\ry\", a ,;\r\n");
  CHECK(line_of(R"("\\.","\\","\\.x","null")") == "\"\\.\",\\,\\.x,null\r\n");
  CHECK(line_of(R"("\u00e9\ud83d\ude00\t")") == "é😀\t\r\n");
}

TEST_CASE("csv: arrays stand there as JSON", "[csv]") {
  CHECK(line_of("[1,2],[]") == "\"[1,2]\",[]\r\n");
  CHECK(line_of(R"([["a]","\"[,"],null],7)") == "\"[[\"\"a]\"\",\"\"\\\"\"[,\"\"],null]\",7\r\n");
}

TEST_CASE("csv: formulas", "[csv]") {
  for (const std::string start : {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}) {
    INFO(start);
    CHECK(escaped(start + "cmd") == "\"'" + start + "cmd\"\r\n");
    CHECK(escaped(start) == "\"'" + start + "\"\r\n");
    CHECK(escaped("x" + start) == "\"x" + start + "\"\r\n");
  }
  CHECK(escaped(std::string("\0x", 2)) == std::string("\"'\0x\"\r\n", 7));
  CHECK(escaped("") == "\"\"\r\n");
  CHECK(escaped("-12.50") == "\"-12.50\"\r\n");
  CHECK(escaped("-12.50-cmd") == "\"'-12.50-cmd\"\r\n");
  CHECK(escaped("\xef\xbc\x9e") == "\"\xef\xbc\x9e\"\r\n");
  CHECK(line_of(R"(-5,null,[-1],"=1+1","\"=\"")", FormulasAs::escape) == "-5,,\"[-1]\",\"'=1+1\",\"\"\"=\"\"\"\r\n");
  CHECK(line_of(R"("=1+1")") == "=1+1\r\n");
}

TEST_CASE("csv: any text comes back", "[csv][random]") {
  Random random(run_seed());
  for (int round = 0; round < 20'000; ++round) {
    std::string cells;
    CsvLine expected;
    for (size_t count = 1 + random.below(5); count > 0; --count) {
      if (!cells.empty()) cells += ',';
      if (random.one_in(6)) {
        cells += "null";
        expected.push_back(std::nullopt);
        continue;
      }
      std::string text;
      for (size_t size = random.below(12); size > 0; --size) text += random.pick(",\"\r\n\\[]{}:.-=a \t");
      cells += json_string(text);
      expected.push_back(text);
    }
    const auto lines = read_csv(line_of(cells));
    REQUIRE(lines.has_value());
    REQUIRE(lines->size() == 1);
    REQUIRE((*lines)[0] == expected);
  }
}
