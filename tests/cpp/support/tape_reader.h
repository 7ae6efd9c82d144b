// Reads what the core put out, as bindings/tape.ts does.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "json/escape.h"
#include "rows/tape.h"
#include "support/names.h"

namespace tcpless::test {

// Everything a query gave, over all its feeds, as JSON texts: quick to gather and to compare.
//
// Cells are JSON values; what JSON cannot tell apart is an object with the kind as its key:
//
//   bytes    {"hex": "00ff"}
//   dates    {"date": milliseconds}, or {"local": ISO 8601 text without an offset}
//   bigints  {"bigint": "9007199254740993"}
//   numbers  {"number": "NaN"}, for NaN, the infinities and -0; others are JSON numbers
//   JSON with bigints inside  {"json": "the text"}; other JSON is the value itself
struct Answer {
  std::string requests;   // {"url", "headers", "body"} each, with commas between
  std::string needs;      // {"kind", "hex"} each
  std::string statement;  // {"sql", "parameters"[, "kind"]}, and more of them with commas between
  std::string columns;    // [{"name", "typeId", ..}]; empty when none came
  size_t column_count = 0;
  std::string rows;  // [cell, ..] each, with commas between
  size_t row_count = 0;
  std::string meta;      // {"lastId", "meta"}
  std::string session;   // its JSON, and of several what came last; a dash when it has ended
  std::string complete;  // {"command", "affected", "rows"}
  std::string earlier;   // of a batch, the results before: {"columns", "rows", "complete"} each
  std::string error;     // {"code", "message", ..} as DatabaseError names them
  std::string bytes;     // of a response

  bool operator==(const Answer&) const = default;

  [[nodiscard]] bool ended() const { return !complete.empty() || !error.empty(); }
  // The result is not the last one of its batch: another follows, or a failure.
  void keep_result() {
    if (complete.empty()) return;
    if (!earlier.empty()) earlier += ',';
    earlier += "{\"columns\":" + columns + ",\"rows\":[" + rows + "],\"complete\":" + complete + '}';
    columns = rows = complete = "";
    row_count = 0;
  }
  // The results of a batch that are complete.
  [[nodiscard]] std::vector<Answer> results() const {
    std::vector<Answer> all;
    for (const nlohmann::json& result : nlohmann::json::parse('[' + earlier + ']')) {
      Answer one;
      one.columns = result["columns"].dump();
      const std::string all_rows = result["rows"].dump();
      one.rows = all_rows.substr(1, all_rows.size() - 2);
      one.complete = result["complete"].dump();
      all.push_back(one);
    }
    if (!complete.empty()) all.push_back(*this);
    return all;
  }
  [[nodiscard]] nlohmann::json rows_json() const { return nlohmann::json::parse('[' + rows + ']'); }
};

class TapeReader {
 public:
  explicit TapeReader(const Tape::View& view) : view_(view) {}

  // Adds all sections to the answer. A tape that breaks its own layout aborts the test.
  void read(Answer& out) {
    while (word_ < view_.word_count) section(out);
    require(byte_ == view_.text.size() && json_ == view_.json.size() && blob_ == view_.blob.size(),
            "every text and byte belongs to a section");
  }

 private:
  static void require(bool condition, const char* promise) {
    if (condition) return;
    std::fprintf(stderr, "broken tape: not true that %s\n", promise);
    std::abort();
  }

  static void separate(std::string& list) {
    if (!list.empty()) list += ',';
  }

  uint32_t word() {
    require(word_ < view_.word_count, "a section has all its words");
    return view_.words[word_++];
  }
  uint64_t double_word() {
    const uint64_t low = word();
    return low | uint64_t{word()} << 32;
  }
  // A value of the JSON block, behind which there is a comma.
  std::string_view json(uint32_t size) {
    require(size < view_.json.size() - json_ && view_.json[json_ + size] == ',', "a comma stands behind a JSON value");
    json_ += size + 1;
    return view_.json.substr(json_ - size - 1, size);
  }

  std::string_view text(uint32_t units) {
    const std::string_view rest = view_.text.substr(byte_);
    const int64_t size = utf8_prefix_bytes(rest, units);
    require(size >= 0, "the text is as long as the units say");
    byte_ += static_cast<size_t>(size);
    return rest.substr(0, static_cast<size_t>(size));
  }
  std::string_view blob(size_t size) {
    require(size <= view_.blob.size() - blob_, "the blob is as long as the words say");
    blob_ += size;
    return view_.blob.substr(blob_ - size, size);
  }

