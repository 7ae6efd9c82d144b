#include "wire/d1/d1_binding_codec.h"

#include "sql/sqlite_parameter.h"
#include "wire/d1/d1_failure.h"

namespace tcpless {
namespace {

constexpr Capabilities d1_capabilities = {
    .service = "d1",
    .batch = Capabilities::Batch::atomic,
    .session = Capabilities::Session::none,
    .streaming = false,
    .parameters = limits::d1_parameters,
};

void put_statement(const Statement& statement, Exchange& exchange) {
  Tape& tape = exchange.tape();
  tape.section(Section::statement);
  tape.counted_text(statement.sql.view());
  tape.word(static_cast<uint32_t>(statement.parameters.size()));
  TapeRows cells(tape);
  for (uint32_t i = 0; i < statement.parameters.size(); ++i) {
    if (const Status status = emit_sqlite_parameter(statement.parameters[i], cells); !status) {
      tape.clear();  // half a statement is none
      return exchange.fail(status, static_cast<int32_t>(i));
    }
  }
}

void begin_statement(StepCursor steps, Exchange& exchange) {
  Statement statement(exchange.arena());
  const StatementError error = compile_statement(steps, Dialect::sqlite, statement);
  if (!error.status) {
    return exchange.fail(error.status, error.parameter);
  }
  if (statement.parameters.size() > limits::d1_parameters) {
    return exchange.fail(failed<ErrorCode::limit,
                                "the statement has more than the 100 parameters D1 takes: send "
                                "lists as one JSON text and read it with json_each()">);
  }
  if (statement.sql.size() > limits::d1_statement_bytes) {
    return exchange.fail(failed<ErrorCode::limit, "the statement is longer than the 100 KB D1 takes">);
  }
  put_statement(statement, exchange);
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

const Capabilities& D1BindingCodec::capabilities() const { return d1_capabilities; }

void D1BindingCodec::begin(StepCursor steps, Operation operation, Exchange& exchange) {
  switch (operation) {
    case Operation::execute:
      return begin_statement(steps, exchange);
    case Operation::failure:
      return begin_failure(steps, exchange);
    case Operation::batch:
      break;
  }
  exchange.fail(failed<ErrorCode::unsupported, "D1 cannot do this operation">);
}

void D1BindingCodec::begin_answer(Exchange& /*exchange*/) {}

void D1BindingCodec::feed(Exchange& exchange, bool /*last*/) {
  exchange.fail(failed<ErrorCode::protocol, "the D1 binding gives values and not bytes">);
}

void D1BindingCodec::restart() {}

}  // namespace tcpless
