#include "types/decode.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using nlohmann::json;
using namespace tcpless;
using namespace tcpless::test;

TEST_CASE("booleans are t and f", "[types][boolean]") {
  CHECK(decode(oid::boolean, "t") == true);
  CHECK(decode(oid::boolean, "f") == false);
  const char* text = GENERATE("", "true", "false", "T", "1", "0", "tf", " t");
  CHECK(decode(oid::boolean, text) == protocol_error);
}

TEST_CASE("small integers are numbers (E6: oid 4294967295)", "[types][integer]") {
  struct Case {
    const char* text;
    int64_t value;
  };
  const Case c = GENERATE(Case{"0", 0}, Case{"7", 7}, Case{"-1", -1}, Case{"42", 42}, Case{"32767", 32767},
                          Case{"-32768", -32768}, Case{"2147483647", 2147483647}, Case{"-2147483648", -2147483648LL},
                          Case{"4294967295", 4294967295LL}, Case{"1000000000", 1000000000});
  INFO(c.text);
  const uint32_t type_id = GENERATE(21u, 23u, 26u);
  CHECK(decode(type_id, c.text) == c.value);
}

TEST_CASE("E33: an integer column with other text is a protocol error", "[types][integer]") {
  const char* text = GENERATE("", "abc", "-", "--1", "+1", "1.0", "1e3", " 1", "1 ", "01", "-0", "00", "-01", "0x1",
                              "1,", "4294967296", "9999999999", "99999999999", "-2147483649", "-4294967295",
                              "12345678901", "1/", "1:", "\xc2\xb2");
  INFO(text);
  CHECK(decode(oid::int4, text) == protocol_error);
}

TEST_CASE("integers of every length, and with every other byte at every place", "[types][integer]") {
  const std::string digits = "1234567890123456789";
  int wrong = 0;
  for (size_t length = 1; length <= digits.size(); ++length) {
    const std::string whole = digits.substr(0, length);
    for (const std::string& text : {whole, "-" + whole}) {
      CHECK(decode(oid::int8, text, {.int8 = Int8As::bigint}) == json{{"bigint", text}});
      const long long value = std::stoll(text);
      if (length < 16) CHECK(decode(oid::int8, text) == value);
      if (length < 10) CHECK(decode(oid::int4, text) == value);
      for (size_t place = text.size() - length; place < text.size(); ++place) {
        for (int byte = 0; byte < 256; ++byte) {
          if (byte >= '0' && byte <= '9') continue;
          if (byte == '-' && place == 0 && length > 1) continue;
          std::string other = text;
          other[place] = static_cast<char>(byte);
          wrong += decode(oid::int8, other, {.int8 = Int8As::bigint}) != protocol_error;
          wrong += decode(oid::int4, other) != protocol_error;
        }
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("E1: int8 is a number when it is a safe integer", "[types][int8]") {
  CHECK(decode(oid::int8, "0") == 0);
  CHECK(decode(oid::int8, "-5") == -5);
  CHECK(decode(oid::int8, "999999999999999") == 999999999999999LL);
  CHECK(decode(oid::int8, "9007199254740991") == 9007199254740991LL);
  CHECK(decode(oid::int8, "-9007199254740991") == -9007199254740991LL);
  CHECK(decode(oid::int8, "9007199254740992") == value_error);
  CHECK(decode(oid::int8, "-9007199254740992") == value_error);
  CHECK(decode(oid::int8, "9007199254740993") == value_error);
  CHECK(decode(oid::int8, "9223372036854775807") == value_error);
  CHECK(decode(oid::int8, "-9223372036854775808") == value_error);
  const std::string message = error_message(oid::int8, "9007199254740993");
  CHECK(message.find("int8: 'string' or 'bigint'") != std::string::npos);
  CHECK(message.find("9007199254740993") == std::string::npos);
}

TEST_CASE("E1: int8 as string or bigint is so for every value", "[types][int8]") {
  const char* text = GENERATE("0", "1", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808");
  CHECK(decode(oid::int8, text, {.int8 = Int8As::string}) == text);
  CHECK(decode(oid::int8, text, {.int8 = Int8As::bigint}) == json{{"bigint", text}});
}

TEST_CASE("int8 text that no 64-bit integer has is a protocol error in every form", "[types][int8]") {
  const char* text = GENERATE("", "-", "x", "9223372036854775808", "-9223372036854775809", "9999999999999999999",
                              "18446744073709551616", "00000000000000000001", "007", "-0", "1.0", "1 ", "1\n2");
  const Int8As form = GENERATE(Int8As::number, Int8As::string, Int8As::bigint);
  INFO(text);
  CHECK(decode(oid::int8, text, {.int8 = form}) == protocol_error);
}

TEST_CASE("E5: floats keep their literal", "[types][float]") {
  const char* text = GENERATE("0", "-0", "1", "1.5", "-1.5", "1e-10", "1e+21", "1e-05", "1e-320", "5e-324", "0.1",
                              "3.4028235e+38", "1.7976931348623157e+308", "-1.7976931348623157e+308", "NaN", "Infinity",
                              "-Infinity", "123456789012345680");
  Arena scratch(limits::context_bytes);
  JsonSink sink;
  REQUIRE(emit_postgres_value(postgres_column(GENERATE(700u, 701u)), text, {}, scratch, sink));
  CHECK(sink.literals() == std::vector<std::string>{text});
}

TEST_CASE("text that is no float is a protocol error", "[types][float]") {
  const char* text =
      GENERATE("", "-", ".5", "5.", "+1", "01", "1e", "1e+", "e5", "nan", "-NaN", "inf", "infinity", "Infinity ",
               "0x1p3", "1_0", "1,5", "1e999", "1e309", "1.8e308", "-1e99999999999999999999");
  INFO(text);
  CHECK(decode(oid::float8, text) == protocol_error);
}

TEST_CASE("E3: numeric is the server's text", "[types][numeric]") {
  const char* text = GENERATE("NaN", "Infinity", "-Infinity", "1.10", "0.00", "-0.5", "12345678901234567890.123");
  CHECK(decode(oid::numeric, text) == text);
}

TEST_CASE("numeric as number", "[types][numeric]") {
  const ValueOptions options = {.numeric = NumericAs::number};
  CHECK(decode(oid::numeric, "1.10", options) == 1.1);
  CHECK(decode(oid::numeric, "12345678901234567890.123", options) == 12345678901234567890.123);
  CHECK(decode(oid::numeric, "NaN", options) == json{{"number", "NaN"}});
  CHECK(decode(oid::numeric, "-Infinity", options) == json{{"number", "-Infinity"}});
  CHECK(decode(oid::numeric, "abc", options) == protocol_error);
  CHECK(decode(oid::numeric, "", options) == protocol_error);
  // 308 digits and more after the first: the largest double begins 1.7976931348623157.
  CHECK(decode(oid::numeric, "1" + std::string(308, '0'), options) == 1e308);
  CHECK(decode(oid::numeric, "17976931348623157" + std::string(292, '0') + ".5", options) == 1.7976931348623157e308);
  CHECK(decode(oid::numeric, "17976931348623158" + std::string(292, '0'), options) == value_error);
  CHECK(decode(oid::numeric, "-2" + std::string(308, '0'), options) == value_error);
  CHECK(decode(oid::numeric, "1" + std::string(309, '0'), options) == value_error);
  CHECK(decode(oid::numeric, std::string(1000, '9'), options) == value_error);
  CHECK(decode(oid::numeric, "0." + std::string(1000, '0') + "1", options) == 0.0);
  CHECK(decode(oid::numeric, std::string(1000, '9')) == std::string(1000, '9'));
}
