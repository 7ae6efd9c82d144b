// MySQL's tokens (sql/sql_lex.cc of MySQL and MariaDB, go/vt/sqlparser/token.go of Vitess). Where these differ, or
// sql_mode decides, the text is ambiguous from there on.
#include "sql/characters.h"
#include "sql/lexer.h"

namespace tcpless {
namespace {

constexpr bool is_control(char c) { return (c >= 0 && c < ' ') || c == 0x7f; }

}  // namespace

void Lexer::take_mysql_code(char c) {
  if (is_space(c)) return;
  switch (c) {
    // Only what follows tells whether these are comments, which are space.
    case '-':
      state_ = State::minus;
      return;
    case '/':
      state_ = State::slash;
      return;
    case '#':
      state_ = State::line_comment;
      return;
    case '\'':
    case '"':
      // Strings in a row are one. A doubled quote reads as that too, and ends in the same place. Under ANSI_QUOTES
      // "..." is a name, which ends where the string does, unless it has a backslash before a quote.
      sealed_string_continued_ |= sealed_;
      end_tail();
      state_ = State::string;
      delimiter_ = c;
      return;
    default:
      break;
  }
  end_tail();
  if (c == '`') {
    state_ = State::quoted_name;
  } else if (c == '?') {
    ++placeholders_;
  } else if (c == ':') {
    state_ = State::colon;
  } else if (c == '@') {
    state_ = State::variable;
    named_ = false;
  } else if (is_identifier_part(c)) {
    state_ = State::identifier;  // numbers too: whether a word may follow them matters to nothing here
    if (c == '_') tail_ = Tail::prefix;
    // Since version 9 MySQL has strings in dollar quotes, which no other server has.
    ambiguous_ |= c == '$';
  }
}

bool Lexer::take_mysql(std::string_view sql, char c) {
  switch (state_) {
    case State::minus:
    case State::dashes:
      if (c == '-') {
        // Of three only the last two can be a comment.
        if (state_ == State::dashes) end_tail();
        state_ = State::dashes;
        return true;
      }
      if (state_ == State::dashes && (is_space(c) || is_control(c))) {
        // To Vitess only these four make a comment of the dashes.
        ambiguous_ |= c != ' ' && c != '\t' && c != '\n' && c != '\r';
        state_ = State::line_comment;
        return c != '\n';
      }
      end_tail();
      break;
    case State::slash:
      if (c == '*') {
        state_ = State::block_comment;
        depth_ = 1;
        previous_ = 0;
        tag_begin_ = position_ + 1;
        executable_ = hint_ = false;
        return true;
      }
      ambiguous_ |= c == '/';  // a comment to Vitess
      end_tail();
      break;
    case State::identifier:
      if (is_identifier_part(c)) return true;
      break;
    case State::variable:
      if (c == '@' && !named_) {
        // Of three Vitess takes the last one for the first byte of the name.
        ambiguous_ |= position_ > 1 && sql[position_ - 2] == '@';
        return true;
      }
      if (is_identifier_part(c) || c == '.') {
        named_ = true;
        return true;
      }
      // To Vitess other quotes are part of the name, and so is whatever stands first: strings there begin and end
      // elsewhere.
      ambiguous_ |= named_ ? is_quote(c) : c != '`';
      break;
    case State::colon:
      if (is_identifier_part(c)) {
        ++placeholders_;
        state_ = State::identifier;
        return true;
      }
      break;
    case State::string:
      if (c == delimiter_) {
        tail_ = Tail::adjacent;
        state_ = State::code;
      } else if (c == '\\') {
        state_ = State::string_escape;
      }
      return true;
    case State::string_escape:
      // Under NO_BACKSLASH_ESCAPES, and under ANSI_QUOTES between double quotes, the quote ends the token.
      ambiguous_ |= c == delimiter_;
      state_ = State::string;
      return true;
    case State::quoted_name:
      if (c == '`') state_ = State::code;
      return true;
    case State::line_comment:
      if (c == '\n') state_ = State::code;
      return true;
    case State::block_comment:
      return take_mysql_comment(sql, c);
    default:
      break;
  }
  state_ = State::code;
  return false;
}

bool Lexer::take_mysql_comment(std::string_view sql, char c) {
  const size_t offset = position_ - tag_begin_;
  // MySQL and Vitess run what is in /*! */, MariaDB also /*M! */, each from some version on.
  executable_ |= c == '!' && (offset == 0 || (offset == 1 && sql[tag_begin_] == 'M'));
  hint_ |= offset == 0 && c == '+';
  if (executable_ || hint_) {
    // Who reads the comment's inside can end it elsewhere; to Vitess // is a comment in it, and what stands behind @ is
    // part of a name.
    ambiguous_ |= is_quote(c) || c == '#' || c == '\\' || (previous_ == '-' && c == '-') ||
                  (previous_ == '/' && (c == '*' || c == '/')) || (previous_ == '@' && c == '*');
  }
  take_block_comment(c, false);
  // It could end with something that reaches beyond it.
  if (state_ == State::code && executable_) tail_ = Tail::prefix;
  return true;
}

void Lexer::pass_value(std::string_view sql) {
  position_ = sql.size();
  state_ = State::code;
  tail_ = Tail::adjacent;
  sealed_ = true;
}

}  // namespace tcpless
