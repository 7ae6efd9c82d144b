#include "wire/neon/neon_codec.h"

#include "wire/http_failure.h"
#include "wire/neon/neon_failure.h"
#include "wire/neon/neon_request.h"

namespace tcpless {
namespace {

constexpr Capabilities neon_capabilities = {
    .service = "neon",
    .batch = Capabilities::Batch::atomic,
    .session = Capabilities::Session::none,
    .streaming = true,
    .parameters = limits::postgres_parameters,
};

enum class Start : uint8_t { unknown, json, foreign };

// How a body begins: a page of HTML, something compressed or a byte order mark is not even JSON, and may be shown.
Start start_of(std::string_view body) {
  size_t at = 0;
  while (at < body.size() && at < limits::error_sample_bytes && is_json_space(body[at])) ++at;
  if (at == limits::error_sample_bytes) return Start::json;
  if (at == body.size()) return Start::unknown;
  return std::string_view("{[\"-0123456789tfn").find(body[at]) != std::string_view::npos ? Start::json : Start::foreign;
}

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
  if (exchange.head().status == 200) return feed_result(exchange, last);
  InputBuffer& input = exchange.input();
  // Enough of an error body is enough.
  if (!last && input.view().size() < limits::error_body_bytes) return;
  // Of several the answer does not say which one failed.
  if (exchange.statements() == 1) exchange.at_statement(0);
  fail_with_neon_answer(input.view(), exchange);
  input.clear();
}

void NeonCodec::feed_result(Exchange& exchange, bool last) {
  InputBuffer& input = exchange.input();
  if (input.offset() == 0) {
    const Start start = start_of(input.view());
    // All of what the error shows must be there, so that it is the same whatever the pieces.
    const bool enough = last || input.view().size() >= limits::error_sample_bytes;
    if (start == Start::foreign) {
      if (enough) fail_with_foreign_answer(input.view(), exchange);
      return;
    }
    if (start == Start::unknown && !last) return;
  }
  reader_.open(input.view(), last);
  if (!result_read_) {
    const NeonResult::Progress progress =
        exchange.statements() > 0 ? batch_.read(reader_, result_, exchange) : result_.read(reader_, exchange);
    if (progress == NeonResult::Progress::failed) return;
    result_read_ = progress == NeonResult::Progress::done;
  }
  if (result_read_) {
    const JsonToken after = reader_.next();
    if (after == JsonToken::end) {
      result_.put_complete(exchange);
    } else if (after != JsonToken::need_more) {
      exchange.fail(Failure(reader_.error()).at_offset(input.offset() + reader_.consumed()));
    }
  }
  input.consume(reader_.consumed());
}

void NeonCodec::restart() {
  reader_ = {};
  result_.restart();
  batch_.restart();
  result_read_ = false;
}

}  // namespace tcpless
