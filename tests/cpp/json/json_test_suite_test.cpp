// JSONTestSuite (https://github.com/nst/JSONTestSuite) where it lies beside the repository, and vectors of our own.
#include "json/check_value.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <map>

#include "support/files.h"
#include "support/json_document.h"

using namespace tcpless;
using namespace tcpless::test;

namespace {

// What both readers say to the documents that RFC 8259 leaves to the implementation.
struct Answer {
  ErrorCode envelope;  // JsonReader: exact or an error, so no lone surrogate and nothing that is not UTF-8
  ErrorCode value;     // check_json_value: what JSON.parse says, within json_value_depth
};
constexpr ErrorCode ok = ErrorCode::ok;
constexpr ErrorCode protocol = ErrorCode::protocol;
constexpr ErrorCode value = ErrorCode::value;

// clang-format off
const std::map<std::string, Answer> implementation_defined = {
    // Numbers are handed on as text, so none is too large; reading one as a double is left to JavaScript.
    {"i_number_double_huge_neg_exp.json", {ok, ok}},
    {"i_number_huge_exp.json", {ok, ok}},
    {"i_number_neg_int_huge_exp.json", {ok, ok}},
    {"i_number_pos_double_huge_exp.json", {ok, ok}},
    {"i_number_real_neg_overflow.json", {ok, ok}},
    {"i_number_real_pos_overflow.json", {ok, ok}},
    {"i_number_real_underflow.json", {ok, ok}},
    {"i_number_too_big_neg_int.json", {ok, ok}},
    {"i_number_too_big_pos_int.json", {ok, ok}},
    {"i_number_very_big_negative_int.json", {ok, ok}},
    // Escaped surrogates without a partner: an envelope that must become UTF-8 cannot carry them, a json value may.
    {"i_object_key_lone_2nd_surrogate.json", {protocol, ok}},
    {"i_string_1st_surrogate_but_2nd_missing.json", {protocol, ok}},
    {"i_string_1st_valid_surrogate_2nd_invalid.json", {protocol, ok}},
    {"i_string_incomplete_surrogate_and_escape_valid.json", {protocol, ok}},
    {"i_string_incomplete_surrogate_pair.json", {protocol, ok}},
    {"i_string_incomplete_surrogates_escape_valid.json", {protocol, ok}},
    {"i_string_invalid_lonely_surrogate.json", {protocol, ok}},
    {"i_string_invalid_surrogate.json", {protocol, ok}},
    {"i_string_inverted_surrogates_U+1D11E.json", {protocol, ok}},
    {"i_string_lone_second_surrogate.json", {protocol, ok}},
    // Bytes that are not UTF-8.
    {"i_string_UTF-16LE_with_BOM.json", {protocol, value}},
    {"i_string_UTF-8_invalid_sequence.json", {protocol, value}},
    {"i_string_UTF8_surrogate_U+D800.json", {protocol, value}},
    {"i_string_invalid_utf-8.json", {protocol, value}},
    {"i_string_iso_latin_1.json", {protocol, value}},
    {"i_string_lone_utf8_continuation_byte.json", {protocol, value}},
    {"i_string_not_in_unicode_range.json", {protocol, value}},
    {"i_string_overlong_sequence_2_bytes.json", {protocol, value}},
    {"i_string_overlong_sequence_6_bytes.json", {protocol, value}},
    {"i_string_overlong_sequence_6_bytes_null.json", {protocol, value}},
    {"i_string_truncated-utf-8.json", {protocol, value}},
    {"i_string_utf16BE_no_BOM.json", {protocol, value}},
    {"i_string_utf16LE_no_BOM.json", {protocol, value}},
    // Deeper than any service nests its envelope; a json value may be.
    {"i_structure_500_nested_arrays.json", {ErrorCode::limit, ok}},
    // RFC 8259 section 8.1 lets a parser ignore a byte order mark; JSON.parse does not.
    {"i_structure_UTF-8_BOM_empty_object.json", {protocol, value}},
};
// clang-format on

constexpr size_t piece_sizes[] = {0, 1, 2, 3, 7};

ErrorCode check_value_of(const std::string& text) {
  Arena scratch(limits::context_bytes);
  JsonValueFacts facts;
  const std::vector<char> exact(text.begin(), text.end());
  return check_json_value({exact.data(), exact.size()}, scratch, facts).code();
}

void check_both(const std::string& text, const Answer& expected) {
  for (const size_t piece : piece_sizes) {
    INFO("pieces of " << piece << " bytes");
    CHECK(read_document(text, piece).error == expected.envelope);
  }
  CHECK(check_value_of(text) == expected.value);
}

void check_accepted(const std::string& text) {
  check_both(text, {ok, ok});
  const nlohmann::json expected = nlohmann::json::parse(text);
  for (const size_t piece : piece_sizes) CHECK(read_document(text, piece).value == expected);
}

// Whether the code is one that a document can be refused with; nesting may be met before the mistake.
bool is_refusal(ErrorCode code, ErrorCode usual) { return code == usual || code == ErrorCode::limit; }

void check_refused(const std::string& text) {
  for (const size_t piece : piece_sizes) {
    INFO("pieces of " << piece << " bytes");
    CHECK(is_refusal(read_document(text, piece).error, protocol));
  }
  CHECK(is_refusal(check_value_of(text), value));
}

}  // namespace

