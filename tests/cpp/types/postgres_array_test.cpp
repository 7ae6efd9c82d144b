#include "types/decode.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using nlohmann::json;
using namespace tcpless;
using namespace tcpless::test;

TEST_CASE("E19: quotes, backslashes and NULL", "[types][array]") {
  const json expected = {nullptr, "NULL", "", "a,b", "c\"d", "e\\f", " sp ", "{x}"};
  CHECK(decode(oid::text_array, R"({NULL,"NULL","","a,b","c\"d","e\\f"," sp ","{x}"})") == expected);
}

TEST_CASE("E20: nested, empty and with lower bounds", "[types][array]") {
  CHECK(decode(oid::int4_array, "{1,2}") == json{1, 2});
  CHECK(decode(oid::int4_array, "{{1,2},{3,NULL}}") == json{{1, 2}, {3, nullptr}});
  CHECK(decode(oid::int4_array, "{}") == json::array());
  CHECK(decode(oid::int4_array, "[0:1]={1,2}") == json{1, 2});
  CHECK(decode(oid::int4_array, "[-1:0][2:3]={{1,2},{3,4}}") == json{{1, 2}, {3, 4}});
  CHECK(decode(oid::int4_array, "{{{{{{7}}}}}}") == json::parse("[[[[[[7]]]]]]"));
}

TEST_CASE("E21: box[] is split at semicolons", "[types][array]") {
  CHECK(decode(oid::box_array, "{(3,4),(1,2);(7,8),(5,6)}") == json{"(3,4),(1,2)", "(7,8),(5,6)"});
  CHECK(decode(oid::box_array, "{(3,4),(1,2)}") == json::array({"(3,4),(1,2)"}));
  CHECK(decode(oid::box_array, "{NULL;(7,8),(5,6)}") == json{nullptr, "(7,8),(5,6)"});
}

TEST_CASE("E2, E4, E22: elements follow the rules of their type", "[types][array]") {
  CHECK(decode(oid::int8_array, "{1,NULL}") == json{1, nullptr});
  CHECK(decode(oid::int8_array, "{9007199254740993,NULL}") == value_error);
  CHECK(decode(oid::int8_array, "{9007199254740993,NULL}", {.int8 = Int8As::string}) ==
        json{"9007199254740993", nullptr});
  CHECK(decode(oid::int8_array, "{9007199254740993,1}", {.int8 = Int8As::bigint}) ==
        json{{{"bigint", "9007199254740993"}}, {{"bigint", "1"}}});
  CHECK(decode(oid::numeric_array, "{12345678901234567890.123,NaN}") == json{"12345678901234567890.123", "NaN"});
  CHECK(decode(oid::float8_array, "{1.5,NaN,-0}") == json{1.5, {{"number", "NaN"}}, {{"number", "-0"}}});
  CHECK(decode(oid::boolean_array, "{t,f,NULL}") == json{true, false, nullptr});
  CHECK(decode(oid::bytea_array, R"({"\\x00ff",NULL,"\\000\\\\"})") ==
        json{{{"hex", "00ff"}}, nullptr, {{"hex", "005c"}}});
  CHECK(decode(oid::jsonb_array, R"({"{\"a\": 1}",NULL,null,"null","[1, 2]",3})") ==
        json{{{"a", 1}}, nullptr, nullptr, nullptr, {1, 2}, 3});
  CHECK(decode(oid::json_array, R"({"\"a\\\"b\""})") == json::array({"a\"b"}));
  CHECK(decode(oid::timestamptz_array, R"({"2024-01-02 03:04:05+01",infinity})") ==
        json{"2024-01-02T02:04:05Z", "infinity"});
  CHECK(decode(oid::date_array, "{2024-01-02}", {.date = TimeAs::date}) == json::array({{{"date", 1704153600000}}}));
  CHECK(decode(oid::date_array, "{2024-02-30}", {.date = TimeAs::date}) == protocol_error);
  CHECK(decode(oid::int4_array, "{a}") == protocol_error);
  CHECK(decode(oid::jsonb_array, "{a}") == value_error);
  CHECK(decode(oid::int4_array, "{\"1\"}") == json{1});
}

