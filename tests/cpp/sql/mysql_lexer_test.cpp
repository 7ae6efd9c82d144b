#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "sql/lexer.h"

namespace tcpless {
namespace {

struct Case {
  std::string sql;
  Place place;
  uint32_t placeholders = 0;
  bool ambiguous = false;
};

struct Reading {
  Place place;
  uint32_t placeholders;
  bool ambiguous;
  bool after_string;
  bool after_prefix;
  bool operator==(const Reading&) const = default;
};

Reading reading_of(const Lexer& lexer) {
  return {lexer.place(), lexer.placeholders(), lexer.is_ambiguous(), lexer.after_string(), lexer.after_prefix()};
}

Reading read(std::string_view sql) {
  Lexer lexer(Dialect::mysql);
  lexer.advance(sql);
  return reading_of(lexer);
}

constexpr Place code = Place::code;
constexpr Place string = Place::string;
constexpr Place name = Place::quoted_name;
constexpr Place line = Place::line_comment;
constexpr Place block = Place::block_comment;
constexpr Place variable = Place::variable;
constexpr Place dashes = Place::dashes;

}  // namespace

TEST_CASE("MySQL text is followed by the rules that its servers share") {
  const Case expected = GENERATE(values<Case>({
      {"", code},
      {"select ?, :name, ?", code, 3},
      {":1 :a$b :\xC3\xA9", code, 3},
      {": a, a :=1, lbl: begin", code},
      {":a:b", code, 2},
      {"::a", code, 1},
      {"a->'$.b' ->> ?", code, 1},

      {"'", string},
      {"'?:a", string},
      {"'a''", string},
      {"'a'' ?", string},
      {"'a''?' ?", code, 1},
      {"'\" ?' ?", code, 1},
      {"\"", string},
      {"\"a\"\"?\" ?", code, 1},
      {"\"'?\" ?", code, 1},
      {"`a?\\` ?", code, 1},
      {"`a``?", name},
      {"`'` ?", code, 1},
      {"n'?' N'?' x'00' b'0' _utf8mb4'?' _latin1 x'41' ?", code, 1},
      {"0x41 0b1 1e5 .5 1.5e-3 ?", code, 1},

      {R"('\\' ?)", code, 1},
      {R"('\n\\' ?)", code, 1},
      {R"('\)", string},
      {R"('\' ?)", string, 0, true},
      {R"('\'' ?)", code, 1, true},
      {R"('\\\'' ?)", code, 1, true},
      {R"("\"" ?)", code, 1, true},
      {R"('\"' "\'" ?)", code, 1},
      {R"('' \' ?)", string},

      {"-", code},
      {"--", dashes},
      {"a --", dashes},
      {"---", dashes},
      {"--a ?", code, 1},
      {"--?", code, 1},
      {"-- ?", line},
      {"--\t?", line},
      {"--\n?", code, 1},
      {"--\r?", line},
      {"--\v?", line, 0, true},
      {"--\f?", line, 0, true},
      {"--\x01?", line, 0, true},
      {"--\x7f?", line, 0, true},
      {"--\xC2\xA0?", code, 1},
      {"--- ?", line},
      {"1---2 ?", code, 1},
      {"-- ?\r?\n?", code, 1},
      {"- - ?", code, 1},
      {"a->-- ?", line},
      {"#?", line},
      {"# ?\n?", code, 1},
      {"a#?", line},
      {"@a#?", line},

      {"/", code},
      {"/ * ?", code, 1},
      {"// ?", code, 1, true},
      {"/*?", block},
      {"/*/ ?", block},
      {"/**/?", code, 1},
      {"/* /* ? */ ?", code, 1},
      {"/* ' */ ?", code, 1},
      {"/***/ ?", code, 1},
      {"2*/*?", block},
      {"*/ ?", code, 1},

      {"/*! ? */ ?", code, 1},
      {"/*!50701 straight_join */ ?", code, 1},
      {"/*! '", block, 0, true},
      {"/*! ' */ ?", code, 1, true},
      {"/*! \" */ ?", code, 1, true},
      {"/*! ` */ ?", code, 1, true},
      {"/*! # */ ?", code, 1, true},
      {"/*! \\ */ ?", code, 1, true},
      {"/*! - - */ ?", code, 1},
      {"/*! -- */ ?", code, 1, true},
      {"/*! /* */ */ ?", code, 1, true},
      {"/*! / * */ ?", code, 1},
      {"/*! @a*/ ?", code, 1},
      {"/*! @*/ ?", code, 1, true},
      {"/*! @@*/ ?", code, 1, true},
      {"/* @*/ ?", code, 1},
      {"/* ! ' */ ?", code, 1},
      {"/*M! ' */ ?", code, 1, true},
      {"/*M ! ' */ ?", code, 1},
      {"/*N! ' */ ?", code, 1},
      {"/*M'! */ ?", code, 1},
      {"/*+ max_execution_time(5) */ ?", code, 1},
      {"/*+ set_var(a='b') */ ?", code, 1, true},
      {"/*a+ ' */ ?", code, 1},
      {"/*! a */ /* ' */ ?", code, 1},

      {"@", variable},
      {"@@", variable},
      {"@@@", variable, 0, true},
      {"@a", code},
      {"@a? :b", code, 2},
      {"@:a", code, 1, true},
      {"@a.b$c ?", code, 1},
      {"@@global.a ?", code, 1},
      {"@ ?", code, 1, true},
      {"@, ?", code, 1, true},
      {"@`", name},
      {"@`a?'` ?", code, 1},
      {"@@`a` ?", code, 1},
      {"@'a' ?", code, 1, true},
      {"@\"a\" ?", code, 1, true},
      {"@'a?", string, 0, true},
      {"@a'?' ?", code, 1, true},
      {"@a`?` ?", code, 1, true},
      {"@a.'b' ?", code, 1, true},
      {"'a'@'b' ?", code, 1, true},
  }));
  INFO(expected.sql);
  const Reading whole = read(expected.sql);
  CHECK(static_cast<int>(whole.place) == static_cast<int>(expected.place));
  CHECK(whole.placeholders == expected.placeholders);
  CHECK(whole.ambiguous == expected.ambiguous);
  // In pieces, and moved in memory between them. Pieces hold whole characters.
  Lexer lexer(Dialect::mysql);
  for (size_t end = 1; end <= expected.sql.size(); ++end) {
    if (end < expected.sql.size() && (static_cast<uint8_t>(expected.sql[end]) & 0xc0) == 0x80) continue;
    lexer.advance(std::string(expected.sql.substr(0, end)));
    CHECK(reading_of(lexer) == read(expected.sql.substr(0, end)));
  }
}

TEST_CASE("The MySQL lexer knows what a string could become one with") {
  const auto after_string = [](std::string_view sql) { return read(sql).after_string; };
  for (const char* sql : {"'a'", "\"a\"", "x'00'", "'a' ", "'a'\n", "'a' -- b\n", "'a' #b\n", "'a' /**/", "'a' --\n"}) {
    INFO(sql);
    CHECK(after_string(sql));
  }
  for (const char* sql : {"", "'a", "'a',", "'a' -", "'a' --", "'a' --b", "'a' /", "'a' b", "'a' 1", "'a' `b`", "'a' ?",
                          "'a' :", "'a' @", "'a')"}) {
    INFO(sql);
    CHECK_FALSE(after_string(sql));
  }
}

TEST_CASE("The MySQL lexer knows what gives a string another meaning") {
  const auto after_prefix = [](std::string_view sql) { return read(sql).after_prefix; };
  for (const char* sql : {"_latin1", "_utf8mb4 ", "_latin1/**/", "_latin1 -- a\n", "/*! a */", "/*M! a */ ", "/*!*/"}) {
    INFO(sql);
    CHECK(after_prefix(sql));
  }
  for (const char* sql :
       {"", "a_", "_a =", "_a,", "`_a`", "@_a", "_a /", "_a b", "/* a */", "/*+ a */", "/*! a */ b"}) {
    INFO(sql);
    CHECK_FALSE(after_prefix(sql));
  }
}

TEST_CASE("A value counts as a string that nothing may continue") {
  const auto continued = [](std::string_view after) {
    std::string sql = "select 1";
    Lexer lexer(Dialect::mysql);
    lexer.advance("select ");
    lexer.pass_value(sql);
    CHECK(lexer.after_string());
    lexer.advance(sql.append(after));
    return lexer.sealed_string_continued();
  };
  for (const char* after : {"'a'", " 'a'", " \"a\"", "/**/'a'", "-- b\n'a'", " #\n'a'"}) {
    INFO(after);
    CHECK(continued(after));
  }
  for (const char* after : {"", " as 'a'", ", 'a'", "- 'a'", "--'a'", " x'00'", " `a`", " /* 'a' */", " -- 'a'"}) {
    INFO(after);
    CHECK_FALSE(continued(after));
  }
}

}  // namespace tcpless
