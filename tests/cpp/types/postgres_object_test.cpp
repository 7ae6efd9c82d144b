// interval, point and circle as objects. tests/spec/structures.md has what they look like.
#include <catch2/catch_test_macros.hpp>

#include "types/decode.h"

using nlohmann::json;
using namespace tcpless;
using namespace tcpless::test;

namespace {

constexpr uint32_t interval = 1186;
constexpr uint32_t point = 600;
constexpr uint32_t circle = 718;

constexpr ValueOptions objects = {
    .interval = StructureAs::object, .point = StructureAs::object, .circle = StructureAs::object};

json object(uint32_t type_id, std::string_view text) { return decode(type_id, text, objects); }

}  // namespace

TEST_CASE("an interval is the same object in every IntervalStyle", "[types][interval]") {
  struct Sample {
    const char* expected;
    std::initializer_list<const char*> texts;
  };
  const Sample samples[] = {
      {"{}", {"00:00:00", "@ 0", "0", "PT0S"}},
      {R"({"years":1,"months":2})", {"1 year 2 mons", "@ 1 year 2 mons", "1-2", "P1Y2M"}},
      {R"({"years":-1,"months":-2})", {"-1 years -2 mons", "@ 1 year 2 mons ago", "-1-2", "P-1Y-2M"}},
      {R"({"days":-3,"hours":-4,"minutes":-5,"seconds":-6})",
       {"-3 days -04:05:06", "@ 3 days 4 hours 5 mins 6 secs ago", "-3 4:05:06", "P-3DT-4H-5M-6S"}},
      {R"({"years":1,"days":-2,"hours":3,"minutes":4,"seconds":5,"milliseconds":6})",
       {"1 year -2 days +03:04:05.006", "@ 1 year -2 days 3 hours 4 mins 5.006 secs", "+1-0 -2 +3:04:05.006",
        "P1Y-2DT3H4M5.006S"}},
      {R"({"milliseconds":-500})", {"-00:00:00.5", "@ 0.5 secs ago", "-0:00:00.5", "PT-0.5S"}},
      {R"({"minutes":5,"milliseconds":0.001})", {"00:05:00.000001", "@ 5 mins 0.000001 secs", "PT5M0.000001S"}},
      {R"({"months":1})", {"1 mon", "@ 1 mon", "0-1", "P1M"}},
      {R"({"hours":2562047788,"minutes":54,"milliseconds":775.807})", {"2562047788:54:00.775807"}},
      {R"({"years":-178000000})", {"-178000000 years", "@ 178000000 years ago", "-178000000-0", "P-178000000Y"}},
  };
  for (const Sample& sample : samples) {
    for (const char* text : sample.texts) {
      INFO(text);
      CHECK(object(interval, text) == json::parse(sample.expected));
    }
  }
}

TEST_CASE("text that is no interval is refused", "[types][interval]") {
  for (const char* text : {"", " ", "@", "P", "PT", "x", "-", "1 fortnight", "1.5", "1.5 days", "1.1234567 secs", "1:x",
                           "+-1", "1 year x", "infinity", "--1 days"}) {
    INFO(text);
    CHECK(object(interval, text) == protocol_error);
  }
}

TEST_CASE("points and circles are objects of exact numbers", "[types][geometry]") {
  CHECK(object(point, "(1,-2.5e-07)") == json::parse(R"({"x":1,"y":-2.5e-07})"));
  CHECK(object(circle, "<(1e+300,2),0>") == json::parse(R"({"x":1e+300,"y":2,"radius":0})"));
  CHECK(object(point, "(NaN,1)") == value_error);
  CHECK(object(circle, "<(1,2),Infinity>") == value_error);
  for (const char* text : {"", "()", "(1)", "(1,2,3)", "(1,x)", "1;2"}) {
    INFO(text);
    CHECK(object(point, text) == protocol_error);
  }
  CHECK(object(circle, "<(1,2)>") == protocol_error);
  CHECK(decode(1017, R"text({"(1,2)",NULL})text", objects) == json::parse(R"([{"x":1,"y":2},null])"));
  CHECK(decode(point, "(1,2)") == "(1,2)");
}

TEST_CASE("out of memory is told", "[types][interval]") {
  Arena scratch(8);
  JsonSink sink;
  const Status status = emit_postgres_value(postgres_column(interval), "1 year", objects, scratch, sink);
  CHECK(status.code() == ErrorCode::out_of_memory);
}
