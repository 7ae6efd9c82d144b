// The tokens of whole SQL text in SQLite's dialect.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tcpless {

// Walks the text of statements that the lexer has followed to their end, so every token is closed. Space and comments
// are passed over.
class SqliteTokens {
 public:
  enum class Kind : uint8_t {
    end,
    word,         // a keyword or a name without quotes
    quoted,       // a string or a quoted name
    placeholder,  // `?` or `?1`
    named,        // `:name` and its like
    open,
    close,
    comma,
    semicolon,
    other,  // a number, or one byte of an operator
  };

  explicit SqliteTokens(std::string_view sql) : sql_(sql) {}

  Kind next();

  // Of the last token.
  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] size_t begin() const { return begin_; }
  [[nodiscard]] size_t end() const { return end_; }
  [[nodiscard]] std::string_view text() const { return sql_.substr(begin_, end_ - begin_); }
  // Whether it is this word, given in lower case, in any case.
  [[nodiscard]] bool is_word(std::string_view lower) const;

 private:
  void pass_space();
  Kind take();

  std::string_view sql_;
  size_t begin_ = 0;
  size_t end_ = 0;
  Kind kind_ = Kind::end;
};

}  // namespace tcpless
