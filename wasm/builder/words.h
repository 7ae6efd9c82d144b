// The words of SQL that a caller chooses from; anything else is refused, since it would become SQL.
#pragma once

#include <cstdint>
#include <string_view>

#include "builder/node.h"

namespace tcpless::builder {

// The families of words in bindings/query.def, in the same order, each by a letter of its own.
enum class Family : char {
  join = 'a',
  lock,
  set_operation,
  or_action,
  merge_when,
  operator_name,
  function,
  direction,
  nulls,
  command
};

// The words that a text of one character stands for, when it is such a character; else the text as it is.
[[nodiscard]] std::string_view word(Family family, std::string_view text);

// The same, but no data when it is no such character.
[[nodiscard]] std::string_view listed_word(Family family, std::string_view text);

// The name of a function or aggregate.
[[nodiscard]] inline std::string_view function_name(const Node& node) { return word(Family::function, node.text); }

// Of Kysely 0.29, so that its calls mean the same here.
[[nodiscard]] bool is_binary_operator(std::string_view text);
[[nodiscard]] bool is_unary_operator(std::string_view text);
[[nodiscard]] bool is_data_type(std::string_view text);

// Whether the operator between two operands is a syntax error in the dialect. PostgreSQL's may be defined by users.
[[nodiscard]] bool lacks_operator(QueryDialect dialect, std::string_view text);

// What MySQL casts to, of the data types above.
[[nodiscard]] bool is_mysql_cast(std::string_view type);

// null, true, false, or what JavaScript writes for a number.
[[nodiscard]] bool is_literal(std::string_view text);

// Letters, digits, spaces and underscores: what cannot end a word and begin another statement.
[[nodiscard]] bool is_plain_word(std::string_view text);

}  // namespace tcpless::builder
