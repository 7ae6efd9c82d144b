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
};

// Reads the SQL text of one statement, byte by byte and in pieces of any size, by the rules of the
// dialect's own scanner: PostgreSQL's scan.l with standard_conforming_strings on, SQLite's
// tokenize.c. Where a server version refuses a text and another takes it, it is read as the one that
// takes it does. Memory does not grow with the text.
class Lexer {
 public:
  explicit Lexer(Dialect dialect) : dialect_(dialect) {}

  // Reads what follows the bytes of earlier calls. `sql` is the whole text so far and valid UTF-8;
  // it may have moved.
  void advance(std::string_view sql);

  // Where a token that is put after the text so far would stand. The last token may still grow.
  [[nodiscard]] Place place() const;

  // Placeholders outside strings, quoted names and comments: `$1` in PostgreSQL; `?`, `?1`, `:name`,
  // `@name`, `$name` and `#name` in SQLite.
  [[nodiscard]] uint32_t placeholders() const { return placeholders_; }

  // Whether the last token is a string: PostgreSQL reads one that follows on a later line as its
  // continuation.
  [[nodiscard]] bool after_string() const { return tail_ != Tail::none && state_ != State::minus; }

  // Says that the string which ends here holds a value, so nothing may continue it.
  void seal_string() { sealed_ = after_string(); }
  // Whether something did.
  [[nodiscard]] bool sealed_string_continued() const { return sealed_string_continued_; }

  // Whether a backslash stands before a quote in a plain string: with standard_conforming_strings
  // off the server takes that quote as part of the string, and everything after it otherwise than
  // this class does.
  [[nodiscard]] bool depends_on_backslashes() const { return depends_on_backslashes_; }

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
  };

  // What stands between the last string and here. Comments up to a line end count as space.
  enum class Tail : uint8_t { none, adjacent, space, line_end };

  // Each returns false when the byte does not belong to the token and is to be read again as code.
  bool take_postgres(std::string_view sql, char c);
  bool take_sqlite(char c);
  bool take_block_comment(char c, bool nested);
  void take_postgres_code(char c);
  void take_sqlite_code(std::string_view sql, char c);
  void open_postgres_string(bool escapes);
  void take_dollar_quote(std::string_view sql, char c);

  Dialect dialect_;
  State state_ = State::code;
  char delimiter_ = 0;        // that ends the SQLite string or name
  char previous_ = 0;         // in a block comment: half of `*/` or `/*`
  bool escape_word_ = false;  // the identifier so far is `e`, which makes a string E'...'
  bool escapes_ = false;      // the PostgreSQL string is E'...'
  bool odd_backslashes_ = false;
  bool named_ = false;  // the SQLite placeholder has a name
  Tail tail_ = Tail::none;
  bool sealed_ = false;
  bool sealed_string_continued_ = false;
  bool depends_on_backslashes_ = false;
  uint32_t depth_ = 0;  // of nested comments
  uint32_t placeholders_ = 0;
  size_t position_ = 0;
  size_t tag_begin_ = 0;  // of the dollar quote's `$tag$`
  size_t tag_size_ = 0;
  size_t tag_matched_ = 0;
};

}  // namespace tcpless
