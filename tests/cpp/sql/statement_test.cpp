#include "sql/statement.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/cpp/sql/statement_case.h"

namespace tcpless::test {

TEST_CASE("PostgreSQL statements") {
  check(
      Dialect::postgres,
      GENERATE(values<Case>({
          {"nothing", {}, ""},
          {"text alone", {text("select 1")}, "select 1"},
          {"numbering", {text("select "), number("1"), text(", "), value("a"), text("")}, "select $1, $2"},
          {"every value takes one number",
           {text("("), null_value(), text(","), array({number("1"), array({null_value()})}), text(","), bytes("\x01"),
            text(","), date(0), text(","), json("{}"), text(","), bigint("1"), text(","), boolean(true), text(")")},
           "($1,$2,$3,$4,$5,$6,$7)"},
          {"raw text joins text", {text("sel"), raw("ect $a"), text("$ $1 $a$"), raw(";")}, "select $a$ $1 $a$;"},
          {"hand-written placeholders alone are the server's business", {text("select $1")}, "select $1"},
          {"and so beside names", {text("select $1, "), reference("a")}, "select $1, \"a\""},
          {"text that looks like placeholders",
           {text("select '$1', \"$2\", $$ $3 $$ /* $4 */ -- $5\n, a$6, "), value("a")},
           "select '$1', \"$2\", $$ $3 $$ /* $4 */ -- $5\n, a$6, $1"},
          {"JSON operators", {text("a ? "), value("k"), text(" and b ?| "), value("{}")}, "a ? $1 and b ?| $2"},
          {"casts", {value("a"), text("::text")}, "$1::text"},
          {"a comment at the end", {text("select "), value("a"), text(" -- done")}, "select $1 -- done"},

          {"a value beside a word", {text("select"), value("a"), text("from t")}, "select $1 from t"},
          {"beside digits", {text("1"), value("a"), text("2")}, "1 $1 2"},
          {"beside a dollar", {text("$"), value("a"), text("$")}, "$ $1 $"},
          {"beside a tag",
           {text("$t"), value("a"), text("$1")},
           "refused: placeholders written by hand stand next "
           "to values: give those as values too"},
          {"beside values", {value("a"), value("b"), value("c")}, "$1 $2 $3"},
          {"beside letters beyond ASCII", {text("\xC3\xA9"), value("a"), text("\xC3\xA9")}, "\xC3\xA9 $1 \xC3\xA9"},
          {"beside signs", {text("-"), value("a"), text("-"), value("b")}, "-$1-$2"},
          {"beside brackets", {text("("), value("a"), text(")["), value("b"), text("]")}, "($1)[$2]"},
          {"a field of a value", {text("("), value("a"), text(").b")}, "($1).b"},
          {"empty text between is nothing", {value("a"), text(""), text("1")}, "$1 1"},

          {"names",
           {text("select "), identifier({"t", "a\"b"}), text(" from "), reference("s.t")},
           R"(select "t"."a""b" from "s"."t")"},
          {"a name beside a name", {identifier({"a"}), text("\"b\""), identifier({"c"})}, R"("a" "b" "c")"},
          {"a name beside U&", {text("U&"), identifier({"a\\0041"})}, R"(U& "a\0041")"},
          {"a name beside words", {text("as"), identifier({"a"}), text("from")}, R"(as "a" from)"},
          {"a name after a dot", {text("t."), identifier({"a"}), text(".b")}, R"(t."a".b)"},
          {"a star", {text("select "), reference("t.*"), text(", "), reference("*")}, R"(select "t".*, *)"},
          {"a star beside a slash", {text("/"), reference("*"), text("/")}, "/ * /"},
          {"a star that is not last is a name", {reference("*.a")}, R"("*"."a")"},
          {"a star of sql.id is a name", {identifier({"*"})}, R"("*")"},

          {"literals",
           {text("("), literal(null_value()), text(","), literal(boolean(true)), text(","), literal(boolean(false)),
            text(","), literal(number("1e-7")), text(","), literal(bigint("-170141183460469231731687303715884105728")),
            text(","), literal(value("it's")), text(","), literal(bytes(std::string("\0\xff", 2))), text(")")},
           R"((null,true,false,1e-7,-170141183460469231731687303715884105728,'it''s',E'\\x00ff'::bytea))"},
          {"a backslash", {literal(value("\\' or 1=1 --"))}, R"(E'\\'' or 1=1 --')"},
          {"empty text", {literal(value(""))}, "''"},
          {"empty bytes", {literal(bytes(""))}, R"(E'\\x'::bytea)"},
          {"a negative number after a minus", {text("1-"), literal(number("-1"))}, "1- -1"},
          {"after other operators", {text("a@"), literal(bigint("-1"))}, "a@ -1"},
          {"after a value", {value("a"), literal(number("-1"))}, "$1-1"},
          {"a literal beside a prefix", {text("E"), literal(value("a")), text("E'\\''")}, "E 'a' E'\\''"},
          {"beside U&", {text("U&"), literal(value("a"))}, "U& 'a'"},
          {"beside digits", {text("1"), literal(number("2")), text("3")}, "1 2 3"},
          {"beside a fraction", {literal(number("1")), text(".5")}, "1 .5"},
          {"beside an exponent", {literal(number("1")), text("e5")}, "1 e5"},
          {"literals do not count as values", {literal(number("1")), text(","), value("a")}, "1,$1"},

          {"the service's own placeholders", {statement("select $2, $1"), number("1"), number("2")}, "select $2, $1"},
          {"are not looked at", {statement("select ' $9"), number("1")}, "select ' $9"},
          {"and need none", {statement("select 1")}, "select 1"},
      })));
}

TEST_CASE("SQLite statements") {
  check(Dialect::sqlite,
        GENERATE(values<Case>({
            {"numbering", {text("select "), number("1"), text(", "), value("a")}, "select ?1, ?2"},
            {"beside words, digits and signs",
             {text("a"), value("a"), text("1"), value("b"), text("-"), value("c")},
             "a ?1 1 ?2-?3"},
            {"beside values", {value("a"), value("b")}, "?1 ?2"},
            {"beside a colon", {text(":"), value("a")}, ": ?1"},
            {"a cast is a placeholder",
             {text("select a::int, "), value("a")},
             "refused: placeholders written by hand stand next to values: give those as values too"},
            {"text that looks like placeholders",
             {text("select '?', \"?\", `?`, [?] /* ? */ -- ?\n, a$b, "), value("a")},
             "select '?', \"?\", `?`, [?] /* ? */ -- ?\n, a$b, ?1"},
            {"names", {identifier({"a\"b"}), text(" "), reference("s.t.*")}, R"("a""b" "s"."t".*)"},
            {"long names", {identifier({std::string(64, 'a')})}, "\"" + std::string(64, 'a') + "\""},
            {"literals",
             {text("("), literal(null_value()), text(","), literal(boolean(true)), text(","), literal(number("-1.5")),
              text(","), literal(value("it's \\")), text(","), literal(bytes("\xff")), text(")")},
             R"((null,true,-1.5,'it''s \',x'ff'))"},
            {"literals beside strings", {text("'a'"), literal(value("b")), text("'c'")}, "'a' 'b' 'c'"},
            {"the largest integers",
             {literal(bigint("9223372036854775807")), text(","), literal(bigint("-9223372036854775808"))},
             "9223372036854775807,-9223372036854775808"},
        })));
}

TEST_CASE("PostgreSQL refusals") {
  const std::string long_name(64, 'a');
  check(
      Dialect::postgres,
      GENERATE_COPY(values<Refusal>({
          {"a value in a string", {text("select '"), value("a"), text("'")}, misuse, 0},
          {"a value in a doubled quote", {text("select ''''''''"), text("'"), value("a")}, misuse, 0},
          {"the second value", {value("a"), text(" '"), value("b")}, misuse, 1},
          {"in an escape string", {text("E'\\'"), value("a"), text("'")}, misuse, 0},
          {"in a continued escape string", {text("E'a'\n'\\'"), value("a"), text("'")}, misuse, 0},
          {"in a name", {text("\""), value("a"), text("\"")}, misuse, 0},
          {"in a comment", {text("/* "), value("a"), text(" */")}, misuse, 0},
          {"in a nested comment", {text("/* /* */ "), value("a"), text(" */")}, misuse, 0},
          {"in a line comment", {text("-- "), value("a")}, misuse, 0},
          {"in a dollar quote", {text("$$ "), value("a"), text(" $$")}, misuse, 0},
          {"in a tagged dollar quote", {text("$a$ $$ "), value("a"), text(" $a$")}, misuse, 0},
          {"a name in a string", {text("'"), identifier({"a"}), text("'")}, misuse},
          {"a reference in a comment", {text("--"), reference("a"), text("\n")}, misuse},
          {"a literal in a string", {text("'"), literal(number("1")), text("'")}, misuse},
          {"text that ends in a string", {text("select 'a")}, misuse},
          {"in a name", {text("select \"a")}, misuse},
          {"in a comment", {text("select /* a")}, misuse},
          {"in a dollar quote", {text("select $a$ $$")}, misuse},
          {"raw text that opens a string", {raw("'"), text(" "), value("a")}, misuse, 0},
          {"NUL in text", {text(std::string("select\0", 7))}, misuse},
          {"NUL in a statement", {statement(std::string("select\0", 7))}, misuse},
          {"a placeholder by hand", {text("select $1, "), value("a")}, misuse},
          {"after the value", {value("a"), text(", $1")}, misuse},
          {"a literal after a string", {text("'a'\n"), literal(value("b"))}, misuse},
          {"a string after a literal", {literal(value("a\\")), text("\n'b'")}, misuse},
          {"a literal after an ambiguous string", {text("'\\', "), literal(value("a"))}, misuse},
          {"a name after an ambiguous string", {text("'\\', "), identifier({"a"})}, misuse},

          {"an empty name", {identifier({""})}, ErrorCode::identifier},
          {"an empty part", {identifier({"a", ""})}, ErrorCode::identifier},
          {"an empty reference", {reference("")}, ErrorCode::identifier},
          {"a reference that ends in a dot", {reference("a.")}, ErrorCode::identifier},
          {"or begins with one", {reference(".a")}, ErrorCode::identifier},
          {"or has two", {reference("a..b")}, ErrorCode::identifier},
          {"NUL in a name", {identifier({std::string("a\0", 2)})}, ErrorCode::identifier},
          {"a long name", {identifier({long_name})}, ErrorCode::identifier},
          {"a name of few letters and many bytes",
           {identifier({"\xE2\x82\xAC" + long_name.substr(3)})},
           ErrorCode::identifier},
          {"a long part", {reference("a." + long_name)}, ErrorCode::identifier},

          {"NUL in a literal", {literal(value(std::string("a\0", 2)))}, ErrorCode::parameter},
          {"NaN as a literal", {literal(number("NaN"))}, ErrorCode::parameter},
          {"an infinity", {literal(number("-Infinity"))}, ErrorCode::parameter},
          {"a date", {literal(date(0))}, ErrorCode::parameter},
          {"JSON", {literal(json("{}"))}, ErrorCode::parameter},
          {"an array", {literal(array({}))}, ErrorCode::parameter},

          {"a forged number", {literal(number("1;drop table t"))}, ErrorCode::protocol},
          {"a forged exponent", {literal(number("1e5-"))}, ErrorCode::protocol},
          {"a forged fraction", {literal(number("1."))}, ErrorCode::protocol},
          {"a forged bigint", {literal(bigint("--1"))}, ErrorCode::protocol},
          {"an empty bigint", {literal(bigint(""))}, ErrorCode::protocol},
          {"no name at all", {identifier({})}, ErrorCode::protocol},
          {"a literal of nothing", {bare_step(Step::literal)}, ErrorCode::protocol},
          {"a literal of text", {literal(text("a"))}, ErrorCode::protocol},
          {"a setting in the middle", {text("select "), counted_step(Step::set_text, "a")}, ErrorCode::protocol},
          {"an unknown step", {bare_step(static_cast<Step>(99))}, ErrorCode::protocol},
          {"a whole statement after text", {text("select "), statement("select 1")}, ErrorCode::protocol},
          {"text after a whole statement", {statement("select 1"), text("a")}, ErrorCode::protocol},
          {"a name after a whole statement", {statement("select 1"), value("a"), reference("a")}, ErrorCode::protocol},
          {"text without its length", {bare_step(Step::text)}, ErrorCode::protocol},
      })));
}

TEST_CASE("SQLite refusals") {
  check(Dialect::sqlite,
        GENERATE(values<Refusal>({
            {"in a string", {text("'"), value("a"), text("'")}, misuse, 0},
            {"in back ticks", {text("`"), value("a"), text("`")}, misuse, 0},
            {"in brackets", {text("["), value("a"), text("]")}, misuse, 0},
            {"in a line comment that a carriage return does not end", {text("--\r"), value("a")}, misuse, 0},
            {"in a placeholder", {text("$a("), value("a"), text(")")}, misuse, 0},
            {"text that ends in a placeholder", {text("$a(")}, misuse},
            {"a question mark by hand", {text("?, "), value("a")}, misuse},
            {"a name by hand", {value("a"), text(", :a")}, misuse},
            {"NUL in a name", {identifier({std::string("\0", 1)})}, ErrorCode::identifier},
            {"an integer beyond 64 bits", {literal(bigint("9223372036854775808"))}, ErrorCode::parameter},
            {"or below", {literal(bigint("-9223372036854775809"))}, ErrorCode::parameter},
            {"or far beyond", {literal(bigint("100000000000000000000"))}, ErrorCode::parameter},
        })));
}

TEST_CASE("Lengths that do not fit the text are refused") {
  RecordBuilder too_long;
  too_long.step(Step::text);
  too_long.word(7);
  CHECK(compile_record(too_long.record(), Dialect::postgres).code == ErrorCode::parameter);

  RecordBuilder half_a_pair;
  half_a_pair.text_step(Step::text, "\xF0\x9F\x98\x80");
  std::string record = half_a_pair.record();
  record[6 * 4 + 4] = 1;  // of the two units
  CHECK(compile_record(record, Dialect::postgres).code == ErrorCode::parameter);
}

TEST_CASE("Parameters are counted up to the dialect's limit") {
  const auto [dialect, most] = GENERATE(table<Dialect, uint32_t>({
      {Dialect::postgres, limits::postgres_parameters},
      {Dialect::sqlite, limits::sqlite_parameters},
  }));
  const bool whole_statement = GENERATE(false, true);
  RecordBuilder record;
  if (whole_statement) record.text_step(Step::statement, "");
  for (uint32_t i = 0; i < most; ++i) record.step(Step::value_null);
  CHECK(compile_record(record.record(), dialect).code == ErrorCode::ok);
  CHECK(compile_record(record.record(), dialect).parameters == most);
  record.step(Step::value_null);
  const Compiled refused = compile_record(record.record(), dialect);
  CHECK(refused.code == ErrorCode::limit);
  CHECK(refused.parameter == static_cast<int32_t>(most));
}

TEST_CASE("A deep array is refused with its index") {
  RecordBuilder record;
  record.step(Step::value_null);
  for (uint32_t depth = 0; depth <= limits::array_depth; ++depth) {
    record.step(Step::value_array);
    record.word(1);
  }
  record.step(Step::value_null);
  const Compiled refused = compile_record(record.record(), Dialect::postgres);
  CHECK(refused.code == ErrorCode::parameter);
  CHECK(refused.parameter == 1);
}

TEST_CASE("Memory that runs out is reported as that and nothing else") {
  Parts parts;
  for (int i = 0; i < 200; ++i) {
    parts.insert(parts.end(), {text("select '"), text("' || "), value("a"), text(" as "), identifier({"abc"}),
                               literal(value("it's"))});
  }
  const std::string record = record_of(parts);
  const Compiled whole = compile_record(record, Dialect::postgres);
  REQUIRE(whole.code == ErrorCode::ok);
  bool succeeded = false;
  for (size_t memory = 0; memory < 40000; memory += 16) {
    const Compiled compiled = compile_record(record, Dialect::postgres, memory);
    succeeded = compiled.code == ErrorCode::ok;
    if (succeeded) {
      CHECK(compiled.sql == whole.sql);
      break;
    }
    CHECK(compiled.code == ErrorCode::out_of_memory);
  }
  CHECK(succeeded);
}

}  // namespace tcpless::test
