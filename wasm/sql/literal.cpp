#include "sql/literal.h"

#include "base/hex.h"
#include "base/number_text.h"
#include "base/parse_integer.h"
#include "json/grammar.h"
#include "sql/number.h"
#include "sql/quoted.h"

namespace tcpless {
namespace {

constexpr Status malformed = failed<ErrorCode::protocol, "the record of the query is malformed">;

Status append_text(Dialect dialect, std::string_view text, Buffer<char>& out) {
  if (has_nul(text)) return failed<ErrorCode::parameter, "text has a NUL character, which no literal can have">;
  if (!is_postgres(dialect) || text.find('\\') == std::string_view::npos) {
    out.push('\'');
    append_doubling(out, text, '\'');
    out.push('\'');
    return success;
  }
  // In '...' the meaning of a backslash depends on standard_conforming_strings, in E'...' it does not.
  out.append("E'");
  for (const char c : text) {
    if (c == '\'' || c == '\\') out.push(c);
    out.push(c);
  }
  out.push('\'');
  return success;
}

Status append_bytes(Dialect dialect, std::string_view bytes, Buffer<char>& out) {
  out.append(is_postgres(dialect) ? "E'\\\\x" : "x'");
  append_hex(out, bytes);
  out.append(is_postgres(dialect) ? "'::bytea" : "'");
  return success;
}

Status append_number(std::string_view text, Buffer<char>& out) {
  if (is_not_finite(text)) return failed<ErrorCode::parameter, "NaN and infinities cannot be written as literals">;
  if (!is_json_number(text)) return malformed;
  out.append(text);
  return success;
}

Status append_bigint(Dialect dialect, std::string_view text, Buffer<char>& out) {
  if (!is_integer_text(text)) return malformed;
  if (!is_postgres(dialect) && !parse_integer(text)) {
    return failed<ErrorCode::parameter, "SQLite would round an integer literal beyond 64 bits">;
  }
  out.append(text);
  return success;
}

}  // namespace

Status append_literal(Dialect dialect, const RecordValue& value, Buffer<char>& out) {
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
      return append_bigint(dialect, value.text, out);
    case Step::value_text:
      return append_text(dialect, value.text, out);
    case Step::value_bytes:
      return append_bytes(dialect, value.bytes, out);
    default:
      return failed<ErrorCode::parameter, "only null, booleans, numbers, text and bytes can be written as literals">;
  }
}

}  // namespace tcpless
