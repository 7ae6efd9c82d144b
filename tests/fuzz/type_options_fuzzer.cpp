// Any text as the setting `types`: read or refused with the entry at fault, and what is read reads any cell.
//
// Input: the type of the column, one byte; the length of its name, one byte; its name; entries with NUL between. The
// last entry is the text of a cell too.
#include <cstdint>
#include <iterator>
#include <string>

#include "base/utf8.h"
#include "tests/fuzz/support.h"
#include "types/type_options.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;

constexpr uint32_t type_ids[] = {16,   17,   20,   21,   23,   25,   114,  600,  700,  701,  718,  1082,
                                 1083, 1114, 1184, 1186, 1700, 2950, 3802, 1000, 1001, 1016, 1007, 1009,
                                 199,  1021, 1115, 1182, 1185, 1187, 1231, 1017, 719,  3807, 0,    16401};

// A cell as text, each value with its kind before it.
class TextSink final : public CellSink {
 public:
  void null_value() override { add("null", {}); }
  void boolean(bool value) override { add("boolean", value ? "true" : "false"); }
  void safe_integer(int64_t value, std::string_view /*digits*/) override { add("integer", std::to_string(value)); }
  void number(std::string_view literal) override { add("number", literal); }
  void bigint(std::string_view digits) override { add("bigint", digits); }
  void text(std::string_view utf8) override { add("text", utf8); }
  void wire_text(const WireText& text) override { add("wire", text.raw); }
  void json(std::string_view checked, bool bigints) override { add(bigints ? "bigints" : "json", checked); }
  void bytes(std::string_view bytes) override { add("bytes", bytes); }
  void date(int64_t milliseconds) override { add("date", std::to_string(milliseconds)); }
  void local_date(std::string_view iso) override { add("local", iso); }
  void begin_array() override {
    add("[", {});
    ++depth;
  }
  void end_array() override {
    require(depth > 0, "an array that ends has begun");
    --depth;
    written += ']';
  }

  std::string written;
  size_t depth = 0;
  size_t values = 0;  // outside of arrays

 private:
  void add(std::string_view kind, std::string_view value) {
    if (depth == 0) ++values;
    written += kind;
    written += ' ';
    written += value;
  }
};

std::string with(std::string_view first, std::string_view rest) {
  std::string entries(first);
  if (!rest.empty()) entries += '\0';
  entries += rest;
  return entries;
}

// The place of the first entry that is refused; entries.size() when all are right.
size_t refused_at(std::string_view entries) {
  ValueOptions values;
  const std::string_view wrong = read_type_options(entries, values);
  if (wrong.data() == nullptr) return entries.size();
  require(wrong.data() >= entries.data() && wrong.data() + wrong.size() <= entries.data() + entries.size(),
          "what is refused stands there");
  const auto at = static_cast<size_t>(wrong.data() - entries.data());
  const size_t end = at + wrong.size();
  require(at == 0 || entries[at - 1] == '\0', "from where an entry begins");
  require(end == entries.size() || entries[end] == '\0', "to where it ends");
  return at;
}

std::string cell_of(std::string_view entries, std::string_view name, uint32_t type_id, std::string_view text) {
  Arena arena(1 << 22);
  ValueOptions values;
  require(read_type_options(entries, values).empty(), "entries that were right are right");
  const PostgresColumn column = chosen_column(name, type_id, entries, values, arena);
  TextSink sink;
  const Status status = emit_postgres_value(column, text, values, arena, sink);
  if (!status) {
    const ErrorCode code = status.code();
    require(code == ErrorCode::value || code == ErrorCode::protocol || code == ErrorCode::limit,
            "only the text of a cell can be wrong");
    return "error " + std::to_string(static_cast<uint32_t>(code));
  }
  require(sink.depth == 0 && sink.values == 1, "a cell is one value");
  return sink.written;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const uint32_t type_id = type_ids[data[0] % std::size(type_ids)];
  std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::string_view name = rest.substr(0, data[1] % 16);
  rest.remove_prefix(name.size());
  if (!is_utf8(rest) || !is_utf8(name)) return 0;
  const size_t refused = refused_at(rest);
  // What stands before the one that is refused is right by itself.
  const std::string_view right = refused == rest.size() ? rest : rest.substr(0, refused == 0 ? 0 : refused - 1);
  require(refused_at(right) == right.size(), "entries are judged one by one");
  if (name.find('\0') != std::string_view::npos || name.find('=') != std::string_view::npos) return 0;
  const size_t last = rest.rfind('\0');
  const std::string_view text = last == std::string_view::npos ? rest : rest.substr(last + 1);
  const std::string cell = cell_of(right, name, type_id, text);
  require(cell == cell_of(right, name, type_id, text), "the same options give the same value");
  const std::string column = "columns " + std::string(name);
  require(cell_of(with(column + "=text", right), name, type_id, text) == "text " + std::string(text),
          "the first entry for a column goes before everything else");
  require(cell_of(with(column + "x=text", right), name, type_id, text) == cell, "and that of another column does not");
  const std::string number = std::to_string(type_id + 100'000);
  require(cell_of(with("oids " + number + "=text", right), name, type_id, text) == cell, "nor that of another type");
  return 0;
}
