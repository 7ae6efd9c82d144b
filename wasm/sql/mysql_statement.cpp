// MySQL's statements: values stand in the text.
#include "sql/characters.h"
#include "sql/mysql_literal.h"
#include "sql/quoted.h"
#include "sql/statement_compiler.h"
#include "sql/value_names.h"

namespace tcpless {
namespace {

constexpr Status malformed = failed<ErrorCode::protocol, "the record of the query is malformed">;

// Where the name of a placeholder that begins at `begin` ends.
size_t name_end(std::string_view sql, size_t begin) {
  while (begin < sql.size() && is_identifier_part(sql[begin])) ++begin;
  return begin;
}

}  // namespace

Status StatementCompiler::add_mysql_value(StepCursor& cursor) {
  if (Status status = check_place(); !status) return status;
  if (lexer_.after_string()) {
    return failed<ErrorCode::template_misuse,
                  "a value stands right after a string or another value, which could become one with it">;
  }
  if (lexer_.after_prefix()) {
    return failed<ErrorCode::template_misuse,
                  "a value stands right after a character set (_latin1) or /*! */, which could change what it means">;
  }
  RecordValue value;
  if (Status status = cursor.take_value(value); !status) return status;
  Buffer<char>& sql = out_.sql;
  if (!sql.empty() && !stands_apart(sql.view().back())) sql.push(' ');
  const bool list = value.kind == Step::value_array && out_.lists;
  if (Status status = list ? add_mysql_list(cursor, value.elements) : append_mysql_literal(value, sql); !status) {
    return status;
  }
  lexer_.pass_value(sql.view());
  after_token_ = after_value_ = true;
  return success;
}

Status StatementCompiler::add_mysql_list(StepCursor& cursor, uint32_t elements) {
  if (elements == 0) return failed<ErrorCode::parameter, "a list needs at least one element">;
  for (uint32_t i = 0; i < elements; ++i) {
    if (i > 0) out_.sql.append(", ");
    RecordValue value;
    if (Status status = cursor.take_value(value); !status) return status;
    if (Status status = append_mysql_literal(value, out_.sql); !status) return status;
  }
  return success;
}

// Text with `?`, or `:name` if the values have names. Each placeholder outside strings, quoted names, comments and
// variables becomes a value, under the rules for values of a template.
StatementError StatementCompiler::mysql_whole_statement(StepCursor& cursor) {
  cursor.skip_opcode();
  std::string_view sql;
  if (Status status = cursor.take_text(sql); !status) return {status};
  if (has_nul(sql)) return {failed<ErrorCode::template_misuse, "the SQL text has a NUL character">};

  const bool named = cursor.peek() == Step::parameter_name;
  Buffer<StepCursor>& values = out_.parameters;
  ValueNames names(values.arena());
  while (!cursor.at_statement_end()) {
    if (named) {
      if (cursor.peek() != Step::parameter_name) return {malformed};
      cursor.skip_opcode();
      std::string_view name;
      if (Status status = cursor.take_text(name); !status) return {status};
      names.add(name);
    }
    const StepCursor value = cursor;
    if (!is_value(cursor.peek())) return {malformed};
    if (Status status = cursor.skip_value(); !status) return {status, static_cast<int32_t>(values.size())};
    values.push(value);
  }
  if (values.arena().exhausted()) return {out_of_memory};
  names.sort();

  if (values.empty()) {
    // Nothing of ours goes into the text: the server reads it by its own settings.
    append_text(sql);
    if (lexer_.placeholders() == 0 || lexer_.is_ambiguous()) return {};
    return {failed<ErrorCode::parameter, "the SQL text has placeholders, and there are no values">};
  }

  const char mark = named ? ':' : '?';
  size_t begin = 0;  // of the text that is not yet taken
  uint32_t used = 0;
  for (size_t at = sql.find(mark); at != std::string_view::npos; at = sql.find(mark, at)) {
    append_text(sql.substr(begin, at - begin));
    begin = at++;
    const Place place = lexer_.place();
    if (place != Place::code && place != Place::dashes && place != Place::variable) continue;
    uint32_t index = used;
    if (named) {
      const size_t end = name_end(sql, at);
      // `:=` and `::`
      if (end == at || (begin > 0 && sql[begin - 1] == ':')) continue;
      index = names.find(sql.substr(at, end - at));
      if (index == values.size()) {
        return {failed<ErrorCode::parameter, "a placeholder of the SQL text has a name that no value has">};
      }
      at = end;
    } else if (used == values.size()) {
      return {failed<ErrorCode::parameter, "the SQL text has more placeholders than there are values">};
    }
    StepCursor value = values[index];
    if (Status status = add_mysql_value(value); !status) return {status, static_cast<int32_t>(index)};
    ++used;
    begin = at;
  }
  append_text(sql.substr(begin));
  parameters_ = static_cast<uint32_t>(values.size());
  if (!named && used < values.size()) {
    return {failed<ErrorCode::parameter, "there are more values than placeholders in the SQL text">,
            static_cast<int32_t>(used)};
  }
  out_.parameters.clear();
  return {finish()};
}

}  // namespace tcpless
