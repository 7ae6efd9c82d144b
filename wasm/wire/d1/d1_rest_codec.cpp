#include "wire/d1/d1_rest_codec.h"

#include "wire/d1/d1_rest_failure.h"
#include "wire/d1/d1_rest_request.h"

namespace tcpless {
namespace {

constexpr Capabilities d1_rest_capabilities = {
    .service = "d1",
    .batch = Capabilities::Batch::atomic,
    .session = Capabilities::Session::none,
    .streaming = true,
    .lazy = true,
    .parameters = limits::d1_parameters,
};

constexpr Status malformed = failed<ErrorCode::protocol, "the record of the query is malformed">;

}  // namespace

const Capabilities& D1RestCodec::capabilities() const { return d1_rest_capabilities; }

StatementError D1RestCodec::compile(StepCursor steps, bool batch, D1Statements& statements, Exchange& exchange) {
  do {
    if (batch) {
      exchange.at_statement(exchange.statements());
      if (steps.peek() != Step::query) {
        return {malformed};
      }
      steps.skip_opcode();
      Settings settings = exchange.settings();
      if (const Status status = read_settings(steps, settings); !status) return {status};
      if (!exchange.read_types(settings)) return {malformed};
      exchange.add_statement(settings);
    }
    const StatementError error = compile_d1_statements(steps, SqliteHost::d1_rest, statements);
    if (!error.status) return error;
    result_.expect(statements.size());
  } while (batch && !steps.at_end());
  return {};
}

void D1RestCodec::begin(StepCursor steps, Operation operation, Exchange& exchange) {
  const bool batch = operation == Operation::batch;
  if (operation != Operation::execute && !batch) {
    return exchange.fail(failed<ErrorCode::unsupported, "D1 cannot do this operation">);
  }
  if (!exchange.read_types()) return;
  D1Statements statements(exchange.arena());
  StatementError error = compile(steps, batch, statements, exchange);
  if (error.status) error = put_d1_request(statements, exchange);
  if (!error.status) exchange.fail(error.status, error.parameter);
  exchange.at_no_statement();
}

void D1RestCodec::begin_answer(Exchange& /*exchange*/) {}

void D1RestCodec::feed(Exchange& exchange, bool last) {
  if (exchange.head().status != 200) {
    if (has_error_body(exchange, last)) fail_with_d1_answer(exchange.input().view(), exchange);
    return;
  }
  if (!answer_.open(exchange, last)) return;
  if (answer_.close(result_.read(answer_.reader(), exchange), exchange)) result_.put_complete(exchange);
}

bool D1RestCodec::emit_cell(uint32_t column, std::string_view kept, Exchange& exchange) {
  return result_.emit_cell(column, kept, exchange);
}

void D1RestCodec::restart() {
  answer_.restart();
  result_.restart();
}

}  // namespace tcpless
