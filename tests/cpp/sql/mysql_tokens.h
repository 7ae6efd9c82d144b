// The tokens that a server of the MySQL family makes of SQL text, written without a look at the lexer under test and in
// another way, as its oracle.
#pragma once

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace tcpless::test {

// Everything that decides how a text is read.
struct MysqlReading {
  bool no_backslash_escapes = false;
  bool ansi_quotes = false;
  bool runs_comments = false;  // /*! */
  bool is_mariadb = false;     // and /*M! */, if it runs comments
  bool is_vitess = false;
};

struct MysqlToken {
  // s string, n quoted name, w word, # number, h hex or bit string, @ variable, ! unfinished, else the byte itself
  char kind;
  std::string text;
  bool operator==(const MysqlToken&) const = default;
};

class MysqlTokens {
 public:
  static std::vector<MysqlToken> of(std::string_view sql, MysqlReading reading) {
    MysqlTokens tokens(sql, reading);
    while (tokens.next()) {
    }
    return tokens.tokens_;
  }

 private:
  MysqlTokens(std::string_view sql, MysqlReading reading) : rest_(sql), reading_(reading) {}

  static bool word_byte(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' || (c & 0x80);
  }
  static bool digit(char c) { return c >= '0' && c <= '9'; }
  [[nodiscard]] char at(size_t i) const { return i < rest_.size() ? rest_[i] : '\0'; }
  void drop(size_t count) { rest_.remove_prefix(std::min(count, rest_.size())); }
  void add(char kind, size_t size) {
    tokens_.push_back({kind, std::string(rest_.substr(0, size))});
    drop(size);
  }
  void drop_line() {
    drop(rest_.find('\n') == std::string_view::npos ? rest_.size() : rest_.find('\n') + 1);
    touches_ = false;
  }

  bool next() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_[0]))) {
      drop(1);
      touches_ = false;
    }
    if (rest_.empty()) return false;
    const bool touched = touches_;
    touches_ = true;
    const char c = rest_[0];
    if (c == '#' || (c == '-' && at(1) == '-' && opens_line_comment())) return drop_line(), true;
    if (reading_.is_vitess && rest_.starts_with("//")) return drop_line(), true;
    if (rest_.starts_with("/*")) return comment(), true;
    if (inside_run_comment_ && rest_.starts_with("*/")) {
      inside_run_comment_ = touches_ = false;
      drop(2);
      return true;
    }
    if (c == '\'') return quoted('s', 0, !reading_.no_backslash_escapes), true;
    if (c == '"') {
      if (reading_.ansi_quotes) return quoted('n', 0, false), true;
      return quoted('s', 0, !reading_.no_backslash_escapes), true;
    }
    if (c == '`') return quoted('n', 0, false), true;
    if (c == '@') return variable(), true;
    if ((c == 'x' || c == 'X' || c == 'b' || c == 'B') && at(1) == '\'') return quoted('h', 1, false), true;
    if (digit(c) || (c == '.' && digit(at(1)) && !(touched && !tokens_.empty() && names(tokens_.back())))) {
      return number(), true;
    }
    if (word_byte(c)) {
      size_t size = 1;
      while (word_byte(at(size))) ++size;
      return add('w', size), true;
    }
    return add(c, 1), true;
  }

  static bool names(const MysqlToken& token) { return token.kind == 'w' || token.kind == 'n' || token.kind == '@'; }

  [[nodiscard]] bool opens_line_comment() const {
    if (rest_.size() == 2) return true;
    const auto third = static_cast<unsigned char>(rest_[2]);
    if (reading_.is_vitess) return third == ' ' || third == '\n' || third == '\t' || third == '\r';
    return third <= ' ' || third == 0x7f;
  }

  void comment() {
    size_t opening = 0;
    if (reading_.runs_comments) {
      if (rest_.starts_with("/*!")) opening = 3;
      if (reading_.is_mariadb && !reading_.is_vitess && rest_.starts_with("/*M!")) opening = 4;
    }
    if (opening > 0 && !inside_run_comment_) {
      drop(opening);
      for (int digits = 0; digits < 6 && digit(at(0)); ++digits) drop(1);
      inside_run_comment_ = true;
      touches_ = false;
      return;
    }
    const size_t end = rest_.find("*/", 2);
    if (end == std::string_view::npos) return add('!', rest_.size());
    drop(end + 2);
    touches_ = false;
  }

  void quoted(char kind, size_t prefix, bool escapes) {
    const char quote = rest_[prefix];
    for (size_t i = prefix + 1; i < rest_.size(); ++i) {
      if (escapes && rest_[i] == '\\') {
        ++i;
      } else if (rest_[i] == quote) {
        if (kind != 'h' && at(i + 1) == quote) {
          ++i;
        } else {
          return add(kind, i + 1);
        }
      }
    }
    add('!', rest_.size());
  }

  void variable() {
    size_t size = at(1) == '@' ? 2 : 1;
    if (at(size) == '`') {
      add('@', size);
      return quoted('n', 0, false);
    }
    if (reading_.is_vitess) {
      // Its scanner takes one byte whatever it is, and then quotes too.
      if (size < rest_.size()) ++size;
      while (word_byte(at(size)) || at(size) == '.' || at(size) == '\'' || at(size) == '"' || at(size) == '`') ++size;
    } else {
      while (word_byte(at(size)) || at(size) == '.') ++size;
    }
    add('@', size);
  }

  void number() {
    size_t size = 0;
    while (digit(at(size))) ++size;
    if (at(size) == '.') {
      ++size;
      while (digit(at(size))) ++size;
    }
    if (at(size) == 'e' || at(size) == 'E') {
      const size_t sign = at(size + 1) == '+' || at(size + 1) == '-' ? 1 : 0;
      if (digit(at(size + 1 + sign))) {
        size += 1 + sign;
        while (digit(at(size))) ++size;
      }
    }
    const bool is_word = word_byte(at(size));
    while (word_byte(at(size))) ++size;
    add(is_word ? 'w' : '#', size);
  }

  std::string_view rest_;
  MysqlReading reading_;
  std::vector<MysqlToken> tokens_;
  bool inside_run_comment_ = false;
  bool touches_ = false;  // the next token stands right behind the last one
};

}  // namespace tcpless::test
