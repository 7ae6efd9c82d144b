// One query of a shape and a size, for run.mjs to count its instructions: work_count SHAPE SIZE [json]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "bindings/context.h"
#include "tests/cpp/support/neon_record.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;

std::string repeated(const std::string& text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string result(const char* type, const std::string& cell) {
  return std::string(R"({"fields":[{"name":"a","dataTypeID":)") + type + R"(}],"rows":[[")" + cell + R"("]]})";
}

struct Shape {
  std::string body;
  size_t piece = 65536;
  uint32_t status = 200;
  Parts parts = {text("select 1")};
  Service service = Service::neon;
};

// So many rows as the benchmarks have them: eight columns, the last two jsonb and text[], or with `flat` text.
std::string table(size_t rows, bool flat) {
  const std::pair<const char*, const char*> columns[] = {
      {"id", "23"},     {"account_id", "20"}, {"title", "25"},    {"price", "1700"},
      {"active", "16"}, {"created", "1184"},  {"detail", "3802"}, {"labels", "1009"},
  };
  std::string body = "{\"fields\":[";
  for (const auto& [name, type] : columns) {
    const bool last_two = name[0] == 'd' || name[0] == 'l';
    body += std::string(body.back() == '[' ? "" : ",") + "{\"name\":\"" + name +
            "\",\"dataTypeID\":" + (flat && last_two ? "25" : type) +
            ",\"tableID\":16384,\"columnID\":1,\"dataTypeSize\":-1,\"dataTypeModifier\":-1,\"format\":\"text\"}";
  }
  body += "],\"rows\":[";
  for (size_t i = 0; i < rows; ++i) {
    const std::string number = std::to_string(i * 7);
    body += (i == 0 ? "[\"" : ",[\"") + number + "\",\"40000" + number + "\",\"a title of some words " + number +
            "\",\"" + number + ".25\",\"t\",\"2024-01-02 03:04:05.678901+00\",";
    body += R"("{\"id\": )" + number + R"(, \"tags\": [\"a\", \"b\"], \"nested\": {\"x\": 0.125, \"y\": null}}",)";
    body += R"("{alpha,\"be ta\",gamma}"])";
  }
  return body + "],\"command\":\"SELECT\",\"rowCount\":" + std::to_string(rows) + "}";
}

