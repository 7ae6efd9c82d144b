#include "sql/lexer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <vector>

namespace tcpless {
namespace {

struct Case {
  std::string sql;
  Place place;
  uint32_t placeholders;
};

struct Reading {
  Place place;
  uint32_t placeholders;
  bool after_string;
  bool depends_on_backslashes;
  bool operator==(const Reading&) const = default;
};

Reading reading_of(const Lexer& lexer) {
  return {lexer.place(), lexer.placeholders(), lexer.after_string(), lexer.is_ambiguous()};
}

Reading read(Dialect dialect, std::string_view sql) {
  Lexer lexer(dialect);
  lexer.advance(sql);
  return reading_of(lexer);
}

void check(Dialect dialect, const Case& expected) {
  INFO(expected.sql);
  const Reading whole = read(dialect, expected.sql);
  CHECK(static_cast<int>(whole.place) == static_cast<int>(expected.place));
  CHECK(whole.placeholders == expected.placeholders);
  // In pieces, and moved in memory between them. Pieces hold whole characters.
  Lexer lexer(dialect);
  for (size_t end = 1; end <= expected.sql.size(); ++end) {
    if (end < expected.sql.size() && (static_cast<uint8_t>(expected.sql[end]) & 0xc0) == 0x80) continue;
    lexer.advance(std::string(expected.sql.substr(0, end)));
    CHECK(reading_of(lexer) == read(dialect, expected.sql.substr(0, end)));
  }
}

constexpr Place code = Place::code;
constexpr Place string = Place::string;
constexpr Place name = Place::quoted_name;
constexpr Place line = Place::line_comment;
constexpr Place block = Place::block_comment;
constexpr Place dollar = Place::dollar_quote;
constexpr Place arguments = Place::placeholder_arguments;

}  // namespace

TEST_CASE("PostgreSQL text is followed by scan.l's rules") {
  const Case expected = GENERATE(values<Case>({
      {"", code, 0},
      {"select $1, $22", code, 2},
      {"select $1$2", code, 2},
      {"select $1a", code, 1},
      {"select 1$1", code, 1},
      {"select 1e5$1, 1.5$2", code, 2},

      // Strings.
      {"'", string, 0},
      {"'$1'", code, 0},
      {"'it''s $1", string, 0},
      {"'it''s' || $1", code, 1},
      {R"('\' || $1)", code, 1},
      {R"('\\' || $1)", code, 1},
      {R"(E'\' || $1)", string, 0},
      {R"(e'\\' || $1)", code, 1},
      {R"(E'a''b\'c $1)", string, 0},
      {R"(E'a''b\'c' $1)", code, 1},
      {R"(fooE'\' $1)", code, 1},
      {R"(_e'\' $1)", code, 1},
      {R"(ee'\' $1)", code, 1},
      {R"(E '\' $1)", code, 1},
      {R"(E$1'\' $1)", code, 1},
      {R"(n'\' $1)", code, 1},
      {R"(U&'d\0061t$1' $1)", code, 1},
      {R"(U&'\' $1)", code, 1},
      {R"(u&"a$1""b" $1)", code, 1},
      {"B'01' X'1f$1' $1", code, 1},

      // Numbers in front of a string: up to version 14 they end where a word begins.
      {R"(1E'\' $1)", string, 0},
      {R"(1.E'\' $1)", string, 0},
      {R"(1ee'\' $1)", code, 1},
      {R"(1e5e'\' $1)", string, 0},
      {R"(1e+e'\' $1)", string, 0},
      {R"(1xe'\' $1)", code, 1},
      {R"($1e'\' $1)", string, 1},
      {"1e-- $1", line, 0},
      {"1e-5-- $1", line, 0},
      {"1e-5 $1", code, 1},
      {"1e+$1", code, 1},
      {"1..$1", code, 1},

      // A string goes on after a line end, as the same kind of string.
      {"E'a'\n'\\' $1", string, 0},
      {"E'a' \t\r '\\' $1", string, 0},
      {"E'a' -- it's\n '\\' $1", string, 0},
      {"E'a'-- it's\n--\r'\\' $1", string, 0},
      {"E'a' '\\' $1", code, 1},
      {"E'a' /*\n*/ '\\' $1", code, 1},
      {"E'a'\n-'\\' $1", code, 1},
      {"E'a'\n,'\\' $1", code, 1},
      {"'a'\n'\\' $1", code, 1},
      {"'a'\nE'\\' $1", string, 0},

      // Names.
      {"\"", name, 0},
      {"\"a$1\"\"b", name, 0},
      {R"("a\" $1)", code, 1},
      {"a$1", code, 0},
      {"a$$ $1", code, 1},
      {"\xC3\xA9$1 $1", code, 1},
      {"\xEF\xBB\xBF$1", code, 0},

      // Comments.
      {"-", code, 0},
      {"--", line, 0},
      {"-- $1\n$1", code, 1},
      {"-- $1\r$1", code, 1},
      {"1-$1", code, 1},
      {"1+--$1", line, 0},
      {"1*/*$1", block, 0},
      {"/", code, 0},
      {"/*", block, 0},
      {"/*/", block, 0},
      {"/**/$1", code, 1},
      {"/* /* */ $1", block, 0},
      {"/* /* */ */ $1", code, 1},
      {"/*/*/*/ */ */ $1", block, 0},
      {"/*/*/ */ */ $1", code, 1},
      {"/***/$1", code, 1},
      {"/* /* */* */ $1", code, 1},
      {"//*$1", block, 0},
      {"-/*$1", block, 0},
      {"/* ' */ $1", code, 1},
      {"/* -- */ $1", code, 1},

      // Dollar quotes.
      {"$", code, 0},
      {"$$", dollar, 0},
      {"$$ $1 ' $a$ $$ $1", code, 1},
      {"$a$", dollar, 0},
      {"$a$ $$ $b$ $A$ $1", dollar, 0},
      {"$a$ $a $ab$ $a$ $1", code, 1},
      {"$a$ $$a$ $1", code, 1},
      {"$a$ $b$a$ $1", code, 1},
      {"$ab$ $a$ab$ $1", code, 1},
      {"$a1_\xC3\xA9$ $1 $a1_\xC3\xA9$ $1", code, 1},
      {"$1$$ $1 $$", code, 1},
      {"1$$ $1 $$", code, 0},
      {"$a $1", code, 1},
      {"$a-$1", code, 1},

      // Operators that other dialects read otherwise.
      {"a ? $1", code, 1},
      {"a ?| $1 and b ?& $2 and c @> $3", code, 3},
      {"a::text = :b", code, 0},
      {"a[1:2] #> $1 @@ $2", code, 2},
      {"`$1", code, 1},
  }));
  check(Dialect::postgres, expected);
}

TEST_CASE("SQLite text is followed by tokenize.c's rules") {
  const Case expected = GENERATE(values<Case>({
      {"", code, 0},
      {"select ?, ?1, :name, @name, $name, #name", code, 6},
      {"??1", code, 2},
      {"?1a", code, 1},
      {":1, @1, $1", code, 3},
      {": @ $ #", code, 0},
      {"a:b", code, 1},
      {"a$b, a1$1", code, 0},
      {"1$a", code, 0},
      {":a::b", code, 1},
      {":a:b", code, 2},
      {"x::text", code, 1},
      {"$a(b", arguments, 0 + 1},
      {"$a('?) ?", code, 2},
      {":a(--) ?", code, 2},
      {"$a(' ?", code, 2},
      {"$(?", code, 1},
      {"\xEF\xBB\xBF$a", code, 1},
      {"a\xEF\xBB\xBF$a", code, 0},
      {"\xC3\xA9$a", code, 0},

      {"'", string, 0},
      {"'?'", code, 0},
      {"'it''s ?", string, 0},
      {"'it''s' || ?", code, 1},
      {R"('\' || ?)", code, 1},
      {R"(E'\' || ?)", code, 1},
      {"'a'\n'b' ?", code, 1},
      {"x'00' || ?", code, 1},
      {"\"a?\"\"b", name, 0},
      {"\"a?\"\"b\" ?", code, 1},
      {"`a?``b", name, 0},
      {"`a?``b` ?", code, 1},
      {"[a?", name, 0},
      {"[a?]] ?", code, 1},
      {"[a'] ?", code, 1},

      {"-", code, 0},
      {"-- ?", line, 0},
      {"-- ?\n?", code, 1},
      {"-- ?\r?", line, 0},
      {"1---?", line, 0},
      {"a->--?", line, 0},
      {"a->>?", code, 1},
      {"/* ?", block, 0},
      {"/*/ ?", block, 0},
      {"/**/?", code, 1},
      {"/* /* */ ?", code, 1},
      {"2*/*?", block, 0},
      {"$$ ? $$", code, 3},
  }));
  check(Dialect::sqlite, expected);
}

TEST_CASE("The lexer knows when a string could take in what follows") {
  const auto after_string = [](std::string_view sql) { return read(Dialect::postgres, sql).after_string; };
  CHECK(after_string("'a'"));
  CHECK(after_string("'a' "));
  CHECK(after_string("'a' -- b\n"));
  CHECK_FALSE(after_string(""));
  CHECK_FALSE(after_string("'a"));
  CHECK_FALSE(after_string("'a' -"));
  CHECK_FALSE(after_string("'a' - 1"));
  CHECK_FALSE(after_string("'a' /**/"));
  CHECK_FALSE(after_string("'a',"));
  CHECK_FALSE(after_string("'a' b"));
  CHECK_FALSE(read(Dialect::sqlite, "'a'").after_string);
}

TEST_CASE("A sealed string reports its continuation") {
  const auto continued = [](std::string_view rest) {
    std::string sql = "E'a'";
    Lexer lexer(Dialect::postgres);
    lexer.advance(sql);
    lexer.seal_string();
    sql += rest;
    lexer.advance(sql);
    return lexer.sealed_string_continued();
  };
  CHECK(continued("\n'b'"));
  CHECK(continued(" -- c\n'b'"));
  CHECK_FALSE(continued(" 'b'"));
  CHECK_FALSE(continued(", 'a'\n'b'"));
}

TEST_CASE("The lexer sees strings that end elsewhere without standard_conforming_strings") {
  const auto depends = [](std::string_view sql) { return read(Dialect::postgres, sql).depends_on_backslashes; };
  CHECK(depends(R"('\')"));
  CHECK(depends(R"('a\\\' )"));
  CHECK(depends(R"('\'' ')"));
  CHECK_FALSE(depends(R"('\\')"));
  CHECK_FALSE(depends(R"('\a')"));
  CHECK_FALSE(depends(R"(E'\'')"));
  CHECK_FALSE(depends(R"("\")"));
  CHECK_FALSE(depends(R"($$\'$$)"));
  CHECK_FALSE(depends(R"('\n''')"));
}

}  // namespace tcpless
