// Any texts as a row of CSV: a strict reader gets them back, or with a quote before them where they are formulas.
//
// Input: an options byte; the rest is UTF-8, a field up to each bar. `null` is NULL.
#include <cstdint>

#include "base/utf8.h"
#include "json/escape.h"
#include "rows/csv_line.h"
#include "tests/cpp/support/csv.h"
#include "tests/fuzz/support.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;

bool begins_formula(std::string_view field) {
  return !field.empty() && std::string_view("=+-@\t\r\n\0", 8).find(field[0]) != std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (!is_utf8(rest)) return 0;
  const auto formulas = static_cast<FormulasAs>(data[0] & 1);
  Arena arena(limits::context_bytes);
  Buffer<char> cells(arena);
  CsvLine expected;
  for (bool more = true; more;) {
    const size_t end = rest.find('|');
    more = end != std::string_view::npos;
    const std::string_view text = rest.substr(0, end);
    if (more) rest.remove_prefix(end + 1);
    if (!expected.empty()) cells.push(',');
    if (text == "null") {
      cells.append(text);
      expected.push_back(std::nullopt);
    } else {
      append_json_string(cells, text);
      expected.emplace_back(text);
    }
  }
  Buffer<char> line(arena);
  Buffer<char> scratch(arena);
  append_csv_line(line, cells.view(), formulas, scratch);
  require(!arena.exhausted(), "a line takes little more memory than its cells");
  const auto lines = read_csv(line.view());
  require(lines.has_value() && lines->size() == 1, "it is one line of CSV");
  const CsvLine& fields = (*lines)[0];
  require(fields.size() == expected.size(), "with a field for each cell");
  for (size_t i = 0; i < fields.size(); ++i) {
    if (formulas == FormulasAs::keep || !expected[i].has_value()) {
      require(fields[i] == expected[i], "every field is its cell");
      continue;
    }
    require(fields[i].has_value(), "text is never NULL");
    const std::string& field = *fields[i];
    require(field == *expected[i] || field == '\'' + *expected[i], "escaping adds one quote at most");
    const bool number = field.find_first_not_of("-0123456789.eE+") == std::string::npos;
    require(number || !begins_formula(field), "no field is a formula");
  }
  return 0;
}
