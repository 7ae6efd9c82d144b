// The compiler behind compile_statement; statement.cpp has what the dialects share, mysql_statement.cpp the dialect
// without placeholders.
#pragma once

#include "sql/lexer.h"
#include "sql/statement.h"

namespace tcpless {

class StatementCompiler {
 public:
  StatementCompiler(Dialect dialect, Statement& out) : dialect_(dialect), out_(out), lexer_(dialect) {}

  StatementError compile(StepCursor& cursor);

 private:
  [[nodiscard]] StatementError at_next_parameter(Status status) const {
    return {status, static_cast<int32_t>(parameters_)};
  }

  StatementError whole_statement(StepCursor& cursor);
  StatementError mysql_whole_statement(StepCursor& cursor);

  Status add_parameter(StepCursor& cursor);
  Status take_parameter(StepCursor& cursor);
  // MySQL: writes a value into the text.
  Status add_mysql_value(StepCursor& cursor);
  Status add_mysql_list(StepCursor& cursor, uint32_t elements);
  Status add_step(StepCursor& cursor);
  Status add_text(StepCursor& cursor);
  void append_text(std::string_view text);
  Status add_identifier(StepCursor& cursor);
  Status add_reference(StepCursor& cursor);
  Status add_literal(StepCursor& cursor);

  // Whether a value, name or literal can stand at the end of the text.
  [[nodiscard]] Status check_place() const;

  // The token that begins at `begin` is complete: keeps it apart from what is before it.
  void end_token(size_t begin);
  [[nodiscard]] Status finish() const;

  Dialect dialect_;
  Statement& out_;
  Lexer lexer_;
  uint32_t parameters_ = 0;
  // The SQL text so far ends with a token that was not copied.
  bool after_token_ = false;
  // That token is a value of MySQL's.
  bool after_value_ = false;
};

}  // namespace tcpless
