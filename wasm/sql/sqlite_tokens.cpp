#include "sql/sqlite_tokens.h"

#include "sql/characters.h"

namespace tcpless {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

SqliteTokens::Kind SqliteTokens::next() {
  pass_space();
  return kind_ = take();
}

bool SqliteTokens::is_word(std::string_view lower) const {
  const std::string_view word = text();
  if (kind_ != Kind::word || word.size() != lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    // Words looked for are of letters and underscores: other bytes do not become these by a bit.
    if ((word[i] | (lower[i] == '_' ? 0 : 0x20)) != lower[i]) return false;
  }
  return true;
}

void SqliteTokens::pass_space() {
  for (;;) {
    const std::string_view rest = sql_.substr(end_);
    if (rest.starts_with("--")) {
      end_ = sql_.find('\n', end_);
    } else if (rest.starts_with("/*")) {
      end_ = sql_.find("*/", end_ + 2);
      if (end_ != std::string_view::npos) end_ += 2;
    } else if (rest.starts_with(byte_order_mark)) {
      end_ += byte_order_mark.size();
    } else if (!rest.empty() && (rest[0] == ' ' || (rest[0] >= '\t' && rest[0] <= '\r'))) {
      ++end_;
    } else {
      return;
    }
    if (end_ == std::string_view::npos) end_ = sql_.size();
  }
}

SqliteTokens::Kind SqliteTokens::take() {
  begin_ = end_;
  if (end_ == sql_.size()) return Kind::end;
  const char c = sql_[end_++];
  const auto pass_name = [this] {
    while (end_ < sql_.size() && is_identifier_part(sql_[end_])) ++end_;
  };
  switch (c) {
    case '(':
      return Kind::open;
    case ')':
      return Kind::close;
    case ',':
      return Kind::comma;
    case ';':
      return Kind::semicolon;
    case '?':
      while (end_ < sql_.size() && is_digit(sql_[end_])) ++end_;
      return Kind::placeholder;
    case '$':
    case '@':
    case ':':
    case '#':
      pass_name();
      return Kind::named;
    case '\'':
    case '"':
    case '`':
    case '[': {
      // A doubled quote reads as one token after another, which ends in the same place.
      const size_t close = sql_.find(c == '[' ? ']' : c, end_);
      end_ = close == std::string_view::npos ? sql_.size() : close + 1;
      return Kind::quoted;
    }
    default:
      break;
  }
  if (!is_identifier_part(c)) return Kind::other;
  pass_name();
  return is_digit(c) ? Kind::other : Kind::word;
}

}  // namespace tcpless