Shape make_shape(const std::string& name, size_t n) {
  if (name == "mixed") return {table(n, false)};
  if (name == "flat") return {table(n, true)};
  if (name == "escapes") return {result("25", repeated("\\n\\u20ac", n / 8))};
  if (name == "escapes-in-pieces") return {result("25", repeated("\\n\\u20ac", n / 8)), 1};
  if (name == "text-in-pieces") return {result("25", std::string(n, 'x')), 1};
  if (name == "utf8-in-pieces") return {result("25", repeated("\xe2\x82\xac", n / 3)), 1};
  if (name == "digits") return {result("1700", std::string(n, '7'))};
  if (name == "digits-in-pieces") return {R"({"x":)" + std::string(n, '7') + R"(,"fields":[],"rows":[]})", 1};
  if (name == "space") return {std::string(n, ' ') + result("23", "1")};
  if (name == "space-in-pieces") return {std::string(n, ' ') + result("23", "1"), 1};
  if (name == "rows") return {result("23", repeated("1\"],[\"", n / 6) + "1")};
  if (name == "rows-in-pieces") return {result("23", repeated("1\"],[\"", n / 6) + "1"), 1};
  if (name == "held-rows-in-pieces") {
    return {R"({"rows":[["1"])" + repeated(R"(,["1"])", n / 6) + R"(],"fields":[{"name":"a","dataTypeID":23}]})", 1};
  }
  if (name == "fields-in-pieces") {
    return {R"({"fields":[{"name":"a","dataTypeID":25})" + repeated(R"(,{"name":"a","dataTypeID":25})", n / 29 % 4000) +
                R"(],"rows":[]})",
            1};
  }
  if (name == "array") return {result("1007", "{1" + repeated(",1", n / 2) + "}")};
  if (name == "array-escapes") return {result("1009", "{\\\"" + repeated("\\\\\\\"", n / 4) + "\\\"}")};
  if (name == "bytea") return {result("17", "\\\\x" + repeated("0f", n / 2))};
  if (name == "bytea-escapes") return {result("17", repeated("\\\\377", n / 5))};
  if (name == "json") return {result("114", "[1" + repeated(",1", n / 2) + "]")};
  if (name == "json-depth") return {result("114", repeated("[", n / 16) + repeated("]", n / 16))};
  if (name == "unknown-key-in-pieces") return {R"({"x":")" + std::string(n, 'x') + R"(","fields":[],"rows":[]})", 1};
  if (name == "error-in-pieces") return {R"({"message":")" + repeated("\\n", n / 2) + "\"}", 1, 400};
  if (name == "error-secrets") return {R"({"message":")" + repeated("s3cret-pass ", n / 12) + "\"}", 65536, 400};
  Shape shape = {result("23", "1")};
  shape.parts.clear();
  const size_t steps = n / 8;
  if (name == "template-values") {
    for (size_t i = 0; i < steps; ++i) {
      shape.parts.push_back(text(i == 0 ? "select " : ", "));
      shape.parts.push_back(value("é"));
    }
  } else if (name == "template-names") {
    shape.parts.push_back(text("select "));
    for (size_t i = 0; i < steps; ++i) shape.parts.push_back(reference("a"));
  } else if (name == "template-strings") {
    shape.parts.push_back(text("select '" + repeated("''", n / 2) + "', " + repeated("$$a$$ ", n / 6)));
    shape.parts.push_back(value("x"));
  } else if (name == "template-comments") {
    shape.parts.push_back(text("select " + repeated("/* ", n / 6) + repeated("*/ ", n / 6)));
    shape.parts.push_back(value("x"));
  } else if (name == "statement-names") {
    std::string sql = "select 0";
    for (size_t i = 0; i < steps; ++i) sql += ", :n" + std::to_string(i);
    shape.parts.push_back(statement(sql));
    for (size_t i = steps; i-- > 0;) {
      shape.parts.push_back(parameter_name("n" + std::to_string(i)));
      shape.parts.push_back(null_value());
    }
    shape.body = R"({"session":{},"result":{}})";
    shape.service = Service::planetscale;
  } else if (name == "array-parameter") {
    Parts elements(steps, value("a\"\\b"));
    shape.parts = {text("select "), array(elements)};
  } else {
    std::fprintf(stderr, "no such shape: %s\n", name.c_str());
    std::exit(2);
  }
  return shape;
}

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::exit(1);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) fail("work_count SHAPE SIZE [json]");
  Shape shape = make_shape(arguments[1], std::strtoul(arguments[2], nullptr, 10));
  const bool neon = shape.service == Service::neon;
  Parts parts = {set_text(Setting::url, neon ? test_url : "mysql://user:s3cret-pass@aws.connect.psdb.cloud")};
  if (count > 3) parts.push_back(set_output(Output::json));
  parts.insert(parts.end(), shape.parts.begin(), shape.parts.end());
  const std::string record = record_for(shape.service, parts);
  Context context(limits::context_bytes);
  const auto put = [&context](std::string_view bytes) {
    char* room = context.input(bytes.size());
    if (room == nullptr) fail("no memory");
    std::memcpy(room, bytes.data(), bytes.size());
    return bytes.size();
  };
  uint32_t signals = context.open() ? context.build(put(record)) : 0;
  if (signals != bit(Signal::tape)) fail("the query was not built");
  signals = context.feed(put(std::to_string(shape.status) + "\n\n\n"), bit(FeedFlag::head));
  std::string_view body = shape.body;
  while (!body.empty()) {
    const std::string_view piece = body.substr(0, shape.piece);
    body.remove_prefix(piece.size());
    signals = context.feed(put(piece), body.empty() ? bit(FeedFlag::last) : 0u);
    (void)context.output();
    if ((signals & bit(Signal::stale)) != 0) fail("the query ended before its body");
  }
  const Signal expected = shape.status == 200 ? Signal::complete : Signal::failed;
  if ((signals & bit(expected)) == 0) fail("the answer is not the one that was meant");
  return 0;
}
