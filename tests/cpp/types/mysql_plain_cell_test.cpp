// Cells that are taken in one pass must be what the decoder makes of them, or be left to it.
#include "types/mysql_plain_cell.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "rows/json_rows.h"
#include "support/json_samples.h"
#include "support/random.h"

using namespace tcpless;
using namespace tcpless::test;

namespace {

struct Form {
  MysqlForm form;
  std::vector<std::string> cells;
};

const std::vector<Form>& forms() {
  static const std::vector<Form> all = {
      {MysqlForm::text,
       {"", "a", "sixteen bytes ab", "a longer text of more than one block", "a\"b\\c\nd\te\rf\bg\fh", "\x01", "\x1f",
        "na\xc3\xafve", "\xf0\x9f\x98\x80", "broken \xff", "\xc3", std::string(100, '"'),
        std::string("nul \0 in it", 11), "/"}},
      {MysqlForm::integer,
       {"0",
        "7",
        "-1",
        "00",
        "007",
        "-0",
        "-7",
        "",
        "-",
        "1.5",
        "12a",
        "999999999999999",
        "-999999999999999",
        "1000000000000000",
        "9007199254740991",
        "-9007199254740992",
        "18446744073709551615",
        "+1",
        " 1",
        "1 "}},
      {MysqlForm::json, json_samples},
  };
  return all;
}

bool is_ascii(const std::string& cell) {
  for (const char c : cell) {
    if (c < 0) return false;
  }
  return true;
}

struct Output {
  std::string json;
  std::vector<uint32_t> words;
  std::string text;
  friend bool operator==(const Output&, const Output&) = default;
};

// What a cell becomes in both outputs, by `json_cell` and `tape_cell`.
template <class JsonCell, class TapeCell>
Output output_of(Arena& arena, const JsonCell& json_cell, const TapeCell& tape_cell) {
  JsonRows json(arena, {});
  Column column;
  column.name = "c";
  json.columns(&column, 1);
  REQUIRE(json.begin_row());
  json_cell(json);
  json.end_row();
  json.finish();
  Tape tape(arena);
  TapeRows rows(tape);
  REQUIRE(rows.begin_row());
  tape_cell(rows);
  rows.end_row();
  tape.close_rows();
  const Tape::View view = tape.view();
  return {std::string(json.view()), {view.words, view.words + view.word_count}, std::string(view.text)};
}

// Whether the cell is a plain one. `behind` is what follows it in its row.
bool check(MysqlForm form, const std::string& cell, const std::string& behind) {
  const MysqlColumn column{.form = form};
  const MysqlPlainCell kind = mysql_plain_cell(column);
  // Exactly as much room as is promised to be needed, so that a sanitizer sees what is read or written beyond.
  std::string padded = cell + behind;
  padded.resize(std::max(padded.size(), cell.size() + plain_value_slack), '1');
  const std::vector<char> from(padded.begin(), padded.begin() + static_cast<std::ptrdiff_t>(cell.size()) +
                                                   static_cast<std::ptrdiff_t>(plain_value_slack));
  const std::string_view text(from.data(), cell.size());
  const bool ascii = is_ascii(cell);
  std::vector<char> to(mysql_plain_cell_room(1, cell.size()));
  char* const end = write_mysql_plain_cell(kind, text, ascii, to.data());

  Arena arena(limits::context_bytes);
  Arena scratch(limits::context_bytes);
  Status status = success;
  const auto decode = [&](CellSink& sink) { status = emit_mysql_value(column, cell, ascii, {}, scratch, sink); };
  const Output decoded = output_of(arena, decode, decode);
  bool put = false;
  const Output plain = output_of(
      arena,
      [&](JsonRows& rows) {
        if (end == nullptr) return decode(rows);
        char* const room = rows.room(to.size() + 16);
        std::string whole = std::string(rows.key(0)) + std::string(to.data(), end);
        std::memcpy(room, whole.data(), whole.size());
        rows.written(room + whole.size());
      },
      [&](TapeRows& rows) {
        put = put_mysql_plain_cell(kind, text, ascii, rows);
        if (!put) decode(rows);
      });
  INFO("form " << static_cast<int>(form) << ": " << cell << " before " << behind);
  CHECK((status || end == nullptr));
  CHECK((status || !put));
  CHECK(plain == decoded);
  return end != nullptr && put;
}

}  // namespace

TEST_CASE("mysql: cells taken in one pass are what the decoder makes of them", "[planetscale]") {
  for (const Form& form : forms()) {
    for (const std::string& cell : form.cells) {
      for (const char* const behind : {"", "1", ".5", "\"", "]", "}, \"", "e", "\xbf\xbf"}) {
        check(form.form, cell, behind);
      }
    }
  }
}

TEST_CASE("mysql: common cells are taken in one pass", "[planetscale]") {
  CHECK(check(MysqlForm::text, "a title of \"some\" words\n", ""));
  CHECK(check(MysqlForm::text, "na\xc3\xafve", ""));
  CHECK(check(MysqlForm::integer, "-40000", ""));
  CHECK(check(MysqlForm::json, R"({"a": [1, -2.5, "x\ny", null], "b": {}})", ""));
  CHECK(mysql_plain_cell({.form = MysqlForm::bytes}) == MysqlPlainCell::none);
}

TEST_CASE("mysql: damaged cells are taken in one pass as the decoder takes them", "[planetscale]") {
  Random random(run_seed());
  size_t plain = 0;
  for (int round = 0; round < 20'000; ++round) {
    const Form& form = forms()[random.below(forms().size())];
    std::string cell = form.cells[random.below(form.cells.size())];
    if (!cell.empty() && random.below(2) == 0) cell[random.below(cell.size())] = static_cast<char>(random.below(256));
    if (!cell.empty() && random.below(4) == 0) cell.resize(random.below(cell.size()));
    plain += check(form.form, cell, form.cells[random.below(form.cells.size())]);
  }
  CHECK(plain > 3000);
}
