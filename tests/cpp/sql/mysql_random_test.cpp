// Random statements with random values, against tokens made in another way.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <random>

#include "tests/cpp/sql/mysql_property.h"

namespace tcpless::test {
namespace {

// What opens, closes or changes tokens, and some plain SQL between.
constexpr const char* fragments[] = {
    "select ", "a",       "1",         " ",      "\n",    "\t",      "\v",    ",",         "(",
    ")",       ";",       "'",         "''",     "'b'",   "\"",      "\"c\"", "`",         "`d`",
    "\\",      "\\'",     "\\\"",      "'\\\\'", "'\\''", "-",       "--",    "-- ",       "--\n",
    "/",       "//",      "*",         "/*",     "*/",    "/* e */", "/*!",   "/*!50701 ", "/*M!",
    "/*+",     "#",       "# f\n",     "@",      "@@",    "@g",      "@`h`",  "@'i'",      ":",
    ":=",      "?",       ":j",        "=",      "+",     ".",       "x'",    "x'41'",     "b'1'",
    "n'k'",    "_latin1", "_utf8mb4 ", "_",      "0x",    "0x41",    "1e",    "1e5",       ".5",
    "->",      "->>",     "<",         "|",      "!",     "\\N",     "null",  "\xC3\xA9",  "\xE2\x82\xAC",
    "{d ",     "}",       "\x01",      "\x7f",
};

constexpr const char* hostile[] = {
    "",
    "'",
    "\"",
    "`",
    "\\",
    "\\'",
    "'' or 1=1 -- ",
    "' or '1'='1",
    "\\' or 1=1 #",
    "*/ drop table t /*",
    "-- ",
    "#",
    "/*",
    "\n",
    "\r\n",
    "\x1a",
    "\x7f",
    "a b",
    "?",
    ":a",
    "@@version",
    "null",
    "1",
    "-1",
    "\xBF\x27",
    "\xC3\xA9",
    "\xF0\x9F\x98\x80",
    "\xEF\xBC\x87",
    "%_",
    "x'41'",
    "_utf8mb4",
    ";",
};

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  size_t below(size_t count) { return engine_() % count; }
  template <class T, size_t count>
  T one_of(T (&items)[count]) {
    return items[below(count)];
  }

  MysqlPiece value() {
    switch (below(8)) {
      case 0:
        return word_value(null_value(), "null");
      case 1:
        return word_value(boolean(true), "true");
      case 2: {
        constexpr const char* numbers[] = {"0", "-0", "1.5", "-1e-7", "1e+21", "-17"};
        return number_value(false, one_of(numbers));
      }
      case 3:
        return number_value(true, below(2) == 0 ? "-123456789012345678901234567890" : "18446744073709551615");
      case 4:
        return bytes_value(one_of(hostile));
      default: {
        std::string text;
        for (size_t i = below(4); i > 0; --i) text += one_of(hostile);
        return text_value(is_utf8(text) ? text : "?");
      }
    }
  }

 private:
  std::mt19937_64 engine_;
};

std::vector<MysqlPiece> pieces_of(Random& random) {
  std::vector<MysqlPiece> pieces;
  for (size_t i = 1 + random.below(5); i > 0; --i) {
    std::string sql;
    for (size_t j = random.below(5); j > 0; --j) sql += random.one_of(fragments);
    pieces.push_back(text_piece(sql));
    if (random.below(12) == 0) {
      constexpr const char* names[] = {"a", "a`b", "'", "\\", "--", "\xC3\xA9"};
      pieces.push_back(name_piece(random.one_of(names)));
    } else {
      pieces.push_back(random.value());
      if (random.below(12) == 0) pieces.back().kind = MysqlPiece::Kind::literal;
    }
  }
  return pieces;
}

}  // namespace

TEST_CASE("Whatever the values, servers of the MySQL family read the same tokens") {
  const bool soak = std::getenv("TCPLESS_SOAK") != nullptr;
  const uint64_t seed = soak ? std::random_device()() : 20260101;
  INFO("seed " << seed);
  Random random(seed);
  size_t accepted = 0;
  for (int i = 0; i < (soak ? 2000000 : 20000); ++i) {
    const std::vector<MysqlPiece> pieces = pieces_of(random);
    const std::optional<std::string> fault = MysqlProperty::fault_of(pieces);
    INFO("case " << i);
    if (fault) FAIL(*fault);
    Parts parts;
    for (const MysqlPiece& piece : pieces) {
      if (piece.kind == MysqlPiece::Kind::text) parts.push_back(text(piece.text));
      if (piece.kind == MysqlPiece::Kind::value) parts.push_back(piece.value);
    }
    accepted += compile(parts, Dialect::mysql).code == ErrorCode::ok;
  }
  CHECK(accepted > 1000);
}

TEST_CASE("A number behind a comment is one, whatever stands before the comment") {
  for (const char* sql : {" //c\n.2=1 \\", " #c\n.2=1", " -- c\n.2=1", " /*c*/.2=1", "/*c*/.2=1"}) {
    INFO(sql);
    const std::optional<std::string> fault =
        MysqlProperty::fault_of({word_value(null_value(), "null"), text_piece(sql)});
    CHECK(fault.value_or("") == "");
  }
}

}  // namespace tcpless::test
