// Follows SQL text token by token, to know what a position in it is inside of.
#pragma once

#include <cstdint>
#include <string_view>

#include "sql/dialect.h"

namespace tcpless {

// What a position in SQL text is inside of.
enum class Place : uint8_t {
  code,  // a token can start here
  string,
  quoted_name,
  line_comment,
  block_comment,
  dollar_quote,           // PostgreSQL: $tag$ ... $tag$
  placeholder_arguments,  // SQLite: $name( ... ), which the tokenizer takes as one name
  variable,               // MySQL: after the @ or @@ of a variable, before its name
  dashes,                 // MySQL: after --, which a space makes a comment
};

// Reads the SQL text of one statement, byte by byte and in pieces of any size, by the rules of the
// dialect's own scanner: PostgreSQL's scan.l with standard_conforming_strings on, SQLite's
// tokenize.c, MySQL's sql_lex.cc with the default sql_mode. Where a server version refuses a text and another takes it,
// it is read as the one that takes it does. Memory does not grow with the text.
class Lexer {
 public:
  explicit Lexer(Dialect dialect) : dialect_(dialect) {}

  // Reads what follows the bytes of earlier calls. `sql` is the whole text so far and valid UTF-8;
  // it may have moved.
  void advance(std::string_view sql);

  // Where a token that is put after the text so far would stand. The last token may still grow.
  [[nodiscard]] Place place() const;

  // Placeholders outside strings, quoted names and comments: `$1` in PostgreSQL; `?`, `?1`, `:name`,
  // `@name`, `$name` and `#name` in SQLite; `?` and `:name` in MySQL.
  [[nodiscard]] uint32_t placeholders() const { return placeholders_; }

  // Whether the last token is a string: PostgreSQL reads one that follows on a later line as its
  // continuation, MySQL any that follows.
  [[nodiscard]] bool after_string() const {
    return tail_ != Tail::none && tail_ != Tail::prefix && state_ != State::minus && state_ != State::dashes &&
           state_ != State::slash;
  }

  // MySQL: whether the last token is a word that would say of a string which character set it is in (_latin1), or a
  // comment that the server may run and whose inside can be one.
  [[nodiscard]] bool after_prefix() const {
    return tail_ == Tail::prefix && state_ != State::minus && state_ != State::slash;
  }

  // Says that the string which ends here holds a value, so nothing may continue it.
  void seal_string() { sealed_ = after_string(); }
  // MySQL: says that what was put behind the text read so far is a value, which counts as a sealed string whatever it
  // is: so whether a text is refused does not depend on the values.
  void pass_value(std::string_view sql);
  // Whether something did.
  [[nodiscard]] bool sealed_string_continued() const { return sealed_string_continued_; }

  // Whether a setting of the server decides how the text so far is read, and so all that follows. In both it is a
  // backslash before a quote: with standard_conforming_strings off, or without NO_BACKSLASH_ESCAPES, that quote is part
  // of the string. In MySQL also: quoted variables (@'a'), and quotes or comments inside /*! */ and /*+ */.
  [[nodiscard]] bool is_ambiguous() const { return ambiguous_; }

 private:
  enum class State : uint8_t {
    code,
    minus,  // after `-`, which `-` makes a comment
    slash,  // after `/`, which `*` makes a comment
    identifier,
    number,
    exponent,  // after the `e` of a number, which may yet turn out to start a word
    exponent_sign,
    exponent_digits,
    dollar,  // after a `$` that starts a token
    dollar_tag,
    placeholder,        // `$1`, `?1`: digits may follow
    placeholder_name,   // SQLite's :name, @name, $name, #name
    placeholder_colon,  // after a `:` within one, which only another makes part of the name
    string,
    string_escape,  // after a backslash in E'...'
    quoted_name,
    line_comment,
    block_comment,
    dollar_quote,
    placeholder_arguments,
    dashes,    // MySQL: after `--`
    variable,  // MySQL: in @name and @@name
    colon,     // MySQL: after `:`, which a name makes a placeholder
  };

  // What stands between the last string and here. Comments up to a line end count as space.
  enum class Tail : uint8_t {
    none,
    adjacent,  // in MySQL also with space between
    space,
    line_end,
    prefix,  // MySQL: no string but what after_prefix() tells
  };

  // Each returns false when the byte does not belong to the token and is to be read again as code.
  bool take_postgres(std::string_view sql, char c);
  bool take_sqlite(char c);
  bool take_mysql(std::string_view sql, char c);
  bool take_mysql_comment(std::string_view sql, char c);
  bool take_block_comment(char c, bool nested);
  void take_postgres_code(char c);
  void take_sqlite_code(std::string_view sql, char c);
  void take_mysql_code(char c);
  void end_tail() {
    tail_ = Tail::none;
    sealed_ = false;
  }
  void open_postgres_string(bool escapes);
  void take_dollar_quote(std::string_view sql, char c);

  Dialect dialect_;
  State state_ = State::code;
  char delimiter_ = 0;        // that ends the SQLite string or name, the MySQL string
  char previous_ = 0;         // in a block comment: half of `*/` or `/*`
  bool escape_word_ = false;  // the identifier so far is `e`, which makes a string E'...'
  bool escapes_ = false;      // the PostgreSQL string is E'...'
  bool odd_backslashes_ = false;
  bool named_ = false;       // the SQLite placeholder or MySQL variable has a name
  bool executable_ = false;  // the MySQL comment is /*! or /*M!
  bool hint_ = false;        // the MySQL comment is /*+
  Tail tail_ = Tail::none;
  bool sealed_ = false;
  bool sealed_string_continued_ = false;
  bool ambiguous_ = false;
  uint32_t depth_ = 0;  // of nested comments
  uint32_t placeholders_ = 0;
  size_t position_ = 0;
  size_t tag_begin_ = 0;  // of the dollar quote's `$tag$`, or of the MySQL comment's inside
  size_t tag_size_ = 0;
  size_t tag_matched_ = 0;
};

}  // namespace tcpless
