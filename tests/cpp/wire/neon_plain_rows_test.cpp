// Rows that are taken in one pass must be what they are token by token: a body fed whole takes the short way, the same
// body fed byte by byte never can.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "support/json_samples.h"
#include "support/neon_record.h"
#include "support/query.h"
#include "support/random.h"

using namespace tcpless;
using namespace tcpless::test;

namespace {

struct Type {
  uint32_t id;
  std::vector<std::string> texts;
};

// Texts on both sides of what the short way takes: of the type, nearly of the type, and of none.
const std::vector<Type>& types() {
  static const std::vector<Type> all = {
      {25,
       {"", "plain", "sixteen bytes ab", "a longer text of more than one block", "na\xc3\xafve", "\xf0\x9f\x98\x80",
        "a\"b\\c\n", "\x01", "tab\there", "/"}},
      {23,
       {"0", "-1", "7", "999999999", "1000000000", "2147483647", "-2147483648", "4294967295", "01", "-0", "", "-",
        "1.5", "12a"}},
      {20,
       {"0", "999999999999999", "1000000000000000", "9007199254740991", "-9007199254740991", "9007199254740992", "00",
        "x"}},
      {701,
       {"0", "-0", "0.5", "-0.5", "1e400", "1e+20", "1.5e-7", "NaN", "Infinity", "-Infinity", "1.", ".5", "12.25",
        "123456789012345678901234567890"}},
      {16, {"t", "f", "true", "", "x"}},
      {1184,
       {"2024-01-02 03:04:05.678901+00", "2024-01-02 03:04:05+00", "2024-02-30 00:00:00+00", "infinity",
        "2024-01-02 03:04:05+05:30", "0044-03-15 12:00:00+00 BC", "12024-01-02 03:04:05.1+00", "2024-01-02 03:04:05",
        "01/02/2024 03:04:05 UTC", ""}},
      {3802, json_samples},
      {114, {"{ \"a\"\t:\r\n 1 }", "[1,\n2]"}},
      {1009,
       {"{}",
        "{a,b}",
        R"({"a b",c})",
        "{NULL,null,\"NULL\"}",
        R"({"q\"q","b\\b"})",
        "{{a,b},{c,d}}",
        "{a",
        "{a,}",
        "{,}",
        "{a}b",
        "{a b}",
        "{\"a}",
        "[0:1]={a,b}",
        "{na\xc3\xafve}",
        "{\"na\xc3\xafve\"}",
        "{\"a\nb\"}",
        "{averylongelementwithoutquotes,x}",
        "",
        "{\"\"}",
        R"({"a\x"})"}},
      {1007, {"{1,2,3}", "{1,NULL}", "{01}", "{1234567890}", "{a}", "{-1,0}", "{1;2}"}},
      {1700, {"1.50", "NaN", "-0.0", "1e5"}},
      {17, {"\\x00ff", "\\x0", "abc"}},
      {1082, {"2024-01-02"}},
      {1020, {"{(1,2),(3,4);(5,6),(7,8)}"}},
  };
  return all;
}

// The text between quotes, now and then with escapes that nobody needs, or damaged.
std::string wire_string(const std::string& text, Random& random) {
  std::string wire;
  const bool unusual = random.below(12) == 0;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    char escape[7];
    std::snprintf(escape, sizeof escape, "\\u%04x", byte);
    if (c == '"' || c == '\\') {
      wire += std::string("\\") + c;
    } else if (c == '\n') {
      wire += "\\n";
    } else if (c == '\t') {
      wire += "\\t";
    } else if (byte < 0x20 || (unusual && byte < 0x80 && random.below(3) == 0)) {
      wire += escape;
    } else {
      wire += c;
    }
  }
  if (random.below(60) == 0 && !wire.empty()) wire[random.below(wire.size())] = static_cast<char>(random.below(256));
  return '"' + wire + '"';
}

std::string random_body(Random& random) {
  std::vector<const Type*> columns(1 + random.below(5));
  std::string fields;
  for (size_t i = 0; i < columns.size(); ++i) {
    columns[i] = &types()[random.below(types().size())];
    const std::string id = std::to_string(columns[i]->id);
    const std::string name = "\"name\":\"" + std::string(random.below(30), 'c') + std::to_string(i) + "\"";
    const std::string facts[] = {
        "{" + name + ",\"dataTypeID\":" + id +
            ",\"tableID\":0,\"columnID\":1,\"dataTypeSize\":-1,"
            "\"dataTypeModifier\":-1,\"format\":\"text\"}",
        "{\"columnID\":2,\"dataTypeID\":" + id + ",\"dataTypeModifier\":4294967295," + name + ",\"tableID\":7}",
        "{ " + name + ", \"dataTypeID\":" + id + ", \"other\": [1] }",
        "{" + name + ",\"dataTypeID\":" + id + (random.below(40) == 0 ? "e1}" : "}"),
    };
    fields += (i == 0 ? "" : ",") + facts[random.below(4)];
  }
  std::string rows;
  for (size_t count = random.below(6); count > 0; --count) {
    rows += rows.empty() ? "[" : random.below(10) == 0 ? ", [" : ",[";
    const size_t cells = columns.size() - (random.below(80) == 0) + (random.below(80) == 0);
    for (size_t i = 0; i < cells; ++i) {
      const Type& type = *columns[i % columns.size()];
      // Mostly the first texts, so that rows come through.
      const size_t choice =
          random.below(random.below(3) == 0 ? type.texts.size() : std::min<size_t>(3, type.texts.size()));
      rows += (i == 0 ? "" : ",") + (random.below(8) == 0 ? "null" : wire_string(type.texts[choice], random));
    }
    rows += ']';
  }
  return "{\"fields\":[" + fields + "],\"rows\":[" + rows + "],\"command\":\"SELECT\",\"rowCount\":1}" +
         std::string(random.below(40), ' ');
}

Answer answer_in_pieces(const std::string& record, const std::string& body, size_t piece) {
  Query query(record);
  query.head({});
  query.feed_body(body, [piece] { return piece; });
  return query.answer();
}

}  // namespace

TEST_CASE("rows taken in one pass are the same as token by token", "[neon]") {
  const uint64_t seed = run_seed();
  Random random(seed);
  size_t rows = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string body = random_body(random);
    for (const Output output : {Output::tape, Output::json, Output::ndjson}) {
      const std::string record = neon_record({set_output(output)});
      const Answer whole = answer_in_pieces(record, body, 0);
      const Answer bytes = answer_in_pieces(record, body, 1);
      const Answer pieces = answer_in_pieces(record, body, 1 + random.below(60));
      INFO("TCPLESS_SEED=" << seed << "\n" << body);
      REQUIRE(whole == bytes);
      REQUIRE(whole == pieces);
      rows += !whole.complete.empty();
    }
  }
  // Most bodies must come through, or nothing was compared.
  CHECK(rows > 2000);
}
