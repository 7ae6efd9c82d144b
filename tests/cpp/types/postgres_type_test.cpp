#include "types/decode.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using nlohmann::json;
using namespace tcpless;
using namespace tcpless::test;

TEST_CASE("E31: an unknown type is text", "[types][oid]") {
  const uint32_t type_id = GENERATE(0u, 1u, 24u, 6158u, 16384u, 65552u, 131072u + 23u, 0xffffffffu);
  CHECK(postgres_column(type_id).plain_text());
  CHECK(decode(type_id, "{a,b}") == "{a,b}");
}

TEST_CASE("types that stay text", "[types][oid]") {
  struct Case {
    uint32_t type_id;
    const char* text;
  };
  // text, varchar, bpchar (E32), name, "char", unknown, uuid, money, bit, varbit, record, xid, cid (E6),
  // inet, xml, point, circle, int4range, tsvector, int2vector, pg_lsn
  const Case c =
      GENERATE(Case{25, "a"}, Case{1043, ""}, Case{1042, "abc  "}, Case{19, "t"}, Case{18, "x"}, Case{705, "1"},
               Case{2950, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}, Case{790, "$32,767.00"}, Case{1560, "101"},
               Case{1562, "1"}, Case{2249, "(1,,\"a b\",\"\")"}, Case{28, "4294967295"}, Case{29, "7"},
               Case{869, "::1/128"}, Case{142, "<a/>"}, Case{600, "(1,2)"}, Case{718, "<(1,2),3>"}, Case{3904, "[1,5)"},
               Case{3614, "'a':1"}, Case{22, "1 2"}, Case{3220, "0/1"});
  CHECK(postgres_column(c.type_id).plain_text({}));
  CHECK(decode(c.type_id, c.text) == c.text);
}

TEST_CASE("arrays of types that stay text", "[types][oid]") {
  // E32 and the arrays that the official client leaves as raw text: "char"[] 1002, name[] 1003,
  // int2vector[] 1006, circle[] 719, bit[] 1561; then others of every kind.
  const uint32_t type_id =
      GENERATE(143u, 629u, 651u, 719u, 775u, 791u, 1002u, 1003u, 1006u, 1008u, 1009u, 1010u, 1011u, 1012u, 1013u, 1014u,
               1015u, 1017u, 1018u, 1019u, 1027u, 1034u, 1040u, 1041u, 1183u, 1187u, 1263u, 1270u, 1561u, 1563u, 2287u,
               2951u, 3221u, 3643u, 3645u, 3905u, 3927u, 4073u, 6150u, 6157u);
  INFO(type_id);
  CHECK(decode(type_id, R"({NULL,a,"b c"})") == json{nullptr, "a", "b c"});
}

TEST_CASE("plain text is known from the column and its options", "[types][oid]") {
  const auto plain = [](uint32_t type_id, const ValueOptions& options) {
    return postgres_column(type_id).plain_text(options);
  };
  CHECK(plain(25, {}));
  CHECK(plain(oid::numeric, {}));
  CHECK_FALSE(plain(oid::numeric, {.numeric = NumericAs::number}));
  CHECK(plain(oid::date, {}));
  CHECK_FALSE(plain(oid::date, {.date = TimeAs::date}));
  CHECK(plain(oid::timestamp, {}));
  CHECK_FALSE(plain(oid::timestamp, {.timestamp = TimeAs::date}));
  CHECK_FALSE(plain(oid::timestamptz, {}));
  CHECK_FALSE(plain(oid::text_array, {}));
  CHECK_FALSE(plain(oid::numeric_array, {}));
  CHECK_FALSE(plain(oid::int8, {.int8 = Int8As::string}));
}

TEST_CASE("E23, E24, E25: json and jsonb are handed on as JSON", "[types][json]") {
  const uint32_t type_id = GENERATE(oid::json, oid::jsonb);
  CHECK(decode(type_id, "null") == nullptr);
  CHECK(decode(type_id, R"({"a":1,"b":[true,"x"]})") == json::parse(R"({"a":1,"b":[true,"x"]})"));
  CHECK(decode(type_id, "1.0") == 1.0);
  CHECK(decode(type_id, "{\"a\": 1}", {.json = JsonAs::text}) == "{\"a\": 1}");
  CHECK(decode(type_id, "") == value_error);
  CHECK(decode(type_id, "{") == value_error);
  CHECK(decode(type_id, "12345678901234567890") == value_error);
}