TEST_CASE("strings longer than a SIMD block, with the special byte at every place", "[types][array]") {
  for (size_t length = 0; length < 70; ++length) {
    std::string plain(length, 'x');
    CHECK(decode(oid::text_array, "{\"" + plain + "\"}") == json::array({plain}));
    for (size_t at = 0; at <= length; ++at) {
      std::string value = plain;
      value.insert(at, "\"");
      std::string escaped = plain;
      escaped.insert(at, "\\\"");
      const json cell = decode(oid::text_array, "{\"" + escaped + "\",\"\\\\" + escaped + "\"}");
      if (cell != json{value, "\\" + value}) CHECK(cell == json{value, "\\" + value});
    }
  }
}

TEST_CASE("text beyond ASCII, line breaks and control characters", "[types][array]") {
  CHECK(decode(oid::text_array, "{é😀,\"a\nb\",\x01,\u00a0,\"\x0b\"}") ==
        json{"é😀", "a\nb", "\x01", "\u00a0", "\x0b"});
}

TEST_CASE("text that array_out does not write is a protocol error", "[types][array]") {
  const char* text =
      GENERATE("", "{", "}", "1,2", "{1,2", "{1,2}}", "{1,2}x", "x{1}", "{1,,2}", "{,1}", "{1,}", "{,}", "{{}}",
               "{{},{}}", "{ }", "{ 1}", "{1 }", "{1, 2}", "{{1},2}", "{1,{2}}", "{{1}{2}}", "{{1},}", "{{1,2},{3}",
               "{\"", "{\"a", "{\"a\\", "{\"a\\\"", "{\"a\\\"}", "{\"a\"b}", "{a\"b\"}", "{a\\b}", "{a{b}", "{\"a\" }",
               "[0:1]", "[0:1]=", "[0:1]{1,2}", "[0]={1}", "[:]={1}", "[0:]={1}", "[-:1]={1}", "[0:1={1}", "[0:1]=1",
               "={1}", "[0:1]=[0:1]={1}", " {1}", "{1} ", "{}{}", "{},", "{{1}},{{2}}");
  INFO(text);
  const json cell = decode(oid::text_array, text);
  CHECK(cell == protocol_error);
  CHECK(decode(oid::int4_array, text) == protocol_error);
}

TEST_CASE("arrays nest as deep as the limit and no deeper", "[types][array]") {
  const auto nested = [](size_t depth) { return std::string(depth, '{') + "1" + std::string(depth, '}'); };
  json expected = 1;
  for (uint32_t i = 0; i < limits::array_depth; ++i) expected = json::array({expected});
  CHECK(decode(oid::int4_array, nested(limits::array_depth)) == expected);
  CHECK(decode(oid::int4_array, nested(limits::array_depth + 1)) == protocol_error);
  CHECK(decode(oid::int4_array, std::string(1'000'000, '{')) == protocol_error);
}

TEST_CASE("an element that does not fit the arena is an out-of-memory error", "[types][array]") {
  Arena scratch(4096);
  JsonSink sink;
  const std::string text = "{\"\\\"" + std::string(20000, 'x') + "\"}";
  CHECK(emit_postgres_value(postgres_column(oid::text_array), text, {}, scratch, sink).code() ==
        ErrorCode::out_of_memory);
}

TEST_CASE("elements in a large array reuse one buffer", "[types][array]") {
  std::string text = "{";
  for (int i = 0; i < 50000; ++i) text += "\"\\\"abc\",";
  text.back() = '}';
  Arena scratch(4096);
  JsonSink sink;
  CHECK(emit_postgres_value(postgres_column(oid::text_array), text, {}, scratch, sink));
  CHECK(sink.cells()[0].size() == 50000);
  CHECK(sink.cells()[0][49999] == "\"abc");
}
