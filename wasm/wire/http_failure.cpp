#include "wire/http_failure.h"

#include "base/number_text.h"
#include "base/parse_integer.h"
#include "base/utf8.h"
#include "json/grammar.h"

namespace tcpless {
namespace {

// The start of a body as text: what is not printable ASCII or UTF-8 becomes a question mark.
// Secrets go first: with question marks in it none would be found.
void append_sample(Buffer<char>& out, std::string_view body, const Exchange& exchange) {
  Buffer<char> start(out.arena());
  const bool cut = body.size() >= limits::error_sample_bytes;
  exchange.append_without_secrets(start, body.substr(0, limits::error_sample_bytes), cut);
  const bool utf8 = is_utf8(start.view());
  for (const char c : start) {
    const auto byte = static_cast<uint8_t>(c);
    const bool shown = c == '\n' || (byte >= 0x20 && byte != 0x7f && (byte < 0x80 || utf8));
    out.push(shown ? c : '?');
  }
}

void append_message(Buffer<char>& out, uint32_t status) {
  if (status == 404) {
    return out.append("there is no SQL endpoint here (HTTP 404): is the host of the connection string right?");
  }
  out.append("the service answered HTTP ");
  append_integer(out, status);
  out.append(" and not in its own words");
}

}  // namespace

ErrorCode code_of_status(uint32_t status) {
  switch (status) {
    case 401:
    case 403:
      return ErrorCode::authentication;
    case 408:
    case 504:
      return ErrorCode::timeout;
    case 413:
    case 507:
      return ErrorCode::limit;
    case 429:
      return ErrorCode::rate_limited;
    default:
      break;
  }
  if (status >= 300 && status < 400) return ErrorCode::redirect;
  return status >= 500 ? ErrorCode::unavailable : ErrorCode::protocol;
}

void describe_status(Failure& failure, Exchange& exchange) {
  const ResponseHead& head = exchange.head();
  failure.status = head.status;
  failure.add(ErrorField::request_id, head.request_id);
  const auto seconds = parse_integer(head.retry_after);
  // A date is not read here, where there is no clock: the host gives the seconds until then.
  const bool asks_later = seconds && *seconds >= 0;
  if (asks_later) {
    failure.retry_after(static_cast<uint32_t>(*seconds > 86400 ? 86400 : *seconds) * 1000);
  }
  // Cloudflare's own, when it could not even begin to speak with the service (521, 523, 525, 526, 530):
  // https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
  constexpr uint32_t never_reached = 1U << 1 | 1U << 3 | 1U << 5 | 1U << 6 | 1U << 10;
  const uint32_t cloudflare = head.status - 520;
  if (head.status == 429 || (head.status == 503 && asks_later) ||
      (cloudflare <= 10 && (never_reached >> cloudflare & 1) != 0)) {
    failure.flags |= bit(ErrorFlag::retryable) | bit(ErrorFlag::not_applied);
  }
}

void fail_with_foreign_answer(std::string_view body, Exchange& exchange) {
  const uint32_t status = exchange.head().status;
  Buffer<char> message(exchange.arena());
  Buffer<char> sample(exchange.arena());
  append_message(message, status);
  append_sample(sample, body, exchange);
  Failure failure(code_of_status(status), message.view());
  describe_status(failure, exchange);
  failure.add(ErrorField::sample, sample.view());
  if (status < 300) failure.at_offset(0);
  exchange.fail(failure);
}

bool begins_as_json(Exchange& exchange, bool last) {
  if (exchange.input().offset() != 0) return true;
  const std::string_view body = exchange.input().view();
  size_t at = 0;
  while (at < body.size() && at < limits::error_sample_bytes && is_json_space(body[at])) ++at;
  if (at == limits::error_sample_bytes) return true;
  if (at == body.size()) return last;
  const bool json = std::string_view("{[\"-0123456789tfn").find(body[at]) != std::string_view::npos;
  // All of what the error shows must be there, so that it is the same whatever the pieces.
  if (!json && (last || body.size() >= limits::error_sample_bytes)) fail_with_foreign_answer(body, exchange);
  return json;
}

}  // namespace tcpless
