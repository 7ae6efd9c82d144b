#include "base/utf8_repair.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "bindings/layout.h"

using namespace tcpless;

TEST_CASE("broken UTF-8 is mended as a TextDecoder does") {
  Arena arena(limits::context_bytes);
  const auto repaired = [&](std::string_view text) {
    Buffer<char> out(arena);
    append_repaired_utf8(out, text);
    return std::string(out.view());
  };
  const std::string mark = "\xef\xbf\xbd";
  CHECK(repaired("ab\xc3\xa9") == "ab\xc3\xa9");
  CHECK(repaired("\xe2\x82\xac") == "\xe2\x82\xac");
  CHECK(repaired("\xe2\x82\xac\x80\xef\xbf\xbd") == "\xe2\x82\xac" + mark + mark);
  CHECK(repaired("\xf4\x8f\xbf\xbf\xf4\x90\x80\x80") == "\xf4\x8f\xbf\xbf" + mark + mark + mark + mark);
  CHECK(repaired("\xff\xfe") == mark + mark);
  CHECK(repaired("\xe2\x82") == mark);
  CHECK(repaired("\xe2\x82x") == mark + "x");
  CHECK(repaired("\xe0\x80\x80") == mark + mark + mark);
  CHECK(repaired("\xed\xa0\x80") == mark + mark + mark);
  CHECK(repaired("\xf0\x9f\x98\x82\xf0\x9f\x98") == "\xf0\x9f\x98\x82" + mark);
  CHECK(repaired("\xf5\x80") == mark + mark);
  CHECK(repaired("\xc0\x80") == mark + mark);
}
