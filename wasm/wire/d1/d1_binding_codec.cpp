#include "wire/d1/d1_binding_codec.h"

#include "base/number_text.h"
#include "sql/sqlite_tokens.h"
#include "wire/d1/d1_failure.h"
#include "wire/d1/d1_statement.h"

namespace tcpless {
namespace {

constexpr Capabilities d1_capabilities = {
    .service = "d1",
    .batch = Capabilities::Batch::atomic,
    .session = Capabilities::Session::none,
    .streaming = false,
    .parameters = limits::d1_parameters,
};

constexpr Capabilities durable_object_capabilities = {
    .service = "durable-object",
    .batch = Capabilities::Batch::atomic,
    .session = Capabilities::Session::none,
    .streaming = false,
    .parameters = limits::d1_parameters,
};

using Kind = SqliteTokens::Kind;

// The text of a single statement that only reads and can stand in a subquery, without what ends it; else nothing.
std::string_view single_select(std::string_view sql) {
  SqliteTokens tokens(sql);
  tokens.next();
  const bool with = tokens.is_word("with");
  if (!with && !tokens.is_word("select") && !tokens.is_word("values")) return {};
  size_t end = 0;
  while (tokens.kind() != Kind::end && tokens.kind() != Kind::semicolon) {
    end = tokens.end();
    const bool writes = tokens.is_word("insert") || tokens.is_word("update") || tokens.is_word("delete");
    const bool replaces = tokens.is_word("replace");
    tokens.next();
    // The name of a function may be one of these words.
    if (with && (writes || replaces) && tokens.kind() != Kind::open) return {};
  }
  if (tokens.kind() == Kind::semicolon && tokens.next() != Kind::end) return {};
  return sql.substr(0, end);
}

StatementKind kind_of(std::string_view sql) {
  if (!single_select(sql).empty()) return StatementKind::other;
  SqliteTokens tokens(sql);
  tokens.next();
  bool changes = false;
  for (const std::string_view word : {"insert", "replace", "update", "delete", "with"}) {
    changes = changes || tokens.is_word(word);
  }
  while (tokens.kind() != Kind::end && tokens.kind() != Kind::semicolon) tokens.next();
  if (tokens.kind() == Kind::semicolon && tokens.next() != Kind::end) return StatementKind::several;
  return changes ? StatementKind::changes : StatementKind::other;
}

void append_column(Buffer<char>& sql, uint32_t index) {
  sql.append(index == 0 ? "c" : ",c");
  append_integer(sql, index);
}

// The values of `select` as text after a letter that tells integers from text, and all others as they are.
void append_tagged(Buffer<char>& sql, std::string_view select, uint32_t columns) {
  sql.append("with tagged(");
  for (uint32_t i = 0; i < columns; ++i) append_column(sql, i);
  sql.append(")as(\n");
  sql.append(select);
  sql.append("\n)select ");
  for (uint32_t i = 0; i < columns; ++i) {
    sql.append(i == 0 ? "case typeof(c" : ",case typeof(c");
    append_integer(sql, i);
    sql.append(")when'integer'then'i'||c");
    append_integer(sql, i);
    sql.append(" when'text'then't'||c");
    append_integer(sql, i);
    sql.append(" else c");
    append_integer(sql, i);
    sql.append(" end");
  }
  sql.append(" from tagged");
}

void begin_changes(Exchange& exchange) {
  Tape& tape = exchange.tape();
  tape.section(Section::statement);
  tape.counted_text("select changes(),total_changes(),last_insert_rowid()");
  tape.word(0);
}

void begin_failure(StepCursor steps, Exchange& exchange) {
  if (steps.peek() == Step::text) {
    steps.skip_opcode();
    std::string_view message;
    if (steps.take_text(message)) return exchange.fail(d1_failure(message, exchange.settings().read_only));
  }
  exchange.fail(failed<ErrorCode::protocol, "the record of the failure is malformed">);
}

}  // namespace

const Capabilities& D1BindingCodec::capabilities() const {
  return host_ == SqliteHost::d1 ? d1_capabilities : durable_object_capabilities;
}

void D1BindingCodec::begin_statement(StepCursor steps, Exchange& exchange) const {
  D1Statements statements(exchange.arena());
  if (const StatementError error = compile_d1_statements(steps, host_, statements); !error.status) {
    return exchange.fail(error.status, error.parameter);
  }
  Tape& tape = exchange.tape();
  TapeRows cells(tape);
  const uint32_t tagged_columns = exchange.settings().tagged_columns;
  for (size_t i = 0; i < statements.size(); ++i) {
    const D1Statements::Statement statement = statements[i];
    tape.section(Section::statement);
    if (tagged_columns == 0) {
      tape.counted_text(statement.sql);
    } else {
      const std::string_view select = single_select(statement.sql);
      Buffer<char> tagged(exchange.arena());
      append_tagged(tagged, select, tagged_columns);
      if (select.empty() || tagged.size() > limits::d1_statement_bytes) {
        tape.clear();
        return exchange.fail(failed<ErrorCode::unsupported,
                                    "integers with all digits can be had of a single select: in others write "
                                    "cast(... as text) yourself">);
      }
      tape.counted_text(tagged.view());
    }
    const StatementKind kind = host_ == SqliteHost::durable_object ? kind_of(statement.sql) : StatementKind::other;
    tape.word(static_cast<uint32_t>(kind) << 16 | static_cast<uint32_t>(statement.parameter_count));
    for (size_t j = 0; j < statement.parameter_count; ++j) {
      const D1Parameter& parameter = statement.parameters[j];
      if (const Status status = parameter.emit(host_, cells); !status) {
        tape.clear();  // half a statement is none
        return exchange.fail(status, parameter.index);
      }
    }
  }
}

void D1BindingCodec::begin(StepCursor steps, Operation operation, Exchange& exchange) {
  switch (operation) {
    case Operation::execute:
      return begin_statement(steps, exchange);
    case Operation::failure:
      return begin_failure(steps, exchange);
    case Operation::changes:
      return begin_changes(exchange);
    default:
      break;
  }
  exchange.fail(failed<ErrorCode::unsupported, "a binding of SQLite cannot do this operation">);
}

void D1BindingCodec::begin_answer(Exchange& /*exchange*/) {}

void D1BindingCodec::feed(Exchange& exchange, bool /*last*/) {
  exchange.fail(failed<ErrorCode::protocol, "a binding gives values and not bytes">);
}

void D1BindingCodec::restart() {}

}  // namespace tcpless
