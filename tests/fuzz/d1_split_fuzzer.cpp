// Any SQL text with many values as D1 takes it: within its limits, and with the tokens and parameters of the query.
//
// Input: how often the middle is repeated, what the values are, how they are given, one byte each; then text up to a
// bar, the middle up to a bar, text. A byte 1 in these is a value.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "sql/sqlite_parameter.h"
#include "sql/sqlite_tokens.h"
#include "tests/cpp/sql/record_builder.h"
#include "tests/cpp/support/json_sink.h"
#include "tests/fuzz/support.h"
#include "wire/d1/d1_statement.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;
using Kind = SqliteTokens::Kind;
using Json = nlohmann::json;

constexpr size_t most_parameters = 100;
constexpr size_t most_bytes = 100'000;

void add_value(RecordBuilder& record, uint8_t kind, size_t index) {
  const std::string digits = std::to_string(index * 7);
  switch (kind % 8) {
    case 0:
    case 1:
      return record.text_step(Step::value_number, digits);
    case 2:
      return record.text_step(Step::value_bigint, digits);
    case 3:
    case 4:
      return record.text_step(Step::value_text, "it's " + digits);
    case 5:
      return record.step(Step::value_null);
    case 6:
      return record.bytes(digits);
    default:
      return record.text_step(Step::value_number, digits + ".5");
  }
}

// The record of the text, whose values stand where they are or behind it.
std::string record_of(std::string_view sql, uint8_t kinds, bool behind) {
  RecordBuilder record;
  size_t index = 0;
  const auto kind = [&] { return static_cast<uint8_t>(kinds < 8 ? kinds : index * kinds >> 3); };
  if (behind) {
    std::string text(sql);
    size_t values = 0;
    for (char& c : text) {
      if (c != '\1') continue;
      c = '?';
      ++values;
    }
    record.text_step(Step::statement, text);
    for (; index < values; ++index) add_value(record, kind(), index);
    return record.record();
  }
  for (;;) {
    const size_t at = sql.find('\1');
    record.text_step(Step::text, sql.substr(0, at));
    if (at == std::string_view::npos) return record.record();
    add_value(record, kind(), index++);
    sql.remove_prefix(at + 1);
  }
}

struct Token {
  Kind kind;
  std::string text;
  size_t parameter = 0;  // of a placeholder, from 1

  bool operator==(const Token&) const = default;
};

using Tokens = std::vector<Token>;

// Every token by itself is the same token, and what stands between them is none.
Tokens tokens_of(std::string_view sql) {
  Tokens all;
  SqliteTokens tokens(sql);
  size_t end = 0;
  while (tokens.next() != Kind::end) {
    require(tokens.begin() >= end && tokens.end() > tokens.begin(), "tokens come one after another");
    require(SqliteTokens(sql.substr(end, tokens.begin() - end)).next() == Kind::end, "and space between them");
    SqliteTokens again(tokens.text());
    require(again.next() == tokens.kind() && again.end() == tokens.text().size(), "a token is one by itself too");
    end = tokens.end();
    all.push_back({tokens.kind(), std::string(tokens.text())});
  }
  require(SqliteTokens(sql.substr(end)).next() == Kind::end, "the text is read to its end");
  return all;
}

// https://www.sqlite.org/lang_expr.html#varparam: `?` has the number behind the largest so far.
bool number_placeholders(Tokens& tokens) {
  size_t largest = 0;
  for (Token& token : tokens) {
    if (token.kind == Kind::named) return false;
    if (token.kind != Kind::placeholder) continue;
    token.parameter = token.text.size() == 1 ? largest + 1 : std::strtoull(token.text.c_str() + 1, nullptr, 10);
    largest = std::max(largest, token.parameter);
    token.text.clear();
  }
  return true;
}

Json value_of(const D1Parameter& parameter, SqliteHost host) {
  JsonSink sink;
  require(bool(parameter.emit(host, sink)) && sink.cells().size() == 1, "a parameter is a value");
  return sink.cells()[0];
}

bool follows(const Tokens& tokens, size_t at, std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    if (at >= tokens.size() || tokens[at].text != text) return false;
    ++at;
  }
  return true;
}

