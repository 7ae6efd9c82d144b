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
[[nodiscard]] Status split_for_d1(const Statement& query, D1Bytes bytes, D1Statements& out);

}  // namespace tcpless
