// SQLite's tokens (sqlite3GetToken in src/tokenize.c).
#include "sql/characters.h"
#include "sql/lexer.h"

namespace tcpless {

void Lexer::take_sqlite_code(std::string_view sql, char c) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  switch (c) {
    case '\'':
    case '"':
    case '`':
      // A doubled quote reads as one token after another, which ends in the same place.
      state_ = c == '\'' ? State::string : State::quoted_name;
      delimiter_ = c;
      return;
    case '[':
      state_ = State::quoted_name;
      delimiter_ = ']';
      return;
    case '-':
      state_ = State::minus;
      return;
    case '/':
      state_ = State::slash;
      return;
    case '?':
      ++placeholders_;
      state_ = State::placeholder;
      return;
    case '$':
    case '@':
    case ':':
    case '#':
      state_ = State::placeholder_name;
      named_ = false;
      return;
    default:
      break;
  }
  if (sql.substr(position_).starts_with(byte_order_mark)) {
    position_ += byte_order_mark.size() - 1;  // space, unlike other bytes beyond ASCII
  } else if (is_identifier_part(c)) {
    state_ = State::identifier;  // numbers too: they take in whatever word follows
  }
}

bool Lexer::take_sqlite(char c) {
  switch (state_) {
    case State::minus:
      if (c == '-') {
        state_ = State::line_comment;
        return true;
      }
      break;
    case State::slash:
      if (c == '*') {
        state_ = State::block_comment;
        depth_ = 1;
        previous_ = 0;
        return true;
      }
      break;
    case State::identifier:
      if (is_identifier_part(c)) return true;
      break;
    case State::placeholder:
      if (is_digit(c)) return true;
      break;
    case State::placeholder_name:
      if (is_identifier_part(c)) {
        if (!named_) ++placeholders_;
        named_ = true;
        return true;
      }
      if (c == '(' && named_) {
        state_ = State::placeholder_arguments;
        return true;
      }
      if (c == ':') {
        state_ = State::placeholder_colon;
        return true;
      }
      break;
    case State::placeholder_colon:
      state_ = State::placeholder_name;
      if (c == ':') return true;
      named_ = false;  // the colon was the first byte of another placeholder
      return false;
    case State::placeholder_arguments:
      // A space makes the token an illegal one.
      if (c == ')' || c == ' ' || (c >= '\t' && c <= '\r')) state_ = State::code;
      return true;
    case State::string:
    case State::quoted_name:
      if (c == delimiter_) state_ = State::code;
      return true;
    case State::line_comment:
      if (c == '\n') state_ = State::code;
      return true;
    case State::block_comment:
      return take_block_comment(c, false);
    default:
      break;
  }
  state_ = State::code;
  return false;
}

}  // namespace tcpless
