#include "builder/compile.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <functional>
#include <string>
#include <vector>

#include "builder/recording.h"

namespace tcpless::builder {
namespace {

using enum NodeKind;
using Write = std::function<void(Recording&)>;

constexpr size_t most_bytes = 256u << 20;

struct Outcome {
  ErrorCode code = ErrorCode::ok;
  std::string sql;
  std::vector<uint32_t> values;
  std::string unsupported;
};

Outcome compile(std::string_view record) {
  CompiledQuery query(most_bytes);
  const Status status = query.compile(record);
  Outcome outcome;
  outcome.code = status.code();
  if (!status) {
    CHECK(query.words()[0] == static_cast<uint32_t>(status.code()));
    CHECK(query.text() == status.message());
    return outcome;
  }
  outcome.sql = query.sql();
  outcome.unsupported = query.unsupported();
  const auto& words = query.words();
  const bool reordered = (words[1] & 1u << static_cast<uint32_t>(QueryFlag::reordered)) != 0;
  CHECK(words.size() == 6 + (reordered ? words[2] : 0));
  for (uint32_t i = 0; i < words[2]; ++i) outcome.values.push_back(reordered ? words[6 + i] : i);
  return outcome;
}

Outcome compile(QueryDialect dialect, std::initializer_list<QueryOption> options, const Write& write) {
  Arena arena(most_bytes);
  Buffer<char> record(arena);
  Recording recording(record, dialect, options);
  write(recording);
  return compile(record.view());
}

std::string sql_of(QueryDialect dialect, const Write& write) {
  const Outcome outcome = compile(dialect, {}, write);
  CHECK(outcome.code == ErrorCode::ok);
  return outcome.sql;
}

void person(Recording& r) { r.node(select_query).node(from).node(source).text("person as p"); }

void equals(Recording& r, std::string_view column) {
  r.node(binary).node(NodeKind::reference).text(column).node(operator_name).text("=").node(value);
}

TEST_CASE("a select in each dialect") {
  const Write write = [](Recording& r) {
    person(r);
    r.node(where);
    equals(r, "p.id");
    r.node(NodeKind::select).node(selection).text("p.first`\"name as name");
    r.node(NodeKind::limit).node(value).end();
  };
  CHECK(sql_of(QueryDialect::postgres, write) ==
        "select \"p\".\"first`\"\"name\" as \"name\" from \"person\" as \"p\" where \"p\".\"id\" = $1 limit $2");
  CHECK(sql_of(QueryDialect::mysql, write) ==
        "select `p`.`first``\"name` as `name` from `person` as `p` where `p`.`id` = ? limit ?");
  CHECK(sql_of(QueryDialect::sqlite, write) ==
        "select \"p\".\"first`\"\"name\" as \"name\" from \"person\" as \"p\" where \"p\".\"id\" = ? limit ?");
}

TEST_CASE("values are counted in the order of the calls and taken in that of the text") {
  const Outcome outcome = compile(QueryDialect::postgres, {}, [](Recording& r) {
    person(r);
    r.node(NodeKind::limit).node(value);
    r.node(where);
    equals(r, "a");
    r.node(clear_where);
    r.node(where).node(binary).node(NodeKind::reference).text("b").node(operator_name).text("in");
    r.node(values).text("2").end();
  });
  CHECK(outcome.sql == "select from \"person\" as \"p\" where \"b\" in ($1, $2) limit $3");
  CHECK(outcome.values == std::vector<uint32_t>{2, 3, 0});
}

TEST_CASE("rows of an insert are counted, not written one by one") {
  const Outcome outcome = compile(QueryDialect::postgres, {}, [](Recording& r) {
    r.node(insert_query).node(into).node(table).text("app.person");
    r.node(column_list).node(identifier).text("a").node(identifier).text("b").end();
    r.node(rows).text("2").end();
  });
  CHECK(outcome.sql == "insert into \"app\".\"person\" (\"a\", \"b\") values ($1, $2), ($3, $4)");
  CHECK(outcome.values == std::vector<uint32_t>{0, 1, 2, 3});
}

TEST_CASE("750,000 values") {
  const Outcome outcome = compile(QueryDialect::postgres, {}, [](Recording& r) {
    r.node(insert_query).node(into).node(table).text("t").node(column_list);
    for (int i = 0; i < 15; ++i) r.node(identifier).text("column_" + std::to_string(i));
    r.end().node(rows).text("50000").end();
  });
  CHECK(outcome.code == ErrorCode::ok);
  CHECK(outcome.values.size() == 750'000);
  CHECK(outcome.sql.ends_with(", $749999, $750000)"));
}

TEST_CASE("nesting is bounded by memory and not by the stack") {
  constexpr int depth = 200'000;
  const NodeKind kind = GENERATE(parens, disjunction, raw, NodeKind::unary, alias, tuple, every);
  const Outcome outcome = compile(QueryDialect::sqlite, {}, [kind](Recording& r) {
    for (int i = 0; i < depth; ++i) {
      r.node(kind);
      if (kind == NodeKind::unary) r.node(operator_name).text("not");
    }
    r.node(value);
    for (int i = 0; i < depth; ++i) {
      if (kind == disjunction) r.node(value);
      if (kind == alias) r.node(identifier).text("a");
      if (kind == raw || kind == tuple || kind == every) r.end();
    }
  });
  CHECK(outcome.code == ErrorCode::ok);
  CHECK(outcome.values.size() == (kind == disjunction ? depth + 1 : 1));
}

TEST_CASE("queries nested deeply are in parentheses, each") {
  constexpr int depth = 20'000;
  const Outcome outcome = compile(QueryDialect::postgres, {}, [](Recording& r) {
    for (int i = 0; i < depth; ++i) r.node(select_query).node(from).node(alias);
    r.node(table).text("t");
    for (int i = 0; i < depth; ++i) r.node(identifier).text("t").end();
  });
  CHECK(outcome.code == ErrorCode::ok);
  CHECK(outcome.sql.starts_with("select from (select from (select"));
}

TEST_CASE("a table is looked up by one way through the queries around it") {
  // Thousands of millions of steps, when all on the way are gone through for each of them.
  constexpr int depth = 3000;
  const Outcome outcome = compile(QueryDialect::postgres, {}, [](Recording& r) {
    for (int i = 0; i < depth; ++i) {
      r.node(select_query).node(schema).text("app").node(from).node(source).text("t as p");
      r.node(NodeKind::select).node(selection).text("p.id").node(NodeKind::select).node(selection).text("t.id");
      r.node(where);
    }
    r.node(NodeKind::reference).text("t.id");
    for (int i = 0; i < depth; ++i) r.end();
  });
  CHECK(outcome.code == ErrorCode::ok);
  CHECK(outcome.sql.starts_with("select \"p\".\"id\", \"app\".\"t\".\"id\" from \"app\".\"t\" as \"p\" where (select"));
}

TEST_CASE("a schema is given to tables and not to common tables, aliases and locks") {
  const std::string sql = sql_of(QueryDialect::postgres, [](Recording& r) {
    r.node(select_query).node(schema).text("app");
    r.node(common_table).text("recent").node(select_query).node(from).node(source).text("log").end().end();
    r.node(from).node(source).text("person as p").node(from).node(source).text("recent");
    r.node(NodeKind::select).node(selection).text("person.id").node(NodeKind::select).node(selection).text("p.id");
    r.node(lock).text(std::string(1, first_character)).node(table).text("person").end().end();
  });
  CHECK(sql ==
        "with \"recent\" as (select from \"app\".\"log\") select \"app\".\"person\".\"id\", \"p\".\"id\" from "
        "\"app\".\"person\" as \"p\", \"recent\" for update of \"person\"");
}

TEST_CASE("a table has the schema of the nearest query with one that names it") {
  const auto nested = [](bool common) {
    return sql_of(QueryDialect::postgres, [common](Recording& r) {
      r.node(select_query).node(schema).text("outer").node(from).node(source).text("t").node(where);
      r.node(select_query);
      if (common) r.node(common_table).text("t(a)").node(select_query).node(from).node(source).text("u").end().end();
      r.node(schema).text("inner").node(NodeKind::select).node(selection).text("t.id").end();
      r.end();
    });
  };
  CHECK(nested(false) == "select from \"outer\".\"t\" where (select \"outer\".\"t\".\"id\")");
  CHECK(nested(true) ==
        "select from \"outer\".\"t\" where (with \"t\"(\"a\") as (select from \"inner\".\"u\") select "
        "\"outer\".\"t\".\"id\")");
}

struct Column {
  std::string_view name;
  std::string_view direction;
  std::string_view nulls;
  NodeKind value;
};

// The rows behind these values.
Outcome behind_of(const std::vector<Column>& columns) {
  return compile(QueryDialect::postgres, {}, [&columns](Recording& r) {
    for (const auto& [name, order, place, item] : columns) {
      r.node(behind).node(NodeKind::reference).text(name).node(item).node(direction).text(order);
      if (!place.empty()) r.node(nulls).text(place);
    }
    for (size_t i = 0; i < columns.size(); ++i) r.end();
  });
}

TEST_CASE("rows behind others in an order") {
  const std::string first(1, first_character);
  const std::string last(1, first_character + 1);
  CHECK(behind_of({{"a", "desc", {}, value}}).sql == "\"a\" < $1");
  CHECK(behind_of({{"a", "desc", first, value}}).sql == "\"a\" < $1");
  CHECK(behind_of({{"a", last, last, value}}).sql == "(\"a\" < $1 or \"a\" is null)");
  CHECK(behind_of({{"a", "asc", first, null_value}}).sql == "\"a\" is not null");
  CHECK(behind_of({{"a", "asc", last, null_value}}).sql == "1 = 0");
  const Outcome two = behind_of({{"a", first, {}, value}, {"p.b", "desc", last, true_value}});
  CHECK(two.sql == "(\"a\" >= $1 and (\"a\" > $2 or (\"a\" = $3 and (\"p\".\"b\" < $4 or \"p\".\"b\" is null))))");
  CHECK(two.values == std::vector<uint32_t>{0, 0, 0, 1});
  CHECK(behind_of({{"a", "asc", last, value}, {"b", "asc", first, value}}).sql ==
        "((\"a\" > $1 or \"a\" is null) or (\"a\" = $2 and \"b\" > $3))");
  CHECK(behind_of({{"a", "asc", first, null_value}, {"b", "asc", last, null_value}}).sql ==
        "(\"a\" is not null or (\"a\" is null and 1 = 0))");
  CHECK(behind_of({{"a", "asc", last, null_value}, {"b", "asc", {}, value}}).sql ==
        "(1 = 0 or (\"a\" is null and \"b\" > $1))");
}

TEST_CASE("what a dialect has not is said and compiled all the same") {
  const Write returns = [](Recording& r) {
    r.node(delete_query).node(from).node(source).text("t").node(returning).node(all).end();
  };
  CHECK(compile(QueryDialect::mysql, {}, returns).unsupported == "MySQL does not have this: returning");
  CHECK(compile(QueryDialect::mysql, {}, returns).sql == "delete from `t` returning *");
  CHECK(compile(QueryDialect::sqlite, {}, returns).unsupported.empty());
}

TEST_CASE("options change what is written") {
  const Outcome snake = compile(QueryDialect::postgres, {QueryOption::snake_case},
                                [](Recording& r) { r.node(NodeKind::reference).text("somePerson.firstNameOfID"); });
  CHECK(snake.sql == "\"some_person\".\"first_name_of_id\"");
  const Outcome empty = compile(QueryDialect::postgres, {QueryOption::empty_lists}, [](Recording& r) {
    r.node(binary).node(NodeKind::reference).text("a").node(operator_name).text("not in").node(values).text("0");
  });
  CHECK(empty.sql == "1 = 1");
  const Outcome null = compile(QueryDialect::postgres, {QueryOption::null_comparison}, [](Recording& r) {
    r.node(binary).node(NodeKind::reference).text("a").node(operator_name).text("!=").node(null_value);
  });
  CHECK(null.sql == "\"a\" is not null");
  const Outcome once = compile(QueryDialect::postgres, {QueryOption::deduplicate_joins}, [](Recording& r) {
    person(r);
    for (int i = 0; i < 3; ++i) {
      const std::string text = i < 2 ? "pet" : "toy";
      r.node(join).text(std::string(1, first_character)).node(source).text(text).end();
    }
    r.end();
  });
  CHECK(once.sql == "select from \"person\" as \"p\" inner join \"pet\" inner join \"toy\"");
}

TEST_CASE("words that are none are refused, as they would become SQL") {
  const Write refused = GENERATE(Write([](Recording& r) { r.node(operator_name).text("= 1 or"); }),
                                 Write([](Recording& r) { r.node(operator_name).text(""); }),
                                 Write([](Recording& r) { r.node(operator_name).text("is\nnot"); }),
                                 Write([](Recording& r) { r.node(data_type).text("text); drop"); }),
                                 Write([](Recording& r) { r.node(data_type).text("varchar(1"); }),
                                 Write([](Recording& r) { r.node(direction).text("desc, (select 1)"); }),
                                 Write([](Recording& r) { r.node(NodeKind::reference).text("a.b.c.d"); }),
                                 Write([](Recording& r) { r.node(literal).text("1; drop"); }));
  const Outcome outcome = compile(QueryDialect::postgres, {}, refused);
  CHECK(outcome.code != ErrorCode::ok);
  CHECK(outcome.sql.empty());
}

TEST_CASE("a record cut at any byte, or with any byte changed, is compiled or refused") {
  Arena arena(most_bytes);
  Buffer<char> buffer(arena);
  Recording recording(buffer, QueryDialect::mysql, {QueryOption::snake_case});
  person(recording);
  recording.node(where).node(every);
  equals(recording, "a");
  recording.node(null_value).end().node(order_item).node(order_reference).text("a desc").end();
  recording.node(common_table).text("x(a, b)").node(insert_query).node(column_list).node(identifier).text("a").end();
  recording.node(rows).text("3").end().node(materialized).end().end();
  const std::string whole(buffer.view());
  REQUIRE(compile(whole).code == ErrorCode::ok);
  for (size_t size = 0; size < whole.size(); ++size) CHECK(compile(whole.substr(0, size)).code != ErrorCode::ok);
  for (size_t i = 0; i < whole.size(); ++i) {
    for (int byte = 0; byte < 256; byte += 3) {
      std::string changed = whole;
      changed[i] = static_cast<char>(byte);
      (void)compile(changed);
    }
  }
}

TEST_CASE("memory that runs out is a failure and nothing else") {
  for (size_t bytes = 0; bytes < 40'000; bytes += 97) {
    Arena arena(most_bytes);
    Buffer<char> record(arena);
    Recording recording(record, QueryDialect::postgres);
    person(recording);
    for (int i = 0; i < 50; ++i) {
      recording.node(where);
      equals(recording, "some_column");
    }
    recording.end();
    CompiledQuery query(bytes);
    if (const Status status = query.compile(record.view()); !status) CHECK(status.code() == ErrorCode::out_of_memory);
  }
}

}  // namespace
}  // namespace tcpless::builder
