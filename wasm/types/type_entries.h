// The entries of the setting `types` (bindings/layout.def), whatever the database.
#pragma once

#include <string_view>

namespace tcpless {

// `name=form`
struct TypeEntry {
  std::string_view text;  // all of it
  std::string_view name;
  std::string_view form;
};

// What stands before the name of a column.
inline constexpr std::string_view type_entry_of_column = "columns ";

// Takes the first of the entries, which must not be empty.
[[nodiscard]] TypeEntry take_type_entry(std::string_view& entries);

// Whether the text begins with the prefix, which is then taken away.
[[nodiscard]] bool take_prefix(std::string_view& text, std::string_view prefix);

// Where a word stands in a line of words; -1 when it does not.
[[nodiscard]] int find_word(const char* line, std::string_view word);

}  // namespace tcpless
