#include "wire/planetscale/schema_warning.h"

#include "sql/characters.h"
#include "wire/host.h"

namespace tcpless {
namespace {

bool is_word(std::string_view word, std::string_view lower) {
  return word.size() == lower.size() && starts_with_ignoring_case(word, lower);
}

// Behind what begins at `at` and is closed by `closing`, with backslash escapes or without.
size_t end_of(std::string_view sql, size_t at, std::string_view closing, bool escapes) {
  for (; at < sql.size() && !sql.substr(at).starts_with(closing); ++at) {
    if (escapes && sql[at] == '\\') ++at;
  }
  return at + closing.size();
}

// The next word outside strings, quoted names and comments; empty at the end.
std::string_view next_word(std::string_view sql, size_t& at) {
  while (at < sql.size()) {
    const char c = sql[at];
    const std::string_view rest = sql.substr(at);
    if (is_identifier_part(c)) {
      const size_t begin = at;
      while (at < sql.size() && is_identifier_part(sql[at])) ++at;
      return sql.substr(begin, at - begin);
    }
    if (is_quote(c)) {
      const char closing[] = {c};
      at = end_of(sql, at + 1, {closing, 1}, c != '`');
    } else if (rest.starts_with("/*")) {
      at = end_of(sql, at + 2, "*/", false);
    } else if (c == '#' || rest.starts_with("--")) {
      at = end_of(sql, at, "\n", false);
    } else {
      ++at;
    }
  }
  return {};
}

}  // namespace

std::string_view schema_warning(std::string_view sql) {
  size_t at = 0;
  const std::string_view verb = next_word(sql, at);
  if (!is_word(verb, "create") && !is_word(verb, "alter")) return {};
  for (;;) {
    const std::string_view word = next_word(sql, at);
    if (word.empty()) return {};
    if (is_word(word, "references")) {
      return "the statement has a foreign key: unless they are enabled for the database, PlanetScale refuses it or "
             "keeps it without effect";
    }
  }
}

}  // namespace tcpless
