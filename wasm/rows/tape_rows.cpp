#include "rows/tape_rows.h"

#include "base/utf8.h"
#include "json/escape.h"

namespace tcpless {
namespace {

constexpr int64_t largest_short_integer = (1 << 27) - 1;
constexpr int64_t smallest_short_integer = -(1 << 27);

}  // namespace

Status TapeRows::begin_row() {
  depth_ = 0;
  tape_.begin_row();
  return success;
}

void TapeRows::end_row() { tape_.end_row(); }

void TapeRows::put(Cell tag, uint32_t payload) {
  if (depth_ > 0) ++open_[depth_ - 1].elements;
  tape_.cell(tag, payload);
}

void TapeRows::put_wide(Cell tag, int64_t value) {
  // The shift of a negative number rounds down, so high * 2^32 + low is the value again.
  put(tag, static_cast<uint32_t>(value >> 32));
  tape_.word(static_cast<uint32_t>(value));
}

void TapeRows::null_value() { put(Cell::null_value); }

void TapeRows::boolean(bool value) { put(value ? Cell::true_value : Cell::false_value); }

void TapeRows::safe_integer(int64_t value, std::string_view /*digits*/) {
  if (value >= smallest_short_integer && value <= largest_short_integer) {
    put(Cell::integer, static_cast<uint32_t>(value));
  } else {
    put_wide(Cell::safe_integer, value);
  }
}

void TapeRows::number(std::string_view literal) { put(Cell::number, tape_.text(literal)); }

void TapeRows::bigint(std::string_view digits) { put(Cell::bigint, tape_.text(digits)); }

void TapeRows::text(std::string_view utf8) { put(Cell::text, tape_.text(utf8)); }

void TapeRows::wire_text(const WireText& text) {
  if (!text.escaped) {
    tape_.text_buffer().append(text.raw);
    const auto size = static_cast<uint32_t>(text.raw.size());
    put(Cell::text, text.ascii ? size : utf16_units(text.raw));
    return;
  }
  Buffer<char>& out = tape_.text_buffer();
  const size_t begin = out.size();
  append_unescaped(out, text.raw);
  put(Cell::text, utf16_units(out.view().substr(begin)));
}

void TapeRows::json(std::string_view checked, bool bigints) {
  if (bigints) return put(Cell::json_bigint, tape_.text(checked));
  tape_.json_buffer().append(checked);
  written_json(checked.size());
}

void TapeRows::written_json(size_t bytes) {
  tape_.json_buffer().push(',');
  put(Cell::json, static_cast<uint32_t>(bytes));
}

void TapeRows::bytes(std::string_view bytes) {
  tape_.bytes(bytes);
  put(Cell::bytes, static_cast<uint32_t>(bytes.size()));
}

void TapeRows::date(int64_t milliseconds) { put_wide(Cell::date, milliseconds); }

[[clang::minsize]] void TapeRows::local_date(std::string_view iso) { put(Cell::local_date, tape_.text(iso)); }

void TapeRows::begin_array() {
  put(Cell::array);
  if (depth_ < limits::array_depth) open_[depth_++] = {tape_.word_count() - 1, 0};
}

void TapeRows::end_array() {
  if (depth_ == 0) return;
  const OpenArray& array = open_[--depth_];
  tape_.set_word(array.head, static_cast<uint32_t>(Cell::array) | array.elements << 4);
}

}  // namespace tcpless
