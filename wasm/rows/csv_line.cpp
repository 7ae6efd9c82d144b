#include "rows/csv_line.h"

#include "json/escape.h"
#include "json/grammar.h"

namespace tcpless {
namespace {

bool contains_any(std::string_view characters, std::string_view text) {
  for (const char c : text) {
    if (characters.find(c) != std::string_view::npos) return true;
  }
  return false;
}

// The full-width forms of =, +, - and @ count too: U+FF1D, U+FF0B, U+FF0D, U+FF20.
bool is_formula(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.empty() || is_json_number(text)) return false;
  if (contains_any("=+-@\t\r\n\0"sv, text.substr(0, 1))) return true;
  return text.starts_with("\xef\xbc") && contains_any("\x9d\x8b\x8d\xa0", text.substr(2, 1));
}

void append_text(Buffer<char>& out, std::string_view utf8, FormulasAs formulas) {
  const bool escape = formulas == FormulasAs::escape;
  // A line of `\.` would end the data for PostgreSQL's COPY, and an empty field would be NULL.
  if (!escape && !utf8.empty() && utf8 != "\\." && !contains_any(",\"\r\n", utf8)) return out.append(utf8);
  char* to = out.reserve(utf8.size() * 2 + 3);
  if (to == nullptr) return;
  const char* const begin = to;
  *to++ = '"';
  if (escape && is_formula(utf8)) *to++ = '\'';
  for (const char c : utf8) {
    if (c == '"') *to++ = c;
    *to++ = c;
  }
  *to++ = '"';
  out.commit(static_cast<size_t>(to - begin));
}

// Where the JSON value at `p` ends: before a comma or at the end.
const char* end_of_value(const char* p, const char* end) {
  bool in_string = false;
  for (uint32_t depth = 0; p != end; ++p) {
    if (*p == '"') {
      in_string = !in_string;
    } else if (in_string) {
      if (*p == '\\') ++p;
    } else if (*p == '[' || *p == '{') {
      ++depth;
    } else if (*p == ']' || *p == '}') {
      --depth;
    } else if (*p == ',' && depth == 0) {
      break;
    }
  }
  return p;
}

}  // namespace

void append_csv_line(Buffer<char>& out, std::string_view cells, FormulasAs formulas, Buffer<char>& scratch) {
  const char* const end = cells.data() + cells.size();
  for (const char* p = cells.data(); p != end;) {
    const char* const begin = p;
    p = end_of_value(p, end);
    const std::string_view value(begin, static_cast<size_t>(p - begin));
    if (*begin == '"') {
      scratch.clear();
      append_unescaped(scratch, value.substr(1, value.size() - 2));
      append_text(out, scratch.view(), formulas);
    } else if (*begin == '[') {
      append_text(out, value, formulas);
    } else if (*begin != 'n') {
      out.append(value);
    }
    if (p == end) break;
    out.append(std::string_view(p++, 1));
  }
  out.append("\r\n");
}

}  // namespace tcpless
