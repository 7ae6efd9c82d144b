#include "wire/d1/d1_rest_failure.h"

#include "base/copy.h"
#include "json/escape.h"
#include "json/reader.h"
#include "wire/d1/d1_failure.h"
#include "wire/http_failure.h"

namespace tcpless {
namespace {

// Of SQL, and of what happens inside the database.
constexpr std::string_view query_code = "7500";
// The ids of the account and the database lead to nothing.
constexpr std::string_view not_found_code = "7404";
// The token is missing, malformed or unknown.
constexpr std::string_view authentication_codes[] = {"10000", "6003", "6111", "9106", "9109"};

struct Answer {
  std::string_view message;
  std::string_view code;
};

// Reads the first error. `outside` is how deep the list stands: 1 as a member of the answer, 0 by itself.
bool read_answer(std::string_view text, uint32_t outside, Arena& arena, Answer& out) {
  JsonReader reader;
  reader.open(text, true);
  bool in_errors = outside == 0;
  bool is_message = false;
  bool is_code = false;
  for (;;) {
    const JsonToken token = reader.next();
    if (token == JsonToken::failed || token == JsonToken::need_more) return false;
    if (token == JsonToken::end) return !out.message.empty();
    if (token == JsonToken::key) {
      const std::string_view key = reader.text().raw;
      if (reader.depth() == outside) in_errors = key == "errors";
      const bool in_error = in_errors && reader.depth() == outside + 2;
      is_message = in_error && key == "message" && out.message.empty();
      is_code = in_error && key == "code" && out.code.empty();
      continue;
    }
    if (token == JsonToken::string && is_message) {
      out.message = copy_unescaped(reader.text().raw, arena);
    } else if (token == JsonToken::number && is_code) {
      out.code = copy_text(arena, reader.text().raw);
    }
    is_message = is_code = false;
  }
}

// What the status and Cloudflare's code say; ErrorCode::ok: the message says it.
ErrorCode code_of(const Answer& answer, uint32_t status) {
  if (status == 401 || status == 403) return ErrorCode::authentication;
  for (const std::string_view code : authentication_codes) {
    if (answer.code == code) return ErrorCode::authentication;
  }
  if (answer.code == not_found_code || status == 404) return ErrorCode::option;
  if (answer.code == query_code || status == 200 || status == 400) return ErrorCode::ok;
  return code_of_status(status);
}

void fail_with(const Answer& answer, Exchange& exchange) {
  const uint32_t status = exchange.head().status;
  Failure failure = d1_failure(answer.message, exchange.settings().read_only);
  const bool explained = failure.code != ErrorCode::query || failure.field_count > 1;
  if (!explained) {
    if (const ErrorCode code = code_of(answer, status); code != ErrorCode::ok) failure.code = code;
    // A failure inside the service, which says nothing of what became of the statement.
    if (failure.code == ErrorCode::query && status >= 500) failure.code = code_of_status(status);
    failure.add(ErrorField::database_code, answer.code);
  }
  describe_status(failure, exchange);
  const bool may_have_applied = failure.code == ErrorCode::outcome_unknown ||
                                (failure.code == ErrorCode::timeout && !exchange.settings().read_only);
  // Whatever the status promises.
  if (may_have_applied) failure.flags &= ~(bit(ErrorFlag::retryable) | bit(ErrorFlag::not_applied));
  exchange.fail(failure);
}

}  // namespace

void fail_with_d1_answer(std::string_view body, Exchange& exchange) {
  Answer answer;
  if (!read_answer(body, 1, exchange.arena(), answer)) return fail_with_foreign_answer(body, exchange);
  fail_with(answer, exchange);
}

bool fail_with_d1_errors(std::string_view errors, Exchange& exchange) {
  Answer answer;
  if (!read_answer(errors, 0, exchange.arena(), answer)) return false;
  fail_with(answer, exchange);
  return true;
}

void fail_with_d1_message(std::string_view message, Exchange& exchange) { fail_with({message, {}}, exchange); }

}  // namespace tcpless
