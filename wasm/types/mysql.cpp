#include "types/mysql.h"

#include "base/calendar.h"
#include "base/digit.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "base/utf8_repair.h"
#include "json/check_value.h"
#include "types/postgres_number.h"

namespace tcpless {
namespace {

constexpr Status not_a_number = failed<ErrorCode::protocol, "a column of numbers has text that is not one">;
constexpr Status unsafe_integer =
    failed<ErrorCode::value,
           "an integer is beyond 2^53, which a number cannot hold: use the option int8: 'string' or 'bigint'">;
constexpr Status not_as_asked = failed<ErrorCode::value, "a value cannot have the form that the option types asks for">;
constexpr Status no_such_date =
    failed<ErrorCode::value, "a date that does not exist cannot be a Date: use the option 'text' for this type">;

constexpr uint64_t safe_integer_maximum = (uint64_t{1} << 53) - 1;

// A column that is ZEROFILL pads with zeros, which are none of the number's own.
std::string_view without_padding(std::string_view text) {
  while (text.size() > 1 && text[0] == '0' && is_digit(text[1])) text.remove_prefix(1);
  return text;
}

// A signed or unsigned integer of 64 bits. `text` becomes its digits as JSON writes them.
bool read_integer(std::string_view& text, bool& negative, uint64_t& magnitude) {
  text = without_padding(text);
  negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 1 : 0);
  if (digits.empty() || digits.size() > 20 || (negative && digits[0] == '0')) return false;
  magnitude = 0;
  for (const char c : digits) {
    uint64_t next = 0;
    if (!is_digit(c) || __builtin_mul_overflow(magnitude, uint64_t{10}, &next) ||
        __builtin_add_overflow(next, static_cast<uint64_t>(c - '0'), &magnitude)) {
      return false;
    }
  }
  return !negative || magnitude <= uint64_t{1} << 63;
}

Status emit_integer(std::string_view text, MysqlForm form, CellSink& sink) {
  bool negative = false;
  uint64_t magnitude = 0;
  if (!read_integer(text, negative, magnitude)) return not_a_number;
  if (form == MysqlForm::boolean) {
    sink.boolean(magnitude != 0);
  } else if (form == MysqlForm::bigint) {
    sink.bigint(text);
  } else if (magnitude > safe_integer_maximum) {
    return unsafe_integer;
  } else {
    const auto value = static_cast<int64_t>(magnitude);
    sink.safe_integer(negative ? -value : value, text);
  }
  return success;
}

Status emit_bits(std::string_view bytes, MysqlForm form, CellSink& sink) {
  if (bytes.size() > 8) return not_a_number;
  uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<uint8_t>(c);
  if (form == MysqlForm::bit_boolean) {
    sink.boolean(value != 0);
    return success;
  }
  char digits[20];
  char* p = digits + sizeof digits;
  do {
    *--p = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  sink.bigint({p, static_cast<size_t>(digits + sizeof digits - p)});
  return success;
}

// The number that the digits at the front of `text` are, up to `most`; takes them and what must stand behind them.
bool take_number(std::string_view& text, size_t digits, char behind, uint32_t& out) {
  if (text.size() < digits) return false;
  out = 0;
  for (const char c : text.substr(0, digits)) {
    if (!is_digit(c)) return false;
    out = out * 10 + static_cast<uint32_t>(c - '0');
  }
  text.remove_prefix(digits);
  if (behind == '\0' || text.empty()) return behind == '\0';
  if (text[0] != behind) return false;
  text.remove_prefix(1);
  return true;
}

// `2024-01-02` or `2024-01-02 03:04:05.678901`, read as UTC and cut to milliseconds.
Status emit_date(std::string_view text, bool with_time, CellSink& sink) {
  uint32_t year = 0;
  uint32_t month = 0;
  uint32_t day = 0;
  uint32_t time[3] = {};
  if (!take_number(text, 4, '-', year) || !take_number(text, 2, '-', month) || !take_number(text, 2, '\0', day)) {
    return not_as_asked;
  }
  if (month - 1 > 11 || day == 0 || day > days_in_month(year, month)) return no_such_date;
  int64_t milliseconds = days_from_civil(year, month, day) * 86'400'000;
  if (with_time && !text.empty()) {
    if (text[0] != ' ') return not_as_asked;
    text.remove_prefix(1);
    if (!take_number(text, 2, ':', time[0]) || !take_number(text, 2, ':', time[1]) ||
        !take_number(text, 2, '\0', time[2]) || time[0] > 23 || time[1] > 59 || time[2] > 59) {
      return not_as_asked;
    }
    milliseconds += ((time[0] * 60 + time[1]) * 60 + time[2]) * 1000;
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      uint32_t unit = 100;
      for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1), unit /= 10) {
        milliseconds += static_cast<uint32_t>(text[0] - '0') * unit;
      }
    }
  }
  if (!text.empty()) return not_as_asked;
  sink.date(milliseconds);
  return success;
}

Status emit_text(std::string_view text, bool ascii, Arena& scratch, CellSink& sink) {
  if (ascii || is_utf8(text)) {
    sink.text(text);
    return success;
  }
  Buffer<char> repaired(scratch);
  append_repaired_utf8(repaired, text);
  if (scratch.exhausted()) return out_of_memory;
  sink.text(repaired.view());
  return success;
}

Status emit_form(MysqlForm form, std::string_view cell, bool ascii, const ValueOptions& options, Arena& scratch,
                 CellSink& sink) {
  switch (form) {
    case MysqlForm::text:
      return emit_text(cell, ascii, scratch, sink);
    case MysqlForm::integer:
    case MysqlForm::bigint:
    case MysqlForm::boolean:
      return emit_integer(cell, form, sink);
    case MysqlForm::floating:
    case MysqlForm::numeric:
      return emit_postgres_numeric(without_padding(cell), NumericAs::number, sink);
    case MysqlForm::digits:
      return emit_postgres_numeric(without_padding(cell), NumericAs::bigint, sink);
    case MysqlForm::json:
    case MysqlForm::rounded: {
      ValueOptions json = options;
      json.json = form == MysqlForm::json ? JsonAs::parsed : JsonAs::rounded;
      return emit_json_value(cell, json, scratch, sink);
    }
    case MysqlForm::bytes:
      sink.bytes(cell);
      return success;
    case MysqlForm::hex: {
      Buffer<char> hex(scratch);
      append_hex(hex, cell);
      if (scratch.exhausted()) return out_of_memory;
      sink.text(hex.view());
      return success;
    }
    case MysqlForm::date:
    case MysqlForm::datetime:
      return emit_date(cell, form == MysqlForm::datetime, sink);
    case MysqlForm::bit_integer:
    case MysqlForm::bit_boolean:
      return emit_bits(cell, form, sink);
  }
  return success;
}

}  // namespace

Status emit_mysql_value(MysqlColumn column, std::string_view cell, bool ascii, const ValueOptions& options,
                        Arena& scratch, CellSink& sink) {
  const Status status = emit_form(column.form, cell, ascii, options, scratch, sink);
  // The text is right for its type, which is another one.
  return column.asked && status.code() == ErrorCode::protocol ? not_as_asked : status;
}

}  // namespace tcpless
