#include "wire/json_answer.h"

#include "wire/http_failure.h"

namespace tcpless {

bool JsonAnswer::open(Exchange& exchange, bool last) {
  if (!begins_as_json(exchange, last)) return false;
  reader_.open(exchange.input().view(), last);
  return true;
}

bool JsonAnswer::close(Progress progress, Exchange& exchange) {
  if (progress == Progress::failed) return false;
  // Whatever follows but the end is a failure.
  const bool whole = progress == Progress::done && next_token(reader_, exchange) == JsonToken::end;
  if (LazyRows* lazy = exchange.lazy_rows(); lazy != nullptr) lazy->keep();
  exchange.input().consume(reader_.consumed());
  return whole;
}

bool has_error_body(Exchange& exchange, bool last) {
  if (!last && exchange.input().view().size() < limits::error_body_bytes) return false;
  // Of several statements the answer does not say which one failed.
  if (exchange.statements() == 1) exchange.at_statement(0);
  return true;
}

JsonToken next_token(JsonReader& reader, Exchange& exchange) {
  const JsonToken token = reader.next();
  if (token == JsonToken::failed) {
    exchange.fail(Failure(reader.error()).at_offset(exchange.input().offset() + reader.consumed()));
  }
  return token;
}

bool fail_at_token(std::string_view message, const JsonReader& reader, Exchange& exchange) {
  exchange.fail(Failure(ErrorCode::protocol, message).at_offset(exchange.input().offset() + reader.token_end()));
  return false;
}

}  // namespace tcpless
