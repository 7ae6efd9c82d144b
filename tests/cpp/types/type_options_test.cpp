// What the option `types` can say. tests/spec/type-options.md has what comes of it.
#include "types/type_options.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "types/decode.h"

using nlohmann::json;
using namespace tcpless;
using namespace tcpless::test;

namespace {

bool is_right(std::string_view entries) {
  ValueOptions values;
  return read_type_options(entries, values).empty();
}

json decode_chosen(std::string_view entries, std::string_view column, uint32_t type_id, std::string_view text) {
  Arena arena(limits::context_bytes);
  ValueOptions values;
  REQUIRE(read_type_options(entries, values).empty());
  JsonSink sink;
  const PostgresColumn reader = chosen_column(column, type_id, entries, values, arena);
  const Status status = emit_postgres_value(reader, text, values, arena, sink);
  return status ? sink.cells().at(0) : failure(status.code());
}

}  // namespace

TEST_CASE("every form of every type is known, and no other", "[types][options]") {
  const json types = {{"int8", {"number", "string", "bigint", "text"}},
                      {"numeric", {"string", "number", "bigint", "text"}},
                      {"json", {"parsed", "rounded", "text"}},
                      {"bytea", {"bytes", "hex", "text"}},
                      {"timestamptz", {"iso", "date", "local", "text"}},
                      {"timestamp", {"text", "date", "local"}},
                      {"date", {"text", "date", "local"}},
                      {"interval", {"text", "object"}},
                      {"point", {"text", "object"}},
                      {"circle", {"text", "object"}},
                      {"bool", {"boolean", "text"}}};
  const char* const forms[] = {"text",    "string", "number", "bigint", "boolean", "parsed",
                               "rounded", "bytes",  "hex",    "iso",    "date",    "local",
                               "object",  "",       "int8",   "Text",   "text ",   "number string"};
  for (const auto& [type, known] : types.items()) {
    for (const char* form : forms) {
      INFO(type << ' ' << form);
      const bool expected = std::find(known.begin(), known.end(), form) != known.end();
      CHECK(is_right(type + '=' + form) == expected);
      CHECK_FALSE(is_right(type + '=' + form + "[]"));
    }
  }
}

TEST_CASE("columns and OIDs take every form, and arrays of it", "[types][options]") {
  for (const std::string form : {"text", "string", "number", "bigint", "boolean", "parsed", "rounded", "bytes", "hex",
                                 "iso", "date", "local", "object"}) {
    for (const std::string& each : {form, form + "[]"}) {
      INFO(each);
      CHECK(is_right("columns price=" + each));
      CHECK(is_right("oids 1700=" + each));
    }
    CHECK_FALSE(is_right("columns price=" + form + "[][]"));
  }
  for (const char* wrong : {"columns price=", "columns price=int8", "columns price", "oids x=text", "oids =text",
                            "oids -1=text", "oids 4294967296=text", "oid 1=text", "=text", "=",
                            "preset=", "preset=mysql", "preset=pg[]", "column a=text", "number=int8"}) {
    INFO(wrong);
    CHECK_FALSE(is_right(wrong));
  }
  ValueOptions values;
  CHECK(read_type_options(std::string_view("int8=string\0int9=string\0x=y", 27), values) == "int9=string");
}

TEST_CASE("a column goes before its OID, that before its type, and all before the preset", "[types][options]") {
  const auto with = [](std::initializer_list<const char*> entries) {
    std::string text;
    for (const char* entry : entries) text += (text.empty() ? std::string() : std::string(1, '\0')) + entry;
    return decode_chosen(text, "a=b", 20, "42");
  };
  CHECK(with({}) == 42);
  CHECK(with({"preset=pg"}) == "42");
  CHECK(with({"preset=pg", "int8=bigint"}) == json{{"bigint", "42"}});
  CHECK(with({"preset=pg", "preset=exact"}) == 42);
  CHECK(with({"preset=text"}) == "42");
  CHECK(with({"preset=text", "oids 20=number"}) == 42);
  CHECK(with({"int8=bigint", "oids 20=pg"}) == "42");
  CHECK(with({"int8=text", "int8=number"}) == 42);
  CHECK(with({"oids 20=string", "int8=bigint"}) == "42");
  CHECK(with({"columns a=b=number", "oids 20=string", "int8=bigint"}) == 42);
  CHECK(with({"oids 20=string", "columns a=b=number"}) == 42);
  CHECK(with({"columns a=number", "oids 21=text", "int8=bigint"}) == json{{"bigint", "42"}});
}

TEST_CASE("a form that the type does not have reads the text, or is the error value", "[types][options]") {
  constexpr uint32_t text = 25;
  CHECK(decode_chosen("columns a=number", "a", text, "1.5") == 1.5);
  CHECK(decode_chosen("columns a=bigint", "a", text, "123456789012345678901234567890") ==
        json{{"bigint", "123456789012345678901234567890"}});
  CHECK(decode_chosen("columns a=parsed", "a", text, "[1]") == json::parse("[1]"));
  CHECK(decode_chosen("columns a=boolean", "a", text, "t") == true);
  CHECK(decode_chosen("columns a=date", "a", text, "1970-01-01 00:00:01+00") == json{{"date", 1000}});
  CHECK(decode_chosen("columns a=bigint[]", "a", 99999, "{1,NULL}") == json::parse(R"([{"bigint":"1"},null])"));
  CHECK(decode_chosen("oids 1020=text[]", "a", 1020, "{(1,2),(3,4);(5,6),(7,8)}") ==
        json::parse(R"text(["(1,2),(3,4)","(5,6),(7,8)"])text"));
  CHECK(decode_chosen("oids 1007=text", "a", 1007, "{1,2}") == "{1,2}");
  for (const char* form : {"number", "bigint", "boolean", "parsed", "iso", "date", "local", "object", "text[]"}) {
    INFO(form);
    CHECK(decode_chosen(std::string("columns a=") + form, "a", text, "x") == value_error);
  }
}