  static std::string quoted(std::string_view text) {
    static const char* const short_escapes = "btn\0fr";
    std::string out = "\"";
    for (const char c : text) {
      const auto byte = static_cast<uint8_t>(c);
      if (c == '"' || c == '\\') {
        out += '\\';
        out += c;
      } else if (byte >= 8 && byte <= 13 && byte != 11) {
        out += '\\';
        out += short_escapes[byte - 8];
      } else if (byte < 0x20) {
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\u%04x", byte);
        out += escape;
      } else {
        out += c;
      }
    }
    return out + '"';
  }
  static std::string hex(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
      out += "0123456789abcdef"[static_cast<uint8_t>(c) >> 4];
      out += "0123456789abcdef"[static_cast<uint8_t>(c) & 15];
    }
    return out;
  }

  int64_t safe_integer(uint32_t first) {
    return (static_cast<int64_t>(static_cast<int32_t>(first) >> 4) << 32) | word();
  }

  void number(std::string_view literal, std::string& out) {
    bool zero = true;
    for (const char c : literal) {
      if (c == 'e' || c == 'E') break;
      zero = zero && (c == '-' || c == '.' || c == '0');
    }
    const bool plain = literal.find_first_of("NI") == std::string_view::npos && !(zero && literal[0] == '-');
    out += plain ? std::string(literal) : "{\"number\":" + quoted(literal) + '}';
  }

  void cell(std::string& out) {
    const uint32_t first = word();
    const uint32_t payload = first >> 4;
    switch (static_cast<Cell>(first & 15)) {
      case Cell::null_value:
        out += "null";
        return;
      case Cell::false_value:
        out += "false";
        return;
      case Cell::true_value:
        out += "true";
        return;
      case Cell::integer:
        out += std::to_string(static_cast<int32_t>(first) >> 4);
        return;
      case Cell::safe_integer:
        out += std::to_string(safe_integer(first));
        return;
      case Cell::text:
        out += quoted(text(payload));
        return;
      case Cell::number:
        return number(text(payload), out);
      case Cell::bigint:
        out += "{\"bigint\":" + quoted(text(payload)) + '}';
        return;
      case Cell::json:
        out += json(payload);
        return;
      case Cell::json_text:
        out += text(payload);
        return;
      case Cell::json_bigint:
        out += "{\"json\":" + quoted(text(payload)) + '}';
        return;
      case Cell::bytes:
        out += "{\"hex\":\"" + hex(blob(payload)) + "\"}";
        return;
      case Cell::date:
        out += "{\"date\":" + std::to_string(safe_integer(first)) + '}';
        return;
      case Cell::local_date:
        out += "{\"local\":" + quoted(text(payload)) + '}';
        return;
      case Cell::array:
        out += '[';
        for (uint32_t i = 0; i < payload; ++i) {
          if (i > 0) out += ',';
          cell(out);
        }
        out += ']';
        return;
    }
    require(false, "every cell has a known tag");
  }

  void section(Answer& out) {
    switch (static_cast<Section>(word())) {
      case Section::request:
        return request(out);
      case Section::statement:
        return statement(out);
      case Section::columns:
        return columns(out);
      case Section::rows:
        return rows(out);
      case Section::complete:
        return complete(out);
      case Section::error:
        return error(out);
      case Section::need: {
        separate(out.needs);
        out.needs += "{\"kind\":" + std::to_string(word());
        out.needs += ",\"hex\":\"" + hex(blob(word())) + "\"}";
        return;
      }
      case Section::session:
        out.session = text(word());
        if (out.session.empty()) out.session = "-";
        return;
      case Section::meta:
        out.meta = "{\"lastId\":";
        cell(out.meta);
        out.meta += ",\"meta\":";
        cell(out.meta);
        out.meta += '}';
        return;
    }
    require(false, "every section is a known one");
  }

