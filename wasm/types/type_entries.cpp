#include "types/type_entries.h"

namespace tcpless {

[[gnu::noinline]] int find_word(const char* line, std::string_view word) {
  for (int index = 0;; ++index) {
    size_t same = 0;
    while (same < word.size() && line[same] > ' ' && line[same] == word[same]) ++same;
    if (same == word.size() && line[same] <= ' ') return index;
    while (*line > ' ') ++line;
    if (*line++ == '\0') return -1;
  }
}

TypeEntry take_type_entry(std::string_view& entries) {
  const char* const begin = entries.data();
  const char* const end = begin + entries.size();
  const char* equals = nullptr;
  const char* p = begin;
  for (; p != end && *p != '\0'; ++p) {
    if (*p == '=') equals = p;
  }
  TypeEntry entry;
  entry.text = {begin, static_cast<size_t>(p - begin)};
  entry.name = {begin, static_cast<size_t>((equals == nullptr ? p : equals) - begin)};
  if (equals != nullptr) entry.form = {equals + 1, static_cast<size_t>(p - equals) - 1};
  if (p != end) ++p;
  entries = {p, static_cast<size_t>(end - p)};
  return entry;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace tcpless
