#include "sql/lexer.h"

#include "sql/characters.h"

namespace tcpless {

void Lexer::advance(std::string_view sql) {
  while (position_ < sql.size()) {
    const char c = sql[position_];
    bool taken = true;
    if (state_ != State::code) {
      taken = is_mysql(dialect_) ? take_mysql(sql, c) : is_postgres(dialect_) ? take_postgres(sql, c) : take_sqlite(c);
    } else if (is_mysql(dialect_)) {
      take_mysql_code(c);
    } else if (is_postgres(dialect_)) {
      take_postgres_code(c);
    } else {
      take_sqlite_code(sql, c);
    }
    if (taken) ++position_;
  }
}

Place Lexer::place() const {
  switch (state_) {
    case State::string:
    case State::string_escape:
      return Place::string;
    case State::quoted_name:
      return Place::quoted_name;
    case State::line_comment:
      return Place::line_comment;
    case State::block_comment:
      return Place::block_comment;
    case State::dollar_quote:
      return Place::dollar_quote;
    case State::placeholder_arguments:
      return Place::placeholder_arguments;
    case State::variable:
      return named_ ? Place::code : Place::variable;
    case State::dashes:
      return Place::dashes;
    default:
      return Place::code;
  }
}

bool Lexer::take_block_comment(char c, bool nested) {
  if (previous_ == '*' && c == '/') {
    previous_ = 0;
    if (--depth_ == 0) state_ = State::code;
  } else if (nested && previous_ == '/' && c == '*') {
    previous_ = 0;
    ++depth_;
  } else {
    previous_ = c;
  }
  return true;
}

}  // namespace tcpless
