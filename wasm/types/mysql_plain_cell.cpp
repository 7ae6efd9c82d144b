#include "types/mysql_plain_cell.h"

#include <bit>

#include "base/simd.h"
#include "base/utf8.h"

namespace tcpless {
namespace {

// The bits of the first `count` bytes of a block.
constexpr uint32_t first_bits(size_t count) { return count < 16 ? (1u << count) - 1 : 0xffff; }

// Characters that JSON writes as a backslash and a letter.
constexpr std::string_view escaped = "\"\\\n\r\t\b\f";
constexpr std::string_view letters = "\"\\nrtbf";

char* write_text(std::string_view cell, bool ascii, char* to) {
  if (!ascii && !is_utf8(cell)) return nullptr;
  *to++ = '"';
  const char* from = cell.data();
  for (size_t left = cell.size(); left > 0;) {
    const Bytes16 v = Bytes16::load(from);
    v.store(to);
    uint32_t stops =
        (v.equals(Bytes16::splat('"')) | v.equals(Bytes16::splat('\\')) | v.below(Bytes16::splat(0x20))).top_bits();
    const size_t block = left < 16 ? left : 16;
    stops &= first_bits(block);
    const size_t count = stops == 0 ? block : static_cast<size_t>(std::countr_zero(stops));
    from += count;
    to += count;
    left -= count;
    if (stops == 0) continue;
    const size_t letter = escaped.find(*from++);
    if (letter == std::string_view::npos) return nullptr;
    *to++ = '\\';
    *to++ = letters[letter];
    --left;
  }
  *to++ = '"';
  return to;
}

// An integer without leading zeros and without -0, below 2^53.
bool is_plain_integer(std::string_view cell) {
  if (cell.empty()) return false;
  const char* const digits = cell.data() + (cell[0] == '-');
  const size_t count = cell.size() - (cell[0] == '-');
  if (count - 1 >= static_cast<size_t>(safe_integer_digits) || (*digits == '0' && cell.size() > 1)) return false;
  const Bytes16 v = Bytes16::load(digits);
  const uint32_t others = (v.below(Bytes16::splat('0')) | Bytes16::splat('9').below(v)).top_bits();
  return (others & first_bits(count)) == 0;
}

char* write_integer(std::string_view cell, char* to) {
  if (!is_plain_integer(cell)) return nullptr;
  Bytes16::load(cell.data()).store(to);
  return to + cell.size();
}

bool put_text(std::string_view cell, bool ascii, TapeRows& rows) {
  if (!ascii && !is_utf8(cell)) return false;
  Buffer<char>& text = rows.tape().text_buffer();
  char* const to = text.reserve(cell.size() + 16);
  if (to == nullptr) return false;
  for (size_t i = 0; i < cell.size(); i += 16) Bytes16::load(cell.data() + i).store(to + i);
  text.commit(cell.size());
  rows.written_text(ascii ? static_cast<uint32_t>(cell.size()) : utf16_units(cell));
  return true;
}

bool put_integer(std::string_view cell, TapeRows& rows) {
  if (!is_plain_integer(cell)) return false;
  int64_t value = 0;
  for (const char c : cell.substr(cell[0] == '-' ? 1 : 0)) value = value * 10 + (c - '0');
  rows.safe_integer(cell[0] == '-' ? -value : value, cell);
  return true;
}

bool put_json(std::string_view cell, TapeRows& rows) {
  Buffer<char>& json = rows.tape().json_buffer();
  char* const to = json.reserve(mysql_plain_cell_room(1, cell.size()));
  if (to == nullptr) return false;
  const PlainCellStep step = write_plain_json(cell, to);
  if (step.from == nullptr) return false;
  const auto bytes = static_cast<size_t>(step.to - to);
  json.commit(bytes);
  rows.written_json(bytes);
  return true;
}

}  // namespace

MysqlPlainCell mysql_plain_cell(MysqlColumn column) {
  switch (column.form) {
    case MysqlForm::text:
      return MysqlPlainCell::text;
    case MysqlForm::integer:
      return MysqlPlainCell::integer;
    case MysqlForm::json:
      return MysqlPlainCell::json;
    default:
      return MysqlPlainCell::none;
  }
}

char* write_mysql_plain_cell(MysqlPlainCell kind, std::string_view cell, bool ascii, char* to) {
  switch (kind) {
    case MysqlPlainCell::none:
      return nullptr;
    case MysqlPlainCell::text:
      return write_text(cell, ascii, to);
    case MysqlPlainCell::integer:
      return write_integer(cell, to);
    case MysqlPlainCell::json:
      return write_plain_json(cell, to).to;
  }
  return nullptr;
}

bool put_mysql_plain_cell(MysqlPlainCell kind, std::string_view cell, bool ascii, TapeRows& rows) {
  switch (kind) {
    case MysqlPlainCell::none:
      return false;
    case MysqlPlainCell::text:
      return put_text(cell, ascii, rows);
    case MysqlPlainCell::integer:
      return put_integer(cell, rows);
    case MysqlPlainCell::json:
      return put_json(cell, rows);
  }
  return false;
}

}  // namespace tcpless
