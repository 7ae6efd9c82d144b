// Any bytes as a cell of any type under any options: nothing may crash, and what comes out must keep
// the promises of CellSink, so that the JSON made of it is valid.
//
// Input: type, options, flags (1: a small arena, 2: the option `types` before a line break), one byte each; the rest is
// the cell.
#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "tests/fuzz/support.h"
#include "types/type_options.h"

namespace {

using namespace tcpless;
using test::require;

constexpr uint32_t type_ids[] = {600,  718,  719,  1017, 1186, 1187, 16,   17,   20,   21,   23,   25,   26,
                                 114,  199,  700,  701,  1000, 1001, 1007, 1009, 1016, 1020, 1022, 1082, 1114,
                                 1115, 1182, 1184, 1185, 1231, 1700, 2950, 2951, 3802, 3807, 6157, 99999};

// Checks each cell as it comes and writes JSON as a response would have it.
class CheckingSink final : public CellSink {
 public:
  // Text that came as invalid UTF-8 may be handed on as such.
  explicit CheckingSink(bool valid_utf8) : valid_utf8_(valid_utf8) {}

  void null_value() override { add("null"); }
  void boolean(bool value) override { add(value ? "true" : "false"); }
  void safe_integer(int64_t value, std::string_view /*digits*/) override {
    require(value > -(int64_t{1} << 53) && value < int64_t{1} << 53, "a safe integer is one");
    add(std::to_string(value));
  }
  void number(std::string_view literal) override {
    if (literal == "NaN" || literal == "Infinity" || literal == "-Infinity") {
      add('"' + std::string(literal) + '"');
      return;
    }
    require(nlohmann::json::accept(literal), "a number is a JSON number within the range of a double");
    add(literal);
  }
  void bigint(std::string_view digits) override {
    // The oracle refuses numbers beyond the range of a double, which a numeric has.
    const std::string_view magnitude = digits.substr(digits.starts_with('-') ? 1 : 0);
    require(!magnitude.empty() && magnitude.find_first_not_of("0123456789") == magnitude.npos &&
                (magnitude.front() != '0' || magnitude.size() == 1),
            "a bigint is digits");
    add(magnitude.size() > 300 ? "0" : digits);
  }
  void text(std::string_view utf8) override { add_string(utf8); }
  void wire_text(const WireText& text) override {
    for (const char c : text.raw) {
      require(c >= ' ' && c <= '~' && c != '"' && c != '\\', "wire text that this library makes needs no escapes");
    }
    require(!text.escaped && text.ascii, "wire text that this library makes is plain ASCII");
    add('"' + std::string(text.raw) + '"');
  }
  void json(std::string_view checked, bool) override {
    // The oracle refuses lone surrogates and numbers beyond the range of a double; JSON.parse does not.
    const bool beyond_oracle = checked.find("\\u") != checked.npos || checked.find_first_of("eE") != checked.npos ||
                               checked.size() > 300 || !valid_utf8_;
    const bool accepted = nlohmann::json::accept(checked);
    require(accepted || beyond_oracle, "checked JSON is JSON");
    add(accepted ? checked : "0");
  }
  void bytes(std::string_view bytes) override {
    bytes_ += bytes.size();
    add("\"\"");
  }
  void date(int64_t milliseconds) override {
    constexpr int64_t maximum = 8'640'000'000'000'000;
    require(milliseconds >= -maximum && milliseconds <= maximum, "a date is one that JavaScript has");
    add(std::to_string(milliseconds));
  }
  void local_date(std::string_view iso) override {
    require(iso.size() >= 23 && iso.find('Z') == iso.npos, "a local date is ISO 8601 without an offset");
    add_string(iso);
  }
  void begin_array() override {
    ++depth_;
    add("[", false);
  }
  void end_array() override {
    require(depth_ > 0, "an array that ends has begun");
    --depth_;
    json_ += ']';
    comma_ = true;
  }

  void check_complete() const {
    require(depth_ == 0, "every array that begins ends");
    if (valid_utf8_) require(nlohmann::json::accept(json_), "the cells make valid JSON");
  }
  [[nodiscard]] const std::string& text() const { return json_; }

 private:
  void add(std::string_view value, bool whole = true) {
    if (comma_) json_ += ',';
    json_ += value;
    comma_ = whole;
  }
  void add_string(std::string_view text) {
    if (valid_utf8_) require(is_utf8(text), "text of valid UTF-8 is valid UTF-8");
    add(nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }

  std::string json_;
  size_t bytes_ = 0;
  uint32_t depth_ = 0;
  bool comma_ = false;
  bool valid_utf8_;
};

ValueOptions options_of(uint8_t bits) {
  const auto time = [bits](int bit) {
    if ((bits >> bit & 1) == 0) return TimeAs::text;
    return (bits & 4) != 0 ? TimeAs::date : TimeAs::local;
  };
  const StructureAs structure = (bits & 8) != 0 ? StructureAs::object : StructureAs::text;
  return {
      .int8 = static_cast<Int8As>((bits & 3) % 3),
      .numeric = static_cast<NumericAs>((bits & 4) != 0 ? 1 + (bits & 1) : 0),
      .json = (bits & 8) != 0 ? JsonAs::text : JsonAs::parsed,
      .bytea = (bits & 16) != 0 ? ByteaAs::hex : ByteaAs::bytes,
      .timestamptz = time(5),
      .timestamp = time(6),
      .date = time(7),
      .interval = structure,
      .point = structure,
      .circle = structure,
  };
}

// The bytes up to a line break as the option `types`, those behind it as a cell that is read by it.
void check_type_options(std::string_view text, uint32_t type_id) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view entries = text.substr(0, end);
  const std::string_view cell = text.substr(end);
  ValueOptions values;
  if (const std::string_view wrong = read_type_options(entries, values); !wrong.empty()) {
    require(entries.find(wrong) != entries.npos, "an entry that is wrong is one of them");
    return;
  }
  Arena arena(limits::context_bytes);
  const PostgresColumn column = chosen_column("a", type_id, entries, values, arena);
  CheckingSink sink(is_utf8(cell));
  const Status status = emit_postgres_value(column, cell, values, arena, sink);
  if (status) sink.check_complete();
  if (column.asked != nullptr) require(status.code() != ErrorCode::protocol, "a form is asked for of any text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  const PostgresColumn column = postgres_column(type_ids[data[0] % std::size(type_ids)]);
  const ValueOptions options = options_of(data[1]);
  Arena scratch((data[2] & 1) != 0 ? 4096 : limits::context_bytes);
  const std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);

  CheckingSink sink(is_utf8(text));
  const Status status = emit_postgres_value(column, text, options, scratch, sink);
  if (status) {
    sink.check_complete();
    if (!scratch.exhausted() && column.plain_text(options)) {
      CheckingSink plain(is_utf8(text));
      static_cast<CellSink&>(plain).text(text);
      require(sink.text() == plain.text(), "plain text is handed on as it is");
    }
  } else {
    require(!status.message().empty(), "an error says what is wrong");
    require(!column.plain_text(options), "plain text cannot fail");
    require(column.array || sink.text().empty(), "a scalar that failed was not emitted");
  }
  if ((data[2] & 2) != 0) check_type_options(text, type_ids[data[0] % std::size(type_ids)]);
  return 0;
}
