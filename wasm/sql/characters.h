// Character classes of SQL tokens. PostgreSQL (scan.l), SQLite (tokenize.c) and MySQL (sql_lex.cc) agree on these.
#pragma once

#include <cstdint>

#include "base/digit.h"

namespace tcpless {

// A letter, `_`, or any byte of a character beyond ASCII.
constexpr bool is_identifier_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<uint8_t>(c) >= 0x80;
}

constexpr bool is_identifier_part(char c) { return is_identifier_start(c) || is_digit(c) || c == '$'; }

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Whether no token grows by standing beside this byte.
constexpr bool stands_apart(char c) { return is_space(c) || c == '(' || c == ')' || c == ',' || c == ';' || c == '='; }

constexpr bool is_quote(char c) { return c == '\'' || c == '"' || c == '`'; }

// What PostgreSQL makes operators of, and so also all that SQLite does.
constexpr bool is_operator(char c) {
  switch (c) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '<':
    case '>':
    case '=':
    case '~':
    case '!':
    case '@':
    case '#':
    case '%':
    case '^':
    case '&':
    case '|':
    case '`':
    case '?':
      return true;
    default:
      return false;
  }
}

}  // namespace tcpless