  void request(Answer& out) {
    separate(out.requests);
    out.requests += "{\"url\":" + quoted(text(word())) + ",\"headers\":{";
    const uint32_t count = word();
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t name = word();
      const uint32_t value = word();
      if (i > 0) out.requests += ',';
      out.requests += quoted(text(name)) + ':';
      out.requests += quoted(text(value));
    }
    out.requests += "},\"body\":" + quoted(blob(word())) + '}';
  }

  void statement(Answer& out) {
    separate(out.statement);
    out.statement += "{\"sql\":" + quoted(text(word())) + ",\"parameters\":[";
    const uint32_t head = word();
    for (uint32_t i = 0; i < (head & 0xffff); ++i) {
      if (i > 0) out.statement += ',';
      cell(out.statement);
    }
    out.statement += head >> 16 ? "],\"kind\":" + std::to_string(head >> 16) + '}' : "]}";
  }

  void columns(Answer& out) {
    out.keep_result();
    require(out.columns.empty(), "columns come once");
    out.columns = "[";
    const uint32_t count = word();
    for (uint32_t i = 0; i < count; ++i) {
      out.columns += i > 0 ? ",{\"name\":" : "{\"name\":";
      out.columns += quoted(text(word()));
      for (const char* name : {"typeId", "tableId"}) {
        out.columns += std::string(",\"") + name + "\":" + std::to_string(word());
      }
      for (const char* name : {"columnId", "typeSize", "typeModifier"}) {
        out.columns += std::string(",\"") + name + "\":" + std::to_string(static_cast<int32_t>(word()));
      }
      out.columns += '}';
    }
    out.columns += ']';
    out.column_count = count;
  }

  void rows(Answer& out) {
    const uint32_t count = word();
    const uint32_t cell_words = word();
    const size_t begin = word_;
    for (uint32_t row = 0; row < count; ++row) {
      separate(out.rows);
      out.rows += '[';
      for (size_t i = 0; i < out.column_count; ++i) {
        if (i > 0) out.rows += ',';
        cell(out.rows);
      }
      out.rows += ']';
    }
    require(word_ - begin == cell_words, "a rows section is as long as it says");
    out.row_count += count;
  }

  void complete(Answer& out) {
    require(!out.ended(), "a query ends once");
    out.complete = "{\"command\":" + quoted(text(word()));
    const bool has_affected = (word() & bit(CompleteFlag::affected)) != 0;
    const uint64_t affected = double_word();
    out.complete += ",\"affected\":" + (has_affected ? std::to_string(affected) : "null");
    out.complete += ",\"rows\":" + std::to_string(double_word()) + '}';
  }

  void error(Answer& out) {
    out.keep_result();
    require(!out.ended(), "a query ends once");
    const auto code = static_cast<ErrorCode>(word());
    const uint32_t flags = word();
    const uint32_t status = word();
    const uint64_t offset = double_word();
    const uint32_t parameter = word();
    const uint32_t column = word();
    const uint32_t retry_after = word();
    const uint32_t statement_index = word();
    out.error = "{\"code\":\"" + name_of(code) + '"';
    const auto add = [&out](const char* name, uint64_t value) {
      out.error += std::string(",\"") + name + "\":" + std::to_string(value);
    };
    if (status != 0) add("status", status);
    if ((flags & bit(ErrorFlag::has_offset)) != 0) add("offset", offset);
    if ((flags & bit(ErrorFlag::has_parameter)) != 0) add("parameter", parameter);
    if ((flags & bit(ErrorFlag::has_column)) != 0) add("columnIndex", column);
    if ((flags & bit(ErrorFlag::has_retry_after)) != 0) add("retryAfter", retry_after);
    if ((flags & bit(ErrorFlag::has_statement)) != 0) add("statement", statement_index);
    out.error += (flags & bit(ErrorFlag::retryable)) != 0 ? ",\"retryable\":true" : ",\"retryable\":false";
    if ((flags & bit(ErrorFlag::not_applied)) != 0) out.error += ",\"notApplied\":true";
    const uint32_t fields = word();
    for (uint32_t i = 0; i < fields; ++i) {
      const auto name = static_cast<ErrorField>(word());
      if (name == ErrorField::error_number) {
        out.error += ",\"errno\":" + std::string(text(word()));
        continue;
      }
      out.error += ",\"" + name_of(name) + "\":" + quoted(text(word()));
    }
    out.error += '}';
  }

  const Tape::View& view_;
  size_t word_ = 0;
  size_t byte_ = 0;
  size_t json_ = 0;
  size_t blob_ = 0;
};

}  // namespace tcpless::test
