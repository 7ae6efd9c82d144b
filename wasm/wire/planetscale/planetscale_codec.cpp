#include "wire/planetscale/planetscale_codec.h"

#include "wire/planetscale/planetscale_failure.h"
#include "wire/planetscale/planetscale_request.h"

namespace tcpless {
namespace {

constexpr Capabilities planetscale_capabilities = {
    .service = "planetscale",
    .batch = Capabilities::Batch::none,
    .session = Capabilities::Session::token,
    .streaming = true,
    .lazy = true,
};

}  // namespace

const Capabilities& PlanetscaleCodec::capabilities() const { return planetscale_capabilities; }

void PlanetscaleCodec::begin(StepCursor steps, Operation operation, Exchange& exchange) {
  if (operation == Operation::batch || operation == Operation::failure) {
    return exchange.fail(failed<ErrorCode::unsupported, "PlanetScale cannot do this operation">);
  }
  commits_ = operation == Operation::commit;
  const StatementError error = operation == Operation::format
                                   ? put_formatted_statement(steps, exchange)
                                   : put_planetscale_request(steps, operation, warning_, exchange);
  if (!error.status) exchange.fail(error.status, error.parameter);
}

void PlanetscaleCodec::begin_answer(Exchange& exchange) {
  if (commits_) exchange.expect_commit();
}

void PlanetscaleCodec::feed(Exchange& exchange, bool last) {
  if (exchange.head().status != 200) {
    if (has_error_body(exchange, last)) fail_with_planetscale_answer(exchange.input().view(), exchange);
    return;
  }
  if (!answer_.open(exchange, last)) return;
  if (answer_.close(result_.read(answer_.reader(), exchange), exchange)) result_.put_complete(warning_, exchange);
}

void PlanetscaleCodec::restart() {
  answer_.restart();
  result_.restart();
}

bool PlanetscaleCodec::emit_cell(uint32_t column, std::string_view cell, Exchange& exchange) {
  return result_.emit_cell(column, cell, exchange);
}

}  // namespace tcpless
