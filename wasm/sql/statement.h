// A query record compiled into SQL text and its parameters.
#pragma once

#include <string_view>

#include "base/buffer.h"
#include "base/record.h"
#include "base/status.h"
#include "sql/dialect.h"

namespace tcpless {

// SQL text with numbered placeholders and, for each, a cursor that stands before its value; in MySQL text with the
// values in it, and no cursors. Valid as long as the record.
struct Statement {
  explicit Statement(Arena& arena) : sql(arena), parameters(arena) {}

  Buffer<char> sql;
  Buffer<StepCursor> parameters;
  // Asked of the compiler, in MySQL: an array is a list of its elements, at least one.
  bool lists = false;
};

// Where in the caller's input a failure belongs.
struct StatementError {
  Status status;
  int32_t parameter = -1;  // index of the value at fault, from 0
};

// Compiles the steps from `cursor`, which has passed the settings, to the end of the statement, where it leaves the
// cursor when it succeeds. What stood in `out` before is dropped.
//
// Text is copied as it is. A value becomes the next placeholder, a name or literal is written out;
// a space is put beside them only where they would run into the text. The SQL text is followed by the
// dialect's own lexical rules, so these are refused with `template_misuse`: a value, name or literal
// inside a string, comment or quoted name; placeholders written by hand next to values; text that
// ends inside a string, quoted name or block comment; NUL; a name or literal after a plain string
// with a backslash before a quote, whose end depends on standard_conforming_strings; a literal that
// would be read as part of a string beside it. With `identifier`: names that the dialect cannot keep
// as they are. With `parameter`: values a literal cannot carry. With `limit`: more parameters than
// the dialect counts. With `protocol`: a malformed record. With `out_of_memory`: no room.
//
// The values of parameters are not looked at; their senders do (append_postgres_parameter,
// emit_sqlite_parameter).
//
// MySQL has no parameters here: values are written out as literals (append_mysql_literal), and whatever they are, the
// text has the same tokens. So also refused with `template_misuse`, if there are values: one after a string, a value, a
// character set or /*! */, behind text that a setting of the server can change the meaning of (Lexer::is_ambiguous),
// right after `--` or `@`. A `statement` step may have `?` for its values in order, or `:name` for values with names;
// with `parameter`: more or fewer values than `?`, a `:name` that no value has.
[[nodiscard]] StatementError compile_statement(StepCursor& cursor, Dialect dialect, Statement& out);

}  // namespace tcpless
