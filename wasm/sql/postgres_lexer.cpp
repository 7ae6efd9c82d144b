// PostgreSQL's tokens (documentation 4.1, src/backend/parser/scan.l).
#include "sql/characters.h"
#include "sql/lexer.h"

namespace tcpless {

void Lexer::take_postgres_code(char c) {
  switch (c) {
    case ' ':
    case '\t':
    case '\f':
    case '\v':
      if (tail_ == Tail::adjacent) tail_ = Tail::space;
      return;
    case '\n':
    case '\r':
      if (tail_ != Tail::none) tail_ = Tail::line_end;
      return;
    case '-':
      // A comment would leave the last string open for continuation, an operator would not.
      state_ = State::minus;
      return;
    case '\'':
      if (tail_ == Tail::adjacent || tail_ == Tail::line_end) {
        // A doubled quote, or a string in parts: either way the same kind of string goes on.
        sealed_string_continued_ |= sealed_;
        open_postgres_string(escapes_);
      } else {
        open_postgres_string(false);
      }
      return;
    default:
      break;
  }
  tail_ = Tail::none;
  if (is_digit(c)) {
    state_ = State::number;
  } else if (is_identifier_start(c)) {
    state_ = State::identifier;
    escape_word_ = c == 'e' || c == 'E';
  } else if (c == '/') {
    state_ = State::slash;
  } else if (c == '"') {
    // A doubled quote reads as one name after another, which ends in the same place.
    state_ = State::quoted_name;
  } else if (c == '$') {
    state_ = State::dollar;
    tag_begin_ = position_;
  }
}

bool Lexer::take_postgres(std::string_view sql, char c) {
  switch (state_) {
    case State::minus:
      if (c == '-') {
        state_ = State::line_comment;
        if (tail_ == Tail::adjacent) tail_ = Tail::space;
        return true;
      }
      tail_ = Tail::none;
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
      if (is_identifier_part(c)) {
        escape_word_ = false;
        return true;
      }
      if (c == '\'' && escape_word_) {
        open_postgres_string(true);
        return true;
      }
      break;
    case State::number:
      if (c == 'e' || c == 'E') {
        state_ = State::exponent;
        return true;
      }
      if (is_digit(c) || c == '.') return true;
      break;
    case State::exponent:
      if (is_digit(c)) {
        state_ = State::exponent_digits;
        return true;
      }
      if (c == '+' || c == '-') {
        state_ = State::exponent_sign;
        previous_ = c;
        return true;
      }
      // Not an exponent after all: up to version 14 the number ends and a word begins at the `e`.
      state_ = State::identifier;
      escape_word_ = c == '\'';
      return false;
    case State::exponent_sign:
      if (is_digit(c)) {
        state_ = State::exponent_digits;
        return true;
      }
      state_ = previous_ == '-' ? State::minus : State::code;
      return false;
    case State::exponent_digits:
      if (is_digit(c)) return true;
      break;
    case State::dollar:
      if (is_digit(c)) {
        ++placeholders_;
        state_ = State::placeholder;
        return true;
      }
      [[fallthrough]];
    case State::dollar_tag:
      if (c == '$') {
        state_ = State::dollar_quote;
        tag_size_ = position_ + 1 - tag_begin_;
        tag_matched_ = 0;
        return true;
      }
      if (is_identifier_part(c)) {
        state_ = State::dollar_tag;
        return true;
      }
      break;
    case State::placeholder:
      if (is_digit(c)) return true;
      break;
    case State::string:
      if (c == '\'') {
        ambiguous_ |= odd_backslashes_;
        tail_ = Tail::adjacent;
        state_ = State::code;
      } else if (c == '\\' && escapes_) {
        state_ = State::string_escape;
      } else {
        odd_backslashes_ = c == '\\' && !odd_backslashes_;
      }
      return true;
    case State::string_escape:
      state_ = State::string;
      return true;
    case State::quoted_name:
      if (c == '"') state_ = State::code;
      return true;
    case State::line_comment:
      if (c == '\n' || c == '\r') {
        if (tail_ != Tail::none) tail_ = Tail::line_end;
        state_ = State::code;
      }
      return true;
    case State::block_comment:
      return take_block_comment(c, true);
    case State::dollar_quote:
      take_dollar_quote(sql, c);
      return true;
    default:
      break;
  }
  state_ = State::code;
  return false;
}

void Lexer::open_postgres_string(bool escapes) {
  state_ = State::string;
  escapes_ = escapes;
  odd_backslashes_ = false;
  tail_ = Tail::none;
  sealed_ = false;
}

void Lexer::take_dollar_quote(std::string_view sql, char c) {
  // The tag has `$` only at its ends, so after a mismatch no more than that byte can match.
  if (c != sql[tag_begin_ + tag_matched_]) {
    tag_matched_ = c == '$' ? 1 : 0;
  } else if (++tag_matched_ == tag_size_) {
    state_ = State::code;
  }
}

}  // namespace tcpless