// What a JSON text for json_each says of a value.
bool same_in_list(const Json& value, const Json& listed) {
  if (value.is_object()) return value["bigint"] == listed.dump();
  if (value.is_number()) return listed.is_number_float() && listed.get<double>() == value.get<double>();
  return listed == value;
}

// Where the placeholder is of what begins here and stands around a value that the host takes in no other way; 0 when
// nothing does.
size_t wrapped_at(const Tokens& tokens, size_t at, const D1Statements::Statement& part, SqliteHost host) {
  const auto is_value = [&](size_t place, Step kind) {
    return place < tokens.size() && tokens[place].kind == Kind::placeholder &&
           part.parameters[tokens[place].parameter - 1].value.peek() == kind;
  };
  // What another host's way is may stand in the text of the query.
  const bool unhexed = host == SqliteHost::d1_rest && follows(tokens, at, {"unhex", "("});
  if (unhexed && is_value(at + 2, Step::value_bytes)) return at + 2;
  const bool cast = host == SqliteHost::durable_object && follows(tokens, at, {"(", "+", "cast", "("}) &&
                    follows(tokens, at + 5, {"as", "integer", ")", ")"});
  return cast && is_value(at + 4, Step::value_bigint) ? at + 4 : 0;
}

// The tokens of a statement with the parameters of the query, lists and blobs as the query has them.
Tokens tokens_of_part(const D1Statements::Statement& part, const Tokens& query, const std::vector<Json>& values,
                      SqliteHost host) {
  require(part.sql.size() <= most_bytes && part.parameter_count <= most_parameters, "D1's limits are kept");
  Tokens tokens = tokens_of(part.sql);
  require(number_placeholders(tokens), "the placeholders of a part have no names");
  std::vector<bool> used(part.parameter_count);
  Tokens all;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const size_t number = tokens[i].parameter;
    if (tokens[i].kind == Kind::placeholder) {
      require(number > 0 && number <= part.parameter_count, "every placeholder has a parameter");
      used[number - 1] = true;
    }
    const bool list = follows(tokens, i, {"(", "select", "value", "from", "json_each", "("}) && i + 8 < tokens.size() &&
                      tokens[i + 6].kind == Kind::placeholder && part.parameters[tokens[i + 6].parameter - 1].index < 0;
    if (list) {
      const size_t parameter = tokens[i + 6].parameter;
      used[parameter - 1] = true;
      const Json listed = Json::parse(value_of(part.parameters[parameter - 1], host).get<std::string>());
      // Which parameters they are only the query says.
      all.push_back({Kind::open, "("});
      for (const Json& each : listed) {
        if (all.back().kind != Kind::open) all.push_back({Kind::comma, ","});
        const size_t place = all.size();
        const size_t original = place < query.size() ? query[place].parameter : 0;
        require(original > 0 && same_in_list(values[original - 1], each), "a list has the values of the query");
        all.push_back(query[place]);
      }
      i += 7;  // up to the first of the brackets that close
      continue;
    }
    if (const size_t wrapped = wrapped_at(tokens, i, part, host); wrapped > 0) {
      const size_t parameter = tokens[wrapped].parameter;
      used[parameter - 1] = true;
      all.push_back({Kind::placeholder, "", static_cast<size_t>(part.parameters[parameter - 1].index) + 1});
      i = wrapped + (part.parameters[parameter - 1].value.peek() == Step::value_bytes ? 1 : 4);
      continue;
    }
    all.push_back(tokens[i]);
    if (number > 0) all.back().parameter = static_cast<size_t>(part.parameters[number - 1].index) + 1;
  }
  for (const bool each : used) require(each, "every parameter is used");
  return all;
}

bool equal(const Tokens& all, size_t at, const Tokens& part, size_t from, size_t count) {
  return at + count <= all.size() && from + count <= part.size() &&
         std::equal(part.begin() + static_cast<ptrdiff_t>(from), part.begin() + static_cast<ptrdiff_t>(from + count),
                    all.begin() + static_cast<ptrdiff_t>(at));
}

