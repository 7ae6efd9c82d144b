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
  if (!begins_as_json(exchange, last)) return;
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
  if (LazyRows* lazy = exchange.lazy_rows(); lazy != nullptr) lazy->keep();
  input.consume(reader_.consumed());
}

bool NeonCodec::emit_cell(uint32_t column, std::string_view json, Exchange& exchange) {
  if (result_.put_plain_cell(column, json, exchange)) return true;
  JsonReader reader;
  reader.open(json, true);
  (void)reader.next();  // the string that it was when it was put
  return result_.emit_cell(column, reader.text(), exchange);
}

void NeonCodec::restart() {
  reader_ = {};
  result_.restart();
  batch_.restart();
  result_read_ = false;
}

}  // namespace tcpless
