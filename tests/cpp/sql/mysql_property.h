// What must hold of every MySQL statement: whatever the values, every server reads the same tokens, and each value as
// itself.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "tests/cpp/sql/compiled.h"
#include "tests/cpp/sql/mysql_tokens.h"

namespace tcpless::test {

// Text, a name, or a value with the tokens that it must be.
struct MysqlPiece {
  enum class Kind : uint8_t { text, name, value, literal } kind;
  std::string text;
  Part value;
  std::vector<MysqlToken> tokens;
};

inline std::string hex_of(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += digits;
  }
  return out;
}

inline MysqlPiece text_piece(std::string sql) { return {MysqlPiece::Kind::text, std::move(sql), {}, {}}; }
inline MysqlPiece name_piece(std::string name) { return {MysqlPiece::Kind::name, std::move(name), {}, {}}; }
inline MysqlPiece word_value(Part part, std::string word) {
  return {MysqlPiece::Kind::value, {}, std::move(part), {{'w', std::move(word)}}};
}
inline MysqlPiece number_value(bool big, std::string digits) {
  MysqlPiece piece{MysqlPiece::Kind::value, {}, big ? bigint(digits) : number(digits), {}};
  if (digits == "-0" && !big) digits = "-0e0";
  if (digits.starts_with('-')) {
    piece.tokens.push_back({'-', "-"});
    digits.erase(0, 1);
  }
  piece.tokens.push_back({'#', digits});
  return piece;
}
inline MysqlPiece text_value(std::string content) {
  bool plain = !content.empty();
  for (const char c : content) plain &= c >= 0x20 && c < 0x7f && c != '\'' && c != '\\' && c != '`';
  MysqlPiece piece{MysqlPiece::Kind::value, {}, value(content), {}};
  if (plain) {
    piece.tokens = {{'s', '\'' + content + '\''}};
  } else {
    piece.tokens = {{'w', "_utf8mb4"}, {'h', "x'" + hex_of(content) + '\''}};
  }
  return piece;
}
inline MysqlPiece bytes_value(std::string content) {
  return {MysqlPiece::Kind::value, {}, bytes(content), {{'h', "x'" + hex_of(content) + '\''}}};
}

// What is wrong, or nothing.
class MysqlProperty {
 public:
  static std::optional<std::string> fault_of(const std::vector<MysqlPiece>& pieces) {
    MysqlProperty property(pieces);
    std::optional<std::string> fault = property.tokens_fault();
    if (!fault) fault = property.placeholder_fault();
    return fault;
  }

 private:
  explicit MysqlProperty(const std::vector<MysqlPiece>& pieces) : pieces_(pieces) {
    // Numbers that stand nowhere in the text.
    std::string all;
    for (const MysqlPiece& piece : pieces) all += piece.text + ' ';
    while (all.find("7" + std::to_string(first_marker_ / 1000)) != std::string::npos) first_marker_ += 1000;
  }

  [[nodiscard]] std::string marker(size_t index) const { return "7" + std::to_string(first_marker_ + index); }

  static bool is_value(const MysqlPiece& piece) {
    return piece.kind == MysqlPiece::Kind::value || piece.kind == MysqlPiece::Kind::literal;
  }

  [[nodiscard]] Parts parts(bool with_markers) const {
    Parts out;
    size_t index = 0;
    for (const MysqlPiece& piece : pieces_) {
      if (piece.kind == MysqlPiece::Kind::text) {
        out.push_back(text(piece.text));
      } else if (piece.kind == MysqlPiece::Kind::name) {
        out.push_back(identifier({piece.text}));
      } else {
        const Part part = with_markers ? bigint(marker(index++)) : piece.value;
        out.push_back(piece.kind == MysqlPiece::Kind::literal ? literal(part) : part);
      }
    }
    return out;
  }

  std::optional<std::string> tokens_fault() const {
    const Compiled marked = compile(parts(true), Dialect::mysql);
    const Compiled written = compile(parts(false), Dialect::mysql);
    if (marked.code != ErrorCode::ok) {
      if (written.code != ErrorCode::ok) return {};
      return "whether it is refused depends on the values: " + written.sql;
    }
    if (written.code == ErrorCode::parameter) return {};
    if (written.code != ErrorCode::ok) return "refused although numbers are not: " + written.message;
    for (unsigned bits = 0; bits < 32; ++bits) {
      const MysqlReading reading = {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0,
                                    (bits & 16) != 0};
      // What Vitess cannot be told.
      if (reading.is_vitess && (reading.no_backslash_escapes || reading.ansi_quotes || reading.is_mariadb)) continue;
      if (!same_tokens(MysqlTokens::of(marked.sql, reading), MysqlTokens::of(written.sql, reading))) {
        return "other tokens in reading " + std::to_string(bits) + ": " + written.sql +
               "\nthan with numbers: " + marked.sql;
      }
    }
    return {};
  }

  [[nodiscard]] bool same_tokens(const std::vector<MysqlToken>& marked, const std::vector<MysqlToken>& written) const {
    std::vector<MysqlToken> expected;
    std::vector<const MysqlPiece*> values;
    for (const MysqlPiece& piece : pieces_) {
      if (is_value(piece)) values.push_back(&piece);
    }
    size_t index = 0;
    for (const MysqlToken& token : marked) {
      if (index < values.size() && token == MysqlToken{'#', marker(index)}) {
        const std::vector<MysqlToken>& tokens = values[index++]->tokens;
        expected.insert(expected.end(), tokens.begin(), tokens.end());
      } else {
        expected.push_back(token);
      }
    }
    return index == values.size() && expected == written;
  }

  // The same text with `?` or `:name` where the values are.
  std::optional<std::string> placeholder_fault() const {
    std::string positional;
    std::string named;
    Parts values;
    Parts named_values;
    bool behind_name = false;
    for (const MysqlPiece& piece : pieces_) {
      if (piece.kind == MysqlPiece::Kind::text) {
        // A text that would go on with a name, or has placeholders itself, is another one.
        if (piece.text.find_first_of("?:") != std::string::npos) return {};
        positional += piece.text;
        named += (behind_name && !piece.text.empty() ? " " : "") + piece.text;
        behind_name &= piece.text.empty();
      } else if (piece.kind == MysqlPiece::Kind::value) {
        const std::string name = "p" + std::to_string(values.size());
        positional += '?';
        behind_name = true;
        named += ':' + name;
        values.push_back(piece.value);
        named_values.push_back(parameter_name(name));
        named_values.push_back(piece.value);
      } else {
        return {};
      }
    }
    if (values.empty()) return {};
    const Compiled expected = compile(parts(false), Dialect::mysql);
    values.insert(values.begin(), statement(positional));
    const Compiled by_place = compile(values, Dialect::mysql);
    const bool accepted = by_place.code == ErrorCode::ok;
    if (accepted != (expected.code == ErrorCode::ok) || (accepted && by_place.sql != expected.sql)) {
      return "with ? otherwise: " + by_place.sql + by_place.message + "\nthan as a template: " + expected.sql +
             expected.message;
    }
    named_values.insert(named_values.begin(), statement(named));
    const Compiled by_name = compile(named_values, Dialect::mysql);
    const MysqlReading plain;
    if (accepted && by_name.code == ErrorCode::ok &&
        MysqlTokens::of(by_name.sql, plain) != MysqlTokens::of(by_place.sql, plain)) {
      return "by name otherwise: " + by_name.sql + "\nthan by place: " + by_place.sql;
    }
    return {};
  }

  const std::vector<MysqlPiece>& pieces_;
  size_t first_marker_ = 1000000;
};

}  // namespace tcpless::test