// Whether the query is the parts, of which `head` tokens and the last `tail` are the same in all, and a comma between.
bool is_divided(const Tokens& query, const std::vector<Tokens>& parts, size_t head, size_t tail) {
  const size_t last = query.size() - tail;
  if (!equal(query, 0, parts[0], 0, head) || !equal(query, last, parts[0], parts[0].size() - tail, tail)) return false;
  size_t at = head;
  for (const Tokens& part : parts) {
    if (part.size() < head + tail) return false;
    const size_t rows = part.size() - head - tail;
    if (!equal(part, 0, parts[0], 0, head) || !equal(part, head + rows, parts[0], parts[0].size() - tail, tail)) {
      return false;
    }
    if (at != head && (at >= last || query[at++].kind != Kind::comma)) return false;
    if (rows < 2 || part[head].kind != Kind::open || part[head + rows - 1].kind != Kind::close) return false;
    if (!equal(query, at, part, head, rows)) return false;
    at += rows;
  }
  return at == last;
}

void check_parts(Tokens query, const std::vector<Tokens>& parts) {
  if (parts.size() == 1) return require(parts[0] == query, "one statement is the query");
  while (!query.empty() && query.back().kind == Kind::semicolon) query.pop_back();
  size_t all = parts.size() - 1;
  for (const Tokens& part : parts) all += part.size();
  // What the parts have in common stands in each of them and once in the query.
  const size_t common = (all - query.size()) / (parts.size() - 1);
  for (size_t head = 0; head <= common; ++head) {
    if (is_divided(query, parts, head, common - head)) return;
  }
  require(false, "several statements are the rows of the query, divided");
}

void check(const Record& record, SqliteHost host) {
  const StepCursor cursor(record);
  Arena arena(1 << 24);
  Statement query(arena);
  StepCursor behind = cursor;
  if (!compile_statement(behind, Dialect::sqlite, query).status) return;
  D1Statements out(arena);
  behind = cursor;
  const StatementError error = compile_d1_statements(behind, host, out);
  if (!error.status) {
    const ErrorCode code = error.status.code();
    return require(code == ErrorCode::limit || code == ErrorCode::parameter, "refused for its size, or for bytes");
  }
  // A statement written by hand may have no regard to what its parameters are, and is sent as it is.
  Tokens tokens = tokens_of(query.sql.view());
  const bool as_it_is = out.size() == 1 && out[0].sql == query.sql.view();
  if (as_it_is) {
    require(out[0].parameter_count == query.parameters.size(), "with all parameters");
    return require(out[0].sql.size() <= most_bytes && out[0].parameter_count <= most_parameters, "within the limits");
  }
  require(number_placeholders(tokens), "names of parameters are never lost");
  std::vector<Json> values;
  for (const StepCursor& value : query.parameters) values.push_back(value_of({value}, host));
  std::vector<Tokens> parts;
  for (size_t i = 0; i < out.size(); ++i) parts.push_back(tokens_of_part(out[i], tokens, values, host));
  check_parts(std::move(tokens), parts);
  Arena small(arena.used() / 2);
  D1Statements other(small);
  behind = cursor;
  const ErrorCode code = compile_d1_statements(behind, host, other).status.code();
  require(code == ErrorCode::out_of_memory || code == ErrorCode::ok, "with less memory the same or none");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  std::string_view rest(reinterpret_cast<const char*>(data) + 3, size - 3);
  if (!is_utf8(rest)) return 0;
  std::string_view texts[3];
  for (std::string_view& text : texts) {
    const size_t end = &text == &texts[2] ? rest.size() : rest.find('|');
    text = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : std::min(end + 1, rest.size()));
  }
  std::string sql(texts[0]);
  for (uint32_t i = 0; i < data[0]; ++i) sql += texts[1];
  sql += texts[2];
  const std::string bytes = record_of(sql, data[1], data[2] % 2 == 1);
  Record record;
  if (!Record::parse(bytes, record)) return 0;
  for (const SqliteHost host : {SqliteHost::d1, SqliteHost::d1_rest, SqliteHost::durable_object}) check(record, host);
  return 0;
}
