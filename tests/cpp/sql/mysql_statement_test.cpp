#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/cpp/sql/statement_case.h"

namespace tcpless::test {

TEST_CASE("MySQL statements") {
  check(
      Dialect::mysql,
      GENERATE(values<Case>({
          {"nothing", {}, ""},
          {"text alone", {text("select 1")}, "select 1"},
          {"values are in the text",
           {text("select * from t where a = "), number("1"), text(" and b = "), value("it"), text(";")},
           "select * from t where a = 1 and b = 'it';"},
          {"every kind",
           {text("("), null_value(), text(","), boolean(true), text(","), number("-0.5"), text(","), bigint("7"),
            text(","), value("\xC3\xA9"), text(","), json("[]"), text(","), date(0), text(","), bytes("\x01"),
            text(")")},
           "(null,true,-0.5,7,_utf8mb4 x'c3a9','[]','1970-01-01 00:00:00.000',x'01')"},
          {"literals are the same", {text("("), literal(date(0)), text(")")}, "('1970-01-01 00:00:00.000')"},
          {"beside words and digits", {text("a"), value("a"), text("b")}, "a 'a' b"},
          {"numbers beside digits and dots",
           {text("1"), number("2"), text("3, ."), number("4"), text(".5, t."), null_value(), text(".a")},
           "1 2 3, . 4 .5, t. null .a"},
          {"a minus before a negative number", {text("1-"), number("-1"), text("-1")}, "1- -1 -1"},
          {"a value in dashes", {text("1 - - "), number("-1"), text("- -1")}, "1 - - -1 - -1"},
          {"a minus behind what looks like a character set", {text("_count -"), number("5")}, "_count - 5"},
          {"a minus behind a comment that servers run", {text("1 /*! + 1 */ -"), number("5")}, "1 /*! + 1 */ - 5"},
          {"beside signs", {text("a<"), value("a"), text("/"), number("1"), text("*2")}, "a< 'a' / 1 *2"},
          {"JSON operators", {text("a->"), value("$.b"), text("->>"), value("$.c")}, "a-> '$.b' ->> '$.c'"},
          {"beside brackets", {text("("), value("a"), text(")")}, "('a')"},
          {"an assignment", {text("set @a:="), value("a")}, "set @a:='a'"},
          {"after a variable",
           {text("select @a "), identifier({"b"}), text(", @@c+"), number("1")},
           "select @a `b`, @@c+ 1"},
          {"after an @ in back ticks", {text("set @`a`"), value("a")}, "set @`a` 'a'"},
          {"after @@ in back ticks", {text("set @a=@@`b`+"), number("1")}, "set @a=@@`b`+ 1"},
          {"comments before and after", {text("/* ' */"), value("a"), text("-- '\n#'")}, "/* ' */ 'a' -- '\n#'"},
          {"executable comments",
           {text("select /*!40001 sql_no_cache */ a, "), value("a")},
           "select /*!40001 sql_no_cache */ a, 'a'"},
          {"hints",
           {text("select /*+ max_execution_time(5) */"), value("a")},
           "select /*+ max_execution_time(5) */ 'a'"},
          {"what has no value is the server's business",
           {text("select ?, :a, '\\', /*! ' */ @'a")},
           "select ?, :a, '\\', /*! ' */ @'a"},
          {"raw text joins text", {text("sel"), raw("ect '"), text("', "), value("a")}, "select '', 'a'"},
          {"text that looks like placeholders",
           {text("select '?', \":a\", `?`, /* ? */ # ?\n a:=1, "), value("a")},
           "select '?', \":a\", `?`, /* ? */ # ?\n a:=1, 'a'"},
          {"ambiguous text behind the last value", {text("select "), value("a"), text(", '\\''")}, "select 'a', '\\''"},

          {"names",
           {text("select "), identifier({"t", "a`b\"'\\"}), text(" from "), reference("s.t")},
           "select `t`.`a``b\"'\\` from `s`.`t`"},
          {"a name beside a name", {identifier({"a"}), text("`b`"), identifier({"c"})}, "`a` `b` `c`"},
          {"a name after a dot", {text("t."), identifier({"a"}), text(".b")}, "t.`a`.b"},
          {"a star", {text("select "), reference("t.*"), text("/1, "), reference("*")}, "select `t`.* /1, *"},
          {"a name after a value", {value("a"), identifier({"b"}), number("1")}, "'a' `b` 1"},
          {"a long name",
           {identifier({"\xE2\x82\xAC" + std::string(63, 'a')})},
           "`\xE2\x82\xAC" + std::string(63, 'a') + "`"},
      })));
}

TEST_CASE("MySQL statements with their own placeholders") {
  check(Dialect::mysql,
        GENERATE(values<Case>({
            {"none", {statement("select 1")}, "select 1"},
            {"none and ambiguous", {statement(R"(select 'a\', ?)")}, R"(select 'a\', ?)"},
            {"in order", {statement("select ?, ?"), number("1"), value("?")}, "select 1, '?'"},
            {"side by side with words", {statement("select?from"), number("1")}, "select 1 from"},
            {"not in strings, names and comments",
             {statement("select '?', \"?\", `?`, /* ? */ -- ?\n # ?\n ?, '?'"), number("1")},
             "select '?', \"?\", `?`, /* ? */ -- ?\n # ?\n 1, '?'"},
            {"the first and the last byte", {statement("?,?"), number("1"), number("2")}, "1,2"},
            {"a question mark in a value stays", {statement("?"), value("?")}, "'?'"},
            {"by name",
             {statement("select :a, :b_1, :a"), parameter_name("b_1"), number("1"), parameter_name("a"), value(":b_1")},
             "select ':b_1', 1, ':b_1'"},
            {"longest name",
             {statement(":ab,:a"), parameter_name("a"), number("1"), parameter_name("ab"), number("2")},
             "2,1"},
            {"names beyond ASCII",
             {statement(":gr\xC3\xB6\xC3\x9F"
                        "e"),
              parameter_name("gr\xC3\xB6\xC3\x9F"
                             "e"),
              number("1")},
             "1"},
            {"not in strings, names and comments",
             {statement("select ':a', \":a\", `:a`, /* :a */ #:a\n :a, @a:=1"), parameter_name("a"), number("1")},
             "select ':a', \":a\", `:a`, /* :a */ #:a\n 1, @a:=1"},
            {"a value more than there are names",
             {statement("select :a"), parameter_name("b"), number("1"), parameter_name("a"), number("2")},
             "select 2"},
        })));
}

TEST_CASE("MySQL values are found by their names, in whatever order and however many") {
  for (const size_t count : {1U, 2U, 3U, 10U, 64U, 1000U}) {
    std::string sql;
    std::string expected;
    Parts parts = {statement("")};
    for (size_t i = 0; i < count; ++i) {
      // 7919 is a prime, so that each index comes once.
      const std::string number_text = std::to_string((i * 7919 + 5) % count);
      parts.push_back(parameter_name("n" + number_text));
      parts.push_back(number(number_text));
      sql += (i == 0 ? ":n" : ", :n") + std::to_string(i);
      expected += (i == 0 ? "" : ", ") + std::to_string(i);
    }
    parts.front() = statement(sql);
    CHECK(sql_of(parts, Dialect::mysql) == expected);
    parts.front() = statement(sql + ", :n");
    CHECK(compile(parts, Dialect::mysql).code == ErrorCode::parameter);
    parts.front() = statement(sql + ", :nn");
    CHECK(compile(parts, Dialect::mysql).code == ErrorCode::parameter);
  }
}

TEST_CASE("MySQL refusals") {
  const std::string long_name(65, 'a');
  check(Dialect::mysql,
        GENERATE_COPY(values<Refusal>({
            {"in a string", {text("select '"), value("a"), text("'")}, misuse, 0},
            {"in double quotes", {text("select \""), value("a"), text("\"")}, misuse, 0},
            {"in a name", {text("`"), value("a"), text("`")}, misuse, 0},
            {"in a comment", {text("/* "), value("a"), text(" */")}, misuse, 0},
            {"in an executable comment", {text("/*! "), value("a"), text(" */")}, misuse, 0},
            {"in a line comment", {text("-- "), value("a")}, misuse, 0},
            {"in another", {text("#"), value("a")}, misuse, 0},
            {"after dashes", {text("1--"), number("1")}, misuse, 0},
            {"after @", {text("@"), value("a")}, misuse, 0},
            {"after @@", {text("@@"), value("a")}, misuse, 0},
            {"after a string", {text("'a'"), value("b")}, misuse, 0},
            {"after a string and a comment", {text("\"a\" /* */ "), number("1")}, misuse, 0},
            {"before a string", {value("a"), text(" 'b'")}, misuse},
            {"before a string in double quotes", {number("1"), text("\"b\"")}, misuse},
            {"after a value", {value("a"), value("b")}, misuse, 1},
            {"after a value and space", {value("a"), text(" "), number("1")}, misuse, 1},
            {"a literal after a value", {value("a"), literal(number("1"))}, misuse},
            {"after a character set", {text("_latin1"), value("a")}, misuse, 0},
            {"after an executable comment", {text("/*! a */"), value("a")}, misuse, 0},
            {"after a backslash before a quote", {text("'\\'' = "), value("a")}, misuse, 0},
            {"after that in double quotes", {text("\"\\\"\" = "), value("a")}, misuse, 0},
            {"a name after that", {text("'\\'' = "), identifier({"a"})}, misuse},
            {"after a quoted variable", {text("@'a' = "), value("a")}, misuse, 0},
            {"after a name behind @@@", {text("@@@`c!` = "), value("a")}, misuse, 0},
            {"after quotes in an executable comment", {text("/*! ' */ = "), value("a")}, misuse, 0},
            {"the second value", {value("a"), text(", '\\'', "), value("b")}, misuse, 1},
            {"text that ends in a string", {text("select "), value("a"), text(", 'a")}, misuse},
            {"a question mark by hand", {text("?, "), value("a")}, misuse},
            {"a name by hand", {value("a"), text(", :a")}, misuse},
            {"NUL in text", {text(std::string("select\0", 7))}, misuse},
            {"NUL in a statement", {statement(std::string("select\0", 7))}, misuse},

            {"more placeholders", {statement("?, ?"), value("a")}, ErrorCode::parameter},
            {"placeholders and nothing else", {statement("select ?")}, ErrorCode::parameter},
            {"names and no values", {statement("select :a")}, ErrorCode::parameter},
            {"more values", {statement("?"), value("a"), value("b")}, ErrorCode::parameter, 1},
            {"values and no placeholders", {statement("select '?'"), value("a")}, ErrorCode::parameter, 0},
            {"a name without a value", {statement(":a"), parameter_name("A"), value("a")}, ErrorCode::parameter},
            {"names and a question mark", {statement(":a, ?"), parameter_name("a"), value("a")}, misuse},
            {"only a question mark", {statement("?"), parameter_name("a"), value("a")}, misuse},
            {"values and a name", {statement("?, :a"), value("a")}, misuse},
            {"two colons", {statement("::a"), parameter_name("a"), value("a")}, misuse},
            {"a placeholder after @", {statement("@?"), value("a")}, misuse, 0},
            {"after dashes", {statement("1--?"), number("1")}, misuse, 0},
            {"by name",
             {statement("1--:a"), parameter_name("b"), null_value(), parameter_name("a"), number("1")},
             misuse,
             1},
            {"after a string", {statement("'a' ?"), value("a")}, misuse, 0},
            {"after an ambiguous string", {statement("'\\'' ?"), value("a")}, misuse, 0},
            {"in the dollar quotes of MySQL 9", {text("select $$ "), value("a"), text(" $$")}, misuse, 0},
            {"in those with a tag", {statement("select $x$ ? $x$"), value("a")}, misuse, 0},
            {"after a comment that Vitess reads in one it runs", {statement("1 /*! // */ + ?"), value("a")}, misuse, 0},
            {"a statement that ends in a string", {statement("?, 'a"), value("a")}, misuse},

            {"an empty name", {identifier({""})}, ErrorCode::identifier},
            {"a long name", {identifier({long_name})}, ErrorCode::identifier},
            {"a long part", {reference("a." + long_name)}, ErrorCode::identifier},
            {"a name that ends with a space", {identifier({"a "})}, ErrorCode::identifier},
            {"a character beyond U+FFFF", {identifier({"\xF0\x9F\x98\x80"})}, ErrorCode::identifier},
            {"NUL in a name", {identifier({std::string("a\0", 2)})}, ErrorCode::identifier},
            {"a name in a string", {text("'"), identifier({"a"}), text("'")}, misuse},
            {"a name after @", {text("@"), identifier({"a"})}, misuse},

            {"an array", {text("in "), array({number("1")})}, ErrorCode::parameter, 0},
            {"NUL in a value", {null_value(), text(","), value(std::string("a\0", 2))}, ErrorCode::parameter, 1},
            {"NaN", {number("NaN")}, ErrorCode::parameter, 0},
            {"an invalid value by name",
             {statement(":a"), parameter_name("b"), null_value(), parameter_name("a"), array({})},
             ErrorCode::parameter,
             1},
            {"a forged number", {number("1;drop table t")}, ErrorCode::protocol, 0},
            {"a literal of nothing", {bare_step(Step::literal)}, ErrorCode::protocol},
            {"a name without its value", {statement(":a"), parameter_name("a")}, ErrorCode::protocol},
            {"a value without its name",
             {statement(":a"), parameter_name("a"), null_value(), null_value()},
             ErrorCode::protocol},
            {"a name in the middle",
             {statement("?"), null_value(), parameter_name("a"), null_value()},
             ErrorCode::protocol},
            {"a name in a template", {text("select "), parameter_name("a"), null_value()}, ErrorCode::protocol},
            {"text after a statement", {statement("?"), null_value(), text("a")}, ErrorCode::protocol},
        })));
}

TEST_CASE("Other dialects refuse names") {
  const Parts parts = {statement("select :a"), parameter_name("a"), number("1")};
  CHECK(compile(parts, Dialect::postgres).code == ErrorCode::unsupported);
  CHECK(compile(parts, Dialect::sqlite).code == ErrorCode::unsupported);
}

TEST_CASE("Memory that runs out while MySQL values are written is reported as that") {
  Parts parts;
  for (int i = 0; i < 100; ++i) {
    parts.insert(parts.end(),
                 {text("select '"), text("' || "), identifier({"abc"}), text(" = "), value("it's"), text(";")});
  }
  const std::string names = record_of({statement("select :a, :b"), parameter_name("a"), value(std::string(500, '\'')),
                                       parameter_name("b"), number("1")});
  for (const std::string& record : {record_of(parts), names}) {
    const Compiled complete = compile_record(record, Dialect::mysql);
    REQUIRE(complete.code == ErrorCode::ok);
    bool succeeded = false;
    for (size_t memory = 0; memory < 40000 && !succeeded; memory += 16) {
      const Compiled compiled = compile_record(record, Dialect::mysql, memory);
      succeeded = compiled.code == ErrorCode::ok;
      if (succeeded) {
        CHECK(compiled.sql == complete.sql);
      } else {
        CHECK(compiled.code == ErrorCode::out_of_memory);
      }
    }
    CHECK(succeeded);
  }
}

}  // namespace tcpless::test
