#include "sql/mysql_literal.h"

#include "base/hex.h"
#include "base/iso_time.h"
#include "base/number_text.h"
#include "json/grammar.h"
#include "sql/instant.h"
#include "sql/number.h"
#include "sql/quoted.h"

namespace tcpless {
namespace {

constexpr Status malformed = failed<ErrorCode::protocol, "the record of the query is malformed">;

// What a string keeps in each sql_mode. Vitess writes strings anew with backslashes before quotes and control
// characters, which is one more reason to leave these out. A back tick is left out because a name in front can reach
// beyond its own: in gbk, sjis and big5 that is the second byte of characters.
constexpr bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '\'' && c != '\\' && c != '`'; }

bool is_plain(std::string_view text) {
  for (const char c : text) {
    if (!is_plain(c)) return false;
  }
  // MariaDB's sql_mode EMPTY_STRING_IS_NULL: https://mariadb.com/kb/en/sql-mode/
  return !text.empty();
}

void append_hex_string(std::string_view bytes, Buffer<char>& out) {
  out.append("x'");
  append_hex(out, bytes);
  out.push('\'');
}

Status append_text(std::string_view text, Buffer<char>& out) {
  if (has_nul(text)) return failed<ErrorCode::parameter, "text has a NUL character: give it as bytes">;
  if (!is_plain(text)) {
    // The introducer is for a string of bytes, so it also takes the character set of the connection out of it. Its
    // collation is the default one of utf8mb4, and as coercible as that of '...'
    // (https://dev.mysql.com/doc/refman/8.4/en/charset-introducer.html).
    out.append("_utf8mb4 ");
    append_hex_string(text, out);
    return success;
  }
  out.push('\'');
  out.append(text);
  out.push('\'');
  return success;
}

Status append_number(std::string_view text, Buffer<char>& out) {
  if (is_not_finite(text)) return failed<ErrorCode::parameter, "MySQL has no NaN and no infinities">;
  if (!is_json_number(text)) return malformed;
  out.append(text);
  if (text == "-0") out.append("e0");
  return success;
}

Status append_bigint(std::string_view text, Buffer<char>& out) {
  if (!is_integer_text(text)) return malformed;
  if (text.size() - text.starts_with('-') > limits::mysql_decimal_digits) {
    return failed<ErrorCode::parameter, "MySQL would change an integer of more than 65 digits">;
  }
  out.append(text);
  return success;
}

Status append_date(double milliseconds, Buffer<char>& out) {
  if (!is_instant(milliseconds)) return failed<ErrorCode::parameter, "a date is invalid">;
  char text[iso_time_capacity];
  char* const end = write_iso_milliseconds(static_cast<int64_t>(milliseconds), YearStyle::ecmascript, text);
  constexpr std::string_view form = "2024-01-02T03:04:05.678Z";
  if (static_cast<size_t>(end - text) != form.size()) {
    return failed<ErrorCode::parameter, "MySQL has no dates before the year 0 or after 9999">;
  }
  // A `T` and a `Z`, or an offset, are not read by every version.
  text[form.find('T')] = ' ';
  out.push('\'');
  out.append(text, form.size() - 1);
  out.push('\'');
  return success;
}

}  // namespace

Status append_mysql_literal(const RecordValue& value, Buffer<char>& out) {
  switch (value.kind) {
    case Step::value_null:
      out.append("null");
      return success;
    case Step::value_true:
      out.append("true");
      return success;
    case Step::value_false:
      out.append("false");
      return success;
    case Step::value_number:
      return append_number(value.text, out);
    case Step::value_bigint:
      return append_bigint(value.text, out);
    case Step::value_text:
    case Step::value_json:
      return append_text(value.text, out);
    case Step::value_date:
      return append_date(value.milliseconds, out);
    case Step::value_bytes:
      append_hex_string(value.bytes, out);
      return success;
    default:
      return failed<ErrorCode::parameter,
                    "MySQL has no arrays: use sql.join(array) for a list, sql.json(array) for a JSON value">;
  }
}

}  // namespace tcpless