TEST_CASE("JSONTestSuite: every y_ accepted, every n_ refused, one answer to each i_, in any pieces", "[json]") {
  const auto files = files_in(source_path("../shared/corpora/json/test_parsing"), ".json");
  for (const auto& path : files) {
    const std::string name = path.filename().string();
    INFO(name);
    const std::string text = read_file(path);
    if (name.starts_with("y_")) {
      check_accepted(text);
    } else if (name.starts_with("n_")) {
      check_refused(text);
    } else {
      REQUIRE(implementation_defined.contains(name));
      check_both(text, implementation_defined.at(name));
    }
  }
  std::printf("JSONTestSuite: %zu documents, each whole and in pieces of 1, 2, 3 and 7 bytes\n", files.size());
}

TEST_CASE("documents that every JSON parser accepts", "[json]") {
  for (const char* text : {
           "[]",
           "{}",
           "0",
           "-0",
           "-0.0",
           "1",
           "10",
           "1.5",
           "-1.5e10",
           "1E+2",
           "1e-2",
           "0e1",
           "0.1e1",
           "123456789012",
           "null",
           "true",
           "false",
           "\"\"",
           "\"a\"",
           " [ ] ",
           "\t\r\n {\n} ",
           "[[]]",
           "[{}]",
           "{\"\":0}",
           "{\"a\":1,\"a\":2}",
           "{\"a\":{\"b\":[1,{\"c\":null}]}}",
           "[1,2,3]",
           "[null,true,false]",
           "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
           "\"\\u0000\"",
           "\"\\u0041\\u00e9\\u20AC\"",
           "\"\\ud83d\\ude00\"",
           "\"\\uD834\\uDD1E\"",
           "\"\\uDBFF\\uDFFF\"",
           "\"\x7f\"",
           "\"\xc3\xa9\"",
           "\"\xe2\x82\xac\"",
           "\"\xf0\x9f\x98\x80\"",
           "\"\xf4\x8f\xbf\xbf\"",
           "\"\xef\xbb\xbf\"",
           "\"\xef\xbf\xbf\"",
           "\"exactly sixteen.\"",
           "\"exactly sixteen.x\"",
           "\"fifteen of them\"",
           "\"sixteen then....\\n\"",
       }) {
    INFO(text);
    check_accepted(text);
  }
}

