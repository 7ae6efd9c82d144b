#include "wire/d1/d1_binding_codec.h"

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

void begin_statement(StepCursor steps, Exchange& exchange) {
  D1Statements statements(exchange.arena());
  if (const StatementError error = compile_d1_statements(steps, D1Bytes::values, statements); !error.status) {
    return exchange.fail(error.status, error.parameter);
  }
  Tape& tape = exchange.tape();
  TapeRows cells(tape);
  for (size_t i = 0; i < statements.size(); ++i) {
    const D1Statements::Statement statement = statements[i];
    tape.section(Section::statement);
    tape.counted_text(statement.sql);
    tape.word(static_cast<uint32_t>(statement.parameter_count));
    for (size_t j = 0; j < statement.parameter_count; ++j) {
      const D1Parameter& parameter = statement.parameters[j];
      if (const Status status = parameter.emit(cells); !status) {
        tape.clear();  // half a statement is none
        return exchange.fail(status, parameter.index);
      }
    }
  }
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
    default:
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
