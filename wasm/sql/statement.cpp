#include "sql/statement.h"

#include "base/number_text.h"
#include "sql/characters.h"
#include "sql/identifier.h"
#include "sql/literal.h"
#include "sql/quoted.h"
#include "sql/statement_compiler.h"

namespace tcpless {
namespace {

constexpr Status malformed = failed<ErrorCode::protocol, "the record of the query is malformed">;
constexpr Status nul_in_sql = failed<ErrorCode::template_misuse, "the SQL text has a NUL character">;

// Whether two tokens, or a token and text, could be read as something else when they touch. It may
// say so too often: a space does no harm.
bool would_merge(char left, char right) {
  const bool left_open = is_identifier_part(left) || is_quote(left) || left == '?' || left == ':' || left == '@' ||
                         left == '#' || left == '&';
  const bool right_open = is_identifier_part(right) || is_quote(right) || right == '?';
  if (left_open && right_open) return true;
  if ((left == '.' && is_digit(right)) || (is_digit(left) && right == '.')) return true;
  // `--` and `/*` are comments; other operators only change.
  return (is_operator(left) && (right == '-' || right == '*')) || (left == '*' && is_operator(right));
}

Status misplaced(Place place) {
  switch (place) {
    case Place::code:
      return success;
    case Place::string:
      return failed<ErrorCode::template_misuse, "a value or name stands inside a string: leave out the quotes">;
    case Place::quoted_name:
      return failed<ErrorCode::template_misuse, "a value or name stands inside a quoted name">;
    case Place::line_comment:
    case Place::block_comment:
      return failed<ErrorCode::template_misuse, "a value or name stands inside a comment">;
    case Place::dollar_quote:
      return failed<ErrorCode::template_misuse, "a value or name stands inside a dollar-quoted string">;
    case Place::placeholder_arguments:
      return failed<ErrorCode::template_misuse, "a value or name stands inside a placeholder">;
    case Place::variable:
    case Place::dashes:
      break;  // MySQL's: StatementCompiler::check_place
  }
  return malformed;
}

Status unfinished(Place place) {
  switch (place) {
    case Place::code:
    case Place::line_comment:
    case Place::variable:
    case Place::dashes:
      return success;
    case Place::string:
      return failed<ErrorCode::template_misuse, "the SQL text ends inside a string">;
    case Place::quoted_name:
      return failed<ErrorCode::template_misuse, "the SQL text ends inside a quoted name">;
    case Place::block_comment:
      return failed<ErrorCode::template_misuse, "the SQL text ends inside a comment">;
    case Place::dollar_quote:
      return failed<ErrorCode::template_misuse, "the SQL text ends inside a dollar-quoted string">;
    case Place::placeholder_arguments:
      return failed<ErrorCode::template_misuse, "the SQL text ends inside a placeholder">;
  }
  return malformed;
}

}  // namespace

StatementError StatementCompiler::compile(StepCursor& cursor) {
  if (cursor.peek() == Step::statement) {
    return is_mysql(dialect_) ? mysql_whole_statement(cursor) : whole_statement(cursor);
  }
  while (!cursor.at_statement_end()) {
    if (is_value(cursor.peek())) {
      const Status status = is_mysql(dialect_) ? add_mysql_value(cursor) : add_parameter(cursor);
      if (!status) return at_next_parameter(status);
      ++parameters_;
    } else if (Status status = add_step(cursor); !status) {
      return {status};
    }
  }
  return {finish()};
}

// The service's own placeholders: only the service knows what it would make of the text.
StatementError StatementCompiler::whole_statement(StepCursor& cursor) {
  cursor.skip_opcode();
  std::string_view sql;
  if (Status status = cursor.take_text(sql); !status) return {status};
  if (has_nul(sql)) return {nul_in_sql};
  out_.sql.append(sql);
  while (!cursor.at_statement_end()) {
    if (cursor.peek() == Step::parameter_name) {
      return {failed<ErrorCode::unsupported, "this database takes parameters by position: give an array">};
    }
    if (!is_value(cursor.peek())) return {malformed};
    if (Status status = take_parameter(cursor); !status) return at_next_parameter(status);
    ++parameters_;
  }
  return {};
}

Status StatementCompiler::check_place() const {
  const Place place = lexer_.place();
  if (is_mysql(dialect_) && place == Place::variable) {
    return failed<ErrorCode::template_misuse, "a value or name stands right after @">;
  }
  if (is_mysql(dialect_) && place == Place::dashes) {
    return failed<ErrorCode::template_misuse, "a value or name stands right after --, which can begin a comment">;
  }
  if (Status status = misplaced(place); !status) return status;
  if (!lexer_.is_ambiguous()) return success;
  return is_mysql(dialect_)
             ? failed<
                   ErrorCode::template_misuse,
                   "a value or name follows text that servers and their settings read in different ways: a backslash "
                   "before a quote, @'name', //, or quotes inside /*! */: write that otherwise">
             : failed<
                   ErrorCode::template_misuse,
                   "a name or literal follows a string with a backslash before a quote: write that string as E'...'">;
}

Status StatementCompiler::add_parameter(StepCursor& cursor) {
  if (Status status = misplaced(lexer_.place()); !status) return status;
  const size_t begin = out_.sql.size();
  if (Status status = take_parameter(cursor); !status) return status;
  out_.sql.push(is_postgres(dialect_) ? '$' : '?');
  append_integer(out_.sql, parameters_ + 1);
  end_token(begin);
  return success;
}

Status StatementCompiler::add_step(StepCursor& cursor) {
  const Step step = cursor.peek();
  cursor.skip_opcode();
  switch (step) {
    case Step::text:
    case Step::raw:
      return add_text(cursor);
    case Step::identifier:
    case Step::reference:
      break;
    case Step::literal:
      if (is_mysql(dialect_)) return is_value(cursor.peek()) ? add_mysql_value(cursor) : malformed;
      break;
    default:
      return malformed;
  }
  if (Status status = check_place(); !status) return status;
  const size_t begin = out_.sql.size();
  const bool is_literal = step == Step::literal && !is_mysql(dialect_);
  const Status status = is_literal                 ? add_literal(cursor)
                        : step == Step::identifier ? add_identifier(cursor)
                                                   : add_reference(cursor);
  if (!status) return status;
  end_token(begin);
  if (is_literal) lexer_.seal_string();
  return success;
}

Status StatementCompiler::take_parameter(StepCursor& cursor) {
  const bool postgres = is_postgres(dialect_);
  if (parameters_ == (postgres ? limits::postgres_parameters : limits::sqlite_parameters)) {
    return postgres ? failed<ErrorCode::limit, "PostgreSQL takes at most 65535 parameters in a statement">
                    : failed<ErrorCode::limit, "SQLite takes at most 32766 parameters in a statement">;
  }
  const StepCursor value = cursor;
  if (Status status = cursor.skip_value(); !status) return status;
  out_.parameters.push(value);
  return success;
}

Status StatementCompiler::add_text(StepCursor& cursor) {
  std::string_view text;
  if (Status status = cursor.take_text(text); !status) return status;
  if (has_nul(text)) return nul_in_sql;
  append_text(text);
  return success;
}

void StatementCompiler::append_text(std::string_view text) {
  if (text.empty()) return;
  if (after_token_ && !out_.sql.empty() &&
      (after_value_ ? !stands_apart(text.front()) : would_merge(out_.sql.view().back(), text.front()))) {
    out_.sql.push(' ');
  }
  after_token_ = after_value_ = false;
  out_.sql.append(text);
  lexer_.advance(out_.sql.view());
}

Status StatementCompiler::add_identifier(StepCursor& cursor) {
  uint32_t parts = 0;
  if (!cursor.take_word(parts) || parts == 0) return malformed;
  for (uint32_t part = 0; part < parts; ++part) {
    std::string_view name;
    if (Status status = cursor.take_text(name); !status) return status;
    if (part > 0) out_.sql.push('.');
    if (Status status = append_identifier(dialect_, name, out_.sql); !status) return status;
  }
  return success;
}

Status StatementCompiler::add_reference(StepCursor& cursor) {
  std::string_view dotted;
  if (Status status = cursor.take_text(dotted); !status) return status;
  return append_reference(dialect_, dotted, out_.sql);
}

Status StatementCompiler::add_literal(StepCursor& cursor) {
  RecordValue value;
  if (Status status = cursor.take_value(value); !status) return status;
  const bool quoted = value.kind == Step::value_text || value.kind == Step::value_bytes;
  if (quoted && lexer_.after_string()) {
    return failed<ErrorCode::template_misuse, "a literal stands right after a string, which could take it in">;
  }
  return append_literal(dialect_, value, out_.sql);
}

void StatementCompiler::end_token(size_t begin) {
  Buffer<char>& sql = out_.sql;
  const size_t end = sql.size();
  if (begin > 0 && end > begin && would_merge(sql[begin - 1], sql[begin])) {
    sql.push(' ');
    if (sql.size() == end) return;  // no memory
    std::memmove(sql.data() + begin + 1, sql.data() + begin, end - begin);
    sql[begin] = ' ';
  }
  after_token_ = true;
  after_value_ = false;
  lexer_.advance(sql.view());
}

Status StatementCompiler::finish() const {
  if (!is_mysql(dialect_) || !lexer_.is_ambiguous()) {
    if (Status status = unfinished(lexer_.place()); !status) return status;
  }
  if (lexer_.sealed_string_continued()) {
    return failed<ErrorCode::template_misuse, "a string stands right after a value or literal, which would take it in">;
  }
  if (parameters_ > 0 && lexer_.placeholders() != (is_mysql(dialect_) ? 0 : parameters_)) {
    return failed<ErrorCode::template_misuse,
                  "placeholders written by hand stand next to values: give those as values too">;
  }
  return success;
}

StatementError compile_statement(StepCursor& cursor, Dialect dialect, Statement& out) {
  out.sql.clear();
  out.parameters.clear();
  const StatementError result = StatementCompiler(dialect, out).compile(cursor);
  // Without memory the text has gaps, and so whatever was found in it means nothing.
  if (out.sql.arena().exhausted()) {
    return {out_of_memory};
  }
  return result;
}

}  // namespace tcpless
