// Inserts of which a part of the rows is written, and the keys of nested rows in camel case.
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "builder/compile.h"
#include "builder/recording.h"

namespace tcpless::builder {
namespace {

using enum NodeKind;

constexpr size_t most_bytes = 256u << 20;

struct Part {
  ErrorCode code = ErrorCode::ok;
  std::string sql;
  uint32_t rows = 0;
  uint32_t left = 0;
  // The index of each value.
  std::vector<uint32_t> values;
};

// A record with the option that divides it, which stands between the dialect and the end of the options.
std::string divided(std::string_view record, const std::string& rows_done, const std::string& most) {
  std::string text(record);
  const char option = static_cast<char>(first_character + static_cast<int>(QueryOption::divide_rows));
  text.insert(1, option + rows_done + '\0' + most + '\0');
  return text;
}

// An insert of so many rows with two columns; a value stands before them, and one behind.
Part part_of(QueryDialect dialect, const std::string& rows_done, const std::string& most, const std::string& rows_given,
             bool has_query = false) {
  Arena arena(most_bytes);
  Buffer<char> record(arena);
  Recording r(record, dialect);
  r.node(insert_query);
  if (has_query) r.node(common_table).text("c").node(select_query).node(from).node(source).text("t").end().end();
  r.node(into).node(table).text("t");
  r.node(NodeKind::returning).node(alias).node(value).node(identifier).text("v");
  r.node(column_list).node(identifier).text("a").node(identifier).text("b").end();
  r.node(rows).text(rows_given);
  r.node(end_modifier).node(value).end();
  CompiledQuery query(most_bytes);
  Part part;
  part.code = query.compile(divided(record.view(), rows_done, most)).code();
  const auto& words = query.words();
  constexpr size_t fixed = static_cast<size_t>(QueryWord::rows_left) + 1;
  if (part.code != ErrorCode::ok) {
    CHECK(words.size() == fixed);
    return part;
  }
  part.sql = query.sql();
  part.rows = words[static_cast<size_t>(QueryWord::rows)];
  part.left = words[static_cast<size_t>(QueryWord::rows_left)];
  const uint32_t count = words[static_cast<size_t>(QueryWord::values)];
  for (uint32_t i = 0; i < count; ++i) part.values.push_back(words.size() > fixed ? words[fixed + i] : i);
  return part;
}

TEST_CASE("rows in the middle of an insert, with the values around them") {
  const Part part = part_of(QueryDialect::postgres, "2", "3", "10");
  CHECK(part.sql == "insert into \"t\" (\"a\", \"b\") values ($1, $2), ($3, $4), ($5, $6) returning $7 as \"v\" $8");
  CHECK(part.values == std::vector<uint32_t>{5, 6, 7, 8, 9, 10, 0, 21});
  CHECK(part.rows == 3);
  CHECK(part.left == 5);
}

TEST_CASE("the last rows of an insert") {
  const Part part = part_of(QueryDialect::mysql, "9", "3", "10");
  CHECK(part.sql == "insert into `t` (`a`, `b`) values (?, ?) returning ? as `v` ?");
  CHECK(part.rows == 1);
  CHECK(part.left == 0);
}

TEST_CASE("as many rows as a statement of the dialect takes") {
  const Part postgres = part_of(QueryDialect::postgres, "0", "0", "40000");
  CHECK(postgres.rows == 32766);
  CHECK(postgres.values.size() == 65534);
  CHECK(postgres.left == 40000 - 32766);
  CHECK(part_of(QueryDialect::postgres, "32766", "0", "40000").rows == 40000 - 32766);
  CHECK(part_of(QueryDialect::sqlite, "0", "0", "40000").rows == 16382);
  CHECK(part_of(QueryDialect::mysql, "0", "0", "40000").rows == 40000);
  CHECK(part_of(QueryDialect::postgres, "0", "0", "32766").left == 0);
}

TEST_CASE("an insert with another query in it is whole") {
  const Part part = part_of(QueryDialect::postgres, "5", "3", "10", true);
  CHECK(part.values.size() == 22);
  CHECK(part.rows == 0);
  CHECK(part.left == 0);
}

TEST_CASE("rows without a column are whole") {
  for (QueryDialect dialect : {QueryDialect::postgres, QueryDialect::mysql, QueryDialect::sqlite}) {
    Arena arena(most_bytes);
    Buffer<char> record(arena);
    Recording r(record, dialect);
    r.node(insert_query).node(into).node(table).text("t").node(column_list).end().node(rows).text("3").end();
    CompiledQuery query(most_bytes);
    REQUIRE(query.compile(divided(record.view(), "0", "0")).code() == ErrorCode::ok);
    CHECK(query.sql().ends_with(" () values (), (), ()"));
    CHECK(query.words()[static_cast<size_t>(QueryWord::rows)] == 3);
    CHECK(query.words()[static_cast<size_t>(QueryWord::rows_left)] == 0);
  }
}

TEST_CASE("numbers that are none are a malformed record") {
  for (const char* number : {"", "-1", "x", "1.5", "99999999999999999999", "1073741825"}) {
    CHECK(part_of(QueryDialect::postgres, number, "0", "10").code == ErrorCode::core_fault);
    CHECK(part_of(QueryDialect::postgres, "0", number, "10").code == ErrorCode::core_fault);
  }
}

std::string nested(QueryDialect helper, NodeKind kind, std::string_view column) {
  Arena arena(most_bytes);
  Buffer<char> record(arena);
  Recording r(record, QueryDialect::postgres, {QueryOption::snake_case});
  r.node(kind).text(std::string(1, static_cast<char>(first_character + static_cast<int>(helper))));
  r.node(select_query).node(from).node(source).text("petAnimal");
  r.node(NodeKind::select).node(selection).text(column).end();
  CompiledQuery query(most_bytes);
  CHECK(query.compile(record.view()).code() == ErrorCode::ok);
  return std::string(query.sql());
}

TEST_CASE("nested rows have keys as the caller wrote them") {
  CHECK(nested(QueryDialect::postgres, json_array_from, "p.petName") ==
        "(select coalesce(json_agg(agg), '[]') from (select \"agg\".\"pet_name\" as \"petName\" from "
        "(select \"p\".\"pet_name\" from \"pet_animal\") as agg) as agg)");
  CHECK(nested(QueryDialect::postgres, json_object_from, "p.petName as theName") ==
        "(select to_json(obj) from (select \"obj\".\"the_name\" as \"theName\" from "
        "(select \"p\".\"pet_name\" as \"the_name\" from \"pet_animal\") as obj) as obj)");
  CHECK(nested(QueryDialect::postgres, json_array_from, "name") ==
        "(select coalesce(json_agg(agg), '[]') from (select \"name\" from \"pet_animal\") as agg)");
  CHECK(nested(QueryDialect::sqlite, json_array_from, "petName") ==
        "(select coalesce(json_group_array(json_object('petName', \"agg\".\"pet_name\")), '[]') from "
        "(select \"pet_name\" from \"pet_animal\") as agg)");
}

}  // namespace
}  // namespace tcpless::builder