TEST_CASE("documents that every JSON parser refuses", "[json]") {
  for (const char* text : {
           "",
           " ",
           "[",
           "]",
           "{",
           "}",
           "[1",
           "[1,",
           "[1,]",
           "[,1]",
           "[,]",
           "[1 2]",
           "[1,,2]",
           "[1}",
           "{1]",
           "{]",
           "{\"a\"}",
           "{\"a\":}",
           "{\"a\":1,}",
           "{,}",
           "{\"a\" 1}",
           "{\"a\"::1}",
           "{a:1}",
           "{1:1}",
           "{null:1}",
           "{'a':1}",
           "{\"a\":1 \"b\":2}",
           "[]]",
           "[][]",
           "1 2",
           "1,",
           "nul",
           "nulll",
           "NULL",
           "tru",
           "True",
           "fals",
           "undefined",
           "NaN",
           "Infinity",
           "-Infinity",
           "-",
           "+1",
           ".5",
           "1.",
           "1.e1",
           "1e",
           "1e+",
           "1E-",
           "01",
           "-01",
           "00",
           "0x1",
           "1_000",
           "1a",
           "--1",
           "-a",
           "1.5.5",
           "1e5e5",
           "\"",
           "\"a",
           "a\"",
           "'a'",
           "\"\\\"",
           "\"\\",
           "\"\\x\"",
           "\"\\u\"",
           "\"\\u12\"",
           "\"\\u123\"",
           "\"\\u123g\"",
           "\"\\u 123\"",
           "\"\\U0041\"",
           "\"\\\n\"",
           "\"\t\"",
           "\"\x1f\"",
           "\"\n\"",
           "/**/[]",
           "[]//",
           "[1]#",
           "\v[]",
           "\f[]",
           "\xc2\xa0[]",
           "\xef\xbb\xbf",
           "\"\\\xc3\xa9\"",
           "\"\xc0\x80\"",
           "\"\xe0\x80\x80\"",
           "\"\xed\xa0\x80\"",
           "\"\xf4\x90\x80\x80\"",
           "\"\xf5\x80\x80\x80\"",
           "\"\x80\"",
           "\"\xc3\"",
           "\"\xe2\x82\"",
           "\"\xf0\x9f\x98\"",
           "\xff",
           "[\xff]",
       }) {
    INFO(text);
    check_refused(text);
  }
  check_refused(std::string("[]\0", 3));
  check_refused(std::string("\0[]", 3));
  check_refused(std::string("\"a\0b\"", 5));
  check_refused(std::string("1\0", 2));
}

TEST_CASE("what RFC 8259 leaves open has one answer", "[json]") {
  check_both("\"\\ud800\"", {protocol, ok});
  check_both("\"\\udfff\"", {protocol, ok});
  check_both("\"\\ud800\\ud800\"", {protocol, ok});
  check_both("\"\\ud800a\"", {protocol, ok});
  check_both("\"\\ud800\\n\"", {protocol, ok});
  check_both("{\"\\ude00\":1}", {protocol, ok});
  check_both("1e400", {ok, ok});
  check_both("-1e400", {ok, ok});
  check_both("1e-400", {ok, ok});
  check_both(std::string(400, '9'), {ok, ok});
  check_both("\xef\xbb\xbf{}", {protocol, value});
}

TEST_CASE("threat 14: a json value is as deep as the limit, and deeper is refused without the stack", "[json]") {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + "0" + std::string(depth, ']'); };
  CHECK(check_value_of(nested(limits::json_value_depth)) == ok);
  CHECK(check_value_of(nested(limits::json_value_depth + 1)) == ErrorCode::limit);
  CHECK(check_value_of(std::string(1'000'000, '[')) == ErrorCode::limit);
  std::string objects;
  for (int i = 0; i < 1000; ++i) objects += "{\"a\":[";
  objects += "1";
  for (int i = 0; i < 1000; ++i) objects += "]}";
  CHECK(check_value_of(objects) == ok);
  objects.back() = ']';
  CHECK(check_value_of(objects) == value);
}
