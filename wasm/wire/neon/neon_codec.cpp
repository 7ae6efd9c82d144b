#include "wire/neon/neon_codec.h"

#include "wire/neon/neon_failure.h"
#include "wire/neon/neon_request.h"

namespace tcpless {
namespace {

constexpr Capabilities neon_capabilities = {
    .service = "neon",
    .batch = Capabilities::Batch::atomic,
    .session = Capabilities::Session::none,
    .streaming = true,
    .lazy = true,
    .parameters = limits::postgres_parameters,
};

}  // namespace

const Capabilities& NeonCodec::capabilities() const { return neon_capabilities; }

void NeonCodec::begin(StepCursor steps, Operation operation, Exchange& exchange) {
  if (operation != Operation::execute && operation != Operation::batch) {
    return exchange.fail(failed<ErrorCode::unsupported, "Neon cannot do this operation">);
  }
  const StatementError error = put_neon_request(steps, operation == Operation::batch, exchange);
  if (!error.status) exchange.fail(error.status, error.parameter);
}

void NeonCodec::begin_answer(Exchange& /*exchange*/) {}

void NeonCodec::feed(Exchange& exchange, bool last) {
  if (exchange.head().status != 200) {
    if (has_error_body(exchange, last)) fail_with_neon_answer(exchange.input().view(), exchange);
    return;
  }
  if (!answer_.open(exchange, last)) return;
  JsonReader& reader = answer_.reader();
  const bool batch = exchange.statements() > 0;
  const Progress progress = batch ? batch_.read(reader, result_, exchange) : result_.read(reader, exchange);
  if (answer_.close(progress, exchange)) result_.put_complete(exchange);
}

bool NeonCodec::emit_cell(uint32_t column, std::string_view json, Exchange& exchange) {
  if (result_.put_plain_cell(column, json, exchange)) return true;
  JsonReader reader;
  reader.open(json, true);
  (void)reader.next();  // the string that it was when it was put
  return result_.emit_cell(column, reader.text(), exchange);
}

void NeonCodec::restart() {
  answer_.restart();
  result_.restart();
  batch_.restart();
}

}  // namespace tcpless
