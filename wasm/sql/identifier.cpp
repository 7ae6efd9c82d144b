#include "sql/identifier.h"

#include "base/utf8.h"
#include "sql/quoted.h"

namespace tcpless {
namespace {

// Names of columns and aliases follow the rules of names of tables, which are the narrowest
// (https://dev.mysql.com/doc/refman/8.4/en/identifiers.html).
Status append_mysql_identifier(std::string_view name, Buffer<char>& out) {
  if (utf16_units(name) > limits::mysql_identifier_characters) {
    return failed<ErrorCode::identifier, "a name is longer than the 64 characters that MySQL takes">;
  }
  if (name.back() == ' ') return failed<ErrorCode::identifier, "a name ends with a space, which MySQL refuses">;
  for (const char c : name) {
    if (static_cast<uint8_t>(c) >= 0xf0) {
      return failed<ErrorCode::identifier, "a name has a character beyond U+FFFF, which MySQL cannot keep">;
    }
  }
  out.push('`');
  append_doubling(out, name, '`');
  out.push('`');
  return success;
}

}  // namespace

Status append_identifier(Dialect dialect, std::string_view name, Buffer<char>& out) {
  if (name.empty()) return failed<ErrorCode::identifier, "a name is empty">;
  if (has_nul(name)) return failed<ErrorCode::identifier, "a name has a NUL character">;
  if (is_mysql(dialect)) return append_mysql_identifier(name, out);
  if (is_postgres(dialect) && name.size() > limits::postgres_identifier_bytes) {
    return failed<ErrorCode::identifier, "a name is longer than 63 bytes, where PostgreSQL would cut it">;
  }
  out.push('"');
  append_doubling(out, name, '"');
  out.push('"');
  return success;
}

Status append_reference(Dialect dialect, std::string_view dotted, Buffer<char>& out) {
  for (;;) {
    const size_t dot = dotted.find('.');
    const std::string_view part = dotted.substr(0, dot);
    const bool last = dot == std::string_view::npos;
    if (last && part == "*") {
      out.push('*');
      return success;
    }
    if (Status status = append_identifier(dialect, part, out); !status) return status;
    if (last) return success;
    out.push('.');
    dotted.remove_prefix(dot + 1);
  }
}

}  // namespace tcpless
