// Statements with more parameters than D1 takes, as several or with lists in place of parameters.
#pragma once

#include "wire/d1/d1_statement.h"

namespace tcpless {

// Writes `query` so that it keeps D1's limits and its meaning:
//
// - The rows of `insert .. values (..), (..)` are divided among several statements, which must run as one transaction.
//   Not so where a row or what follows could see the rows before it (a subquery, changes(), last_insert_rowid()), or
//   where a failure keeps what was done (`or fail`, `or rollback`).
// - `in (?, ?, ..)` becomes `in (select value from json_each(?))`, where every value is null, text or a whole number:
//   the values have the storage class that D1 gives parameters, numbers REAL, and like them no affinity and no
//   collation of their own.
//
// Fails with `limit` where neither helps.
[[nodiscard]] Status split_for_d1(const Statement& query, SqliteHost host, D1Statements& out);

// What stands around a placeholder.
struct PlaceholderForm {
  std::string_view before;
  std::string_view after;
  [[nodiscard]] bool plain() const { return before.empty(); }
};

// That of a value of this kind. The sign takes away the affinity that a cast has and a parameter has not.
[[nodiscard]] constexpr PlaceholderForm placeholder_form(SqliteHost host, Step value) {
  if (host == SqliteHost::d1_rest && value == Step::value_bytes) return {"unhex(", ")"};
  if (host == SqliteHost::durable_object && value == Step::value_bigint) return {"(+cast(", " as integer))"};
  return {};
}

}  // namespace tcpless
