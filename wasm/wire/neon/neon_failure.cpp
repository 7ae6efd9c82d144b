#include "wire/neon/neon_failure.h"

#include <optional>

#include "base/copy.h"
#include "base/utf8.h"
#include "json/escape.h"
#include "json/reader.h"
#include "wire/http_failure.h"

namespace tcpless {
namespace {

// The keys of the body, in the order of the fields of the error that they become.
constexpr std::string_view keys =
    "message code severity detail hint position internalPosition internalQuery where schema table column dataType "
    "constraint file line routine ";
static_assert(bit(ErrorField::message) == 0 && bit(ErrorField::sqlstate) == 1 && bit(ErrorField::severity) == 2 &&
              bit(ErrorField::internal_query) == 7 && bit(ErrorField::data_type) == 12 &&
              bit(ErrorField::routine) == 16);

// Xata's gateway has names of its own there, such as BRANCH_HIBERNATED
// (https://github.com/xataio/xata, services/gateway).
bool is_sqlstate(std::string_view code) { return code.size() == 5; }

std::optional<ErrorField> find_field(std::string_view key) {
  // The server's proxy says `msg` where PostgreSQL's own errors say `message`.
  if (key == "msg") return ErrorField::message;
  uint32_t field = 0;
  for (std::string_view rest = keys; !rest.empty(); ++field) {
    const size_t end = rest.find(' ');
    if (rest.substr(0, end) == key) return static_cast<ErrorField>(field);
    rest.remove_prefix(end + 1);
  }
  return std::nullopt;
}

struct Answer {
  std::string_view message;
  std::string_view sqlstate;  // or a name
};

// Whether the body is an object with a message; other members are passed over. The message is not added to the fields.
bool read_answer(std::string_view body, Arena& arena, Answer& out, Failure& fields) {
  JsonReader reader;
  reader.open(body, true);
  if (reader.next() != JsonToken::begin_object) return false;
  std::optional<ErrorField> field;
  for (;;) {
    const JsonToken token = reader.next();
    if (token == JsonToken::failed || token == JsonToken::need_more) return false;
    if (token == JsonToken::end) return !out.message.empty();
    if (reader.depth() != 1) continue;
    if (token == JsonToken::key) {
      field = find_field(reader.text().raw);
      continue;
    }
    if (token == JsonToken::string && field) {
      const std::string_view value = copy_unescaped(reader.text().raw, arena);
      if (*field == ErrorField::message) {
        out.message = value;
      } else {
        if (*field == ErrorField::sqlstate) {
          out.sqlstate = value;
          if (!is_sqlstate(value)) field = ErrorField::database_code;
        }
        fields.add(*field, value);
      }
    }
    field.reset();
  }
}

// serialization_failure, deadlock_detected, lock_not_available, too_many_connections,
// cannot_connect_now: PostgreSQL promises that the statement had no effect (appendix A).
bool had_no_effect(std::string_view sqlstate) {
  constexpr std::string_view codes = "4000140P0155P035330057P03";
  for (size_t i = 0; i < codes.size(); i += 5) {
    if (sqlstate == std::string_view(codes.data() + i, 5)) return true;
  }
  return false;
}

ErrorCode code_of(uint32_t status, const Answer& answer) {
  if (answer.sqlstate.starts_with("28") || answer.message.starts_with("password authentication failed") ||
      answer.message.starts_with("missing authentication credentials")) {
    return ErrorCode::authentication;
  }
  if (answer.sqlstate == "53300" || answer.sqlstate == "57P03") return ErrorCode::unavailable;
  if (answer.sqlstate == "INVALID_HOST") return ErrorCode::connection_string;
  if (status == 400) return ErrorCode::query;
  if (status == 409) return ErrorCode::unavailable;
  return code_of_status(status);
}

}  // namespace

void fail_with_neon_answer(std::string_view body, Exchange& exchange) {
  const ResponseHead& head = exchange.head();
  Answer answer;
  Failure failure;
  if (!read_answer(body, exchange.arena(), answer, failure)) return fail_with_foreign_answer(body, exchange);
  failure.code = code_of(head.status, answer);
  failure.add(ErrorField::message, answer.message);
  describe_status(failure, exchange);
  // A branch that sleeps and is being woken.
  const bool wakes = head.status == 409 && exchange.settings().read_only;
  if (wakes || had_no_effect(answer.sqlstate)) failure.flags |= bit(ErrorFlag::retryable);
  exchange.fail(failure);
}

}  // namespace tcpless
