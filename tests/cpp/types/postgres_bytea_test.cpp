#include "types/decode.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using nlohmann::json;
using namespace tcpless;
using namespace tcpless::test;

namespace {

constexpr ValueOptions as_hex = {.bytea = ByteaAs::hex};

json bytes(std::string_view hex) { return {{"hex", hex}}; }

}  // namespace

TEST_CASE("E18: bytea in hex format", "[types][bytea]") {
  CHECK(decode(oid::bytea, "\\x") == bytes(""));
  CHECK(decode(oid::bytea, "\\x00ff") == bytes("00ff"));
  CHECK(decode(oid::bytea, "\\x0123456789abcdef") == bytes("0123456789abcdef"));
  CHECK(decode(oid::bytea, "\\xABCDEF") == bytes("abcdef"));
  CHECK(decode(oid::bytea, "\\x00ff", as_hex) == "\\x00ff");
  CHECK(decode(oid::bytea, "\\x", as_hex) == "\\x");
}

TEST_CASE("E18: bytea in escape format", "[types][bytea]") {
  CHECK(decode(oid::bytea, "") == bytes(""));
  CHECK(decode(oid::bytea, "\\000\\377\\\\A") == bytes("00ff5c41"));
  CHECK(decode(oid::bytea, "abc '~\\177") == bytes("61626320277e7f"));
  CHECK(decode(oid::bytea, "\\\\x00") == bytes("5c783030"));
  CHECK(decode(oid::bytea, "\\000\\377\\\\A", as_hex) == "\\x00ff5c41");
  CHECK(decode(oid::bytea, "", as_hex) == "\\x");
}

TEST_CASE("E18: bytea in neither format is a protocol error", "[types][bytea]") {
  const char* text = GENERATE("\\x0", "\\x00f", "\\xgg", "\\x0g", "\\xg0", "\\x 0", "\\x00 ", "\\x0/", "\\x:0", "\\x@0",
                              "\\x`0", "\\x0\xc3", "\\", "\\0", "\\00", "\\400", "\\080", "\\008", "\\a", "a\\",
                              "\\\\\\", "\xc3\xa9", "a\nb", "\x7f", "\\X00");
  INFO(text);
  CHECK(decode(oid::bytea, text) == protocol_error);
  CHECK(decode(oid::bytea, text, as_hex) == protocol_error);
}

TEST_CASE("bytea of every byte and of every length around the stack buffer", "[types][bytea]") {
  for (const size_t size : {1U, 2U, 15U, 16U, 17U, 255U, 256U, 257U, 511U, 512U, 1000U, 70000U}) {
    std::string hex;
    std::string escaped;
    for (size_t i = 0; i < size; ++i) {
      const size_t byte = i * 7 % 256;
      hex += "0123456789abcdef"[byte / 16];
      hex += "0123456789abcdef"[byte % 16];
      escaped += '\\';
      escaped += static_cast<char>('0' + byte / 64);
      escaped += static_cast<char>('0' + byte / 8 % 8);
      escaped += static_cast<char>('0' + byte % 8);
    }
    CHECK(decode(oid::bytea, "\\x" + hex) == bytes(hex));
    CHECK(decode(oid::bytea, escaped) == bytes(hex));
    CHECK(decode(oid::bytea, escaped, as_hex) == "\\x" + hex);
  }
}

TEST_CASE("bytea that does not fit the arena is an out-of-memory error", "[types][bytea]") {
  const std::string text = "\\x" + std::string(20000, '0');
  Arena scratch(4096);
  JsonSink sink;
  CHECK(emit_postgres_value(postgres_column(oid::bytea), text, {}, scratch, sink).code() == ErrorCode::out_of_memory);
  CHECK(sink.cells().empty());
}
