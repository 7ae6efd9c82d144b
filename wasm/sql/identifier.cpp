#include "sql/identifier.h"

#include "sql/quoted.h"

namespace tcpless {

Status append_identifier(Dialect dialect, std::string_view name, Buffer<char>& out) {
  if (name.empty()) return failed<ErrorCode::identifier, "a name is empty">;
  if (has_nul(name)) return failed<ErrorCode::identifier, "a name has a NUL character">;
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
