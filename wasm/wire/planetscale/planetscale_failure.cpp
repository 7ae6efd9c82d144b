#include "wire/planetscale/planetscale_failure.h"

#include "base/digit.h"
#include "json/escape.h"
#include "json/reader.h"
#include "wire/host.h"
#include "wire/http_failure.h"

namespace tcpless {
namespace {

// Of MySQL: https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
constexpr uint32_t er_con_count = 1040;
constexpr uint32_t er_access_denied = 1045;
constexpr uint32_t er_too_many_user_connections = 1203;
constexpr uint32_t er_lock_wait_timeout = 1205;
constexpr uint32_t er_lock_deadlock = 1213;
constexpr uint32_t er_query_timeout = 3024;
constexpr uint32_t cr_server_lost = 2013;
// Of Vitess itself: https://vitess.io/docs/reference/errors/query-serving/
constexpr uint32_t er_vitess_max_rows_exceeded = 10001;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

struct Numbers {
  std::string_view digits;
  std::string_view sqlstate;
  uint32_t number = 0;
};

constexpr std::string_view caller = "(CallerID: ";

// Where the caller's name stands that Vitess itself puts behind MySQL's own text: at the end, or before the statement.
// MySQL's text quotes data as they are, so that the same can stand further in front; behind it the statement and its
// values are in double quotes, with a backslash before each double quote in them
// (convertAndLogError and queryAsString in https://github.com/vitessio/vitess, go/vt/vttablet/tabletserver).
size_t caller_at(std::string_view message) {
  if (!message.ends_with(')')) message = message.substr(0, message.rfind("): Sql: \"") + 1);
  const size_t at = message.rfind(caller);
  return at != std::string_view::npos && message.find(')', at) == message.size() - 1 ? at : std::string_view::npos;
}

// ` (errno 1062) (sqlstate 23000)` right before the caller's name or the end; before the statement only where no data
// look like it, because there the statement is as it was.
Numbers numbers_in(std::string_view message) {
  constexpr std::string_view begin = "(errno ";
  constexpr std::string_view middle = ") (sqlstate ";
  const size_t end = caller_at(message);
  // Without an end that is known, what looks like it is data.
  if (end == std::string_view::npos ? message.find(caller) != end : end == 0) return {};
  message = message.substr(0, end == std::string_view::npos ? end : end - 1);
  Numbers numbers;
  const size_t at = message.rfind(begin);
  if (at == std::string_view::npos) return numbers;
  const bool alone = message.find(begin) == at;
  message.remove_prefix(at + begin.size());
  size_t size = 0;
  while (size < message.size() && is_digit(message[size])) ++size;
  if (size == 0 || size > 5 || !message.substr(size).starts_with(middle)) return numbers;
  const std::string_view state = message.substr(size + middle.size(), 6);
  if (state.size() < 6 || state[5] != ')') return numbers;
  const std::string_view rest = message.substr(size + middle.size() + state.size());
  if (!rest.empty() && !(alone && rest.starts_with(" during query: "))) return numbers;
  numbers.digits = message.substr(0, size);
  numbers.sqlstate = state.substr(0, 5);
  for (const char c : numbers.digits) numbers.number = numbers.number * 10 + static_cast<uint32_t>(c - '0');
  return numbers;
}

// Vitess writes the names of codes in capitals, Connect in lower case.
bool is_code(std::string_view code, std::string_view lower) {
  return code.size() == lower.size() && starts_with_ignoring_case(code, lower);
}

// Whether the body tells of an error, by itself or in `error`.
bool read_answer(std::string_view body, Arena& arena, std::string_view& code, std::string_view& message) {
  JsonReader reader;
  reader.open(body, true);
  bool in_error = false;
  std::string_view* out = nullptr;
  for (;;) {
    const JsonToken token = reader.next();
    if (token == JsonToken::failed || token == JsonToken::need_more) return false;
    if (token == JsonToken::end) return !code.empty() || !message.empty();
    if (token == JsonToken::key) {
      const std::string_view key = reader.text().raw;
      if (reader.depth() == 1) in_error = key == "error";
      const bool counts = reader.depth() == 1 || (in_error && reader.depth() == 2);
      out = counts && key == "code" ? &code : counts && key == "message" ? &message : nullptr;
      continue;
    }
    if (token == JsonToken::string && out != nullptr) *out = copy_unescaped(reader.text().raw, arena);
    out = nullptr;
  }
}

}  // namespace

void fail_with_vitess_error(std::string_view code, std::string_view message, Exchange& exchange) {
  const Settings& settings = exchange.settings();
  const uint32_t status = exchange.head().status;
  const Numbers numbers = numbers_in(message);
  const bool has_number = numbers.number != 0;
  const bool aborted = is_code(code, "aborted");
  const bool exhausted = is_code(code, "resource_exhausted");
  // MySQL's own texts quote data, and so does what stands behind the caller's name.
  const std::string_view words = has_number ? std::string_view() : message.substr(0, caller_at(message));
  const bool too_much = contains(words, "Row count exceeded") || contains(words, "row count exceeded") ||
                        contains(words, "message larger than max") || status == 413 ||
                        numbers.number == er_vitess_max_rows_exceeded;
  const bool too_long = aborted && contains(words, "exceeded timeout");
  // MySQL and Vitess have rolled the whole transaction back.
  const bool transaction_over = numbers.number == er_lock_deadlock || (aborted && !too_much);

  Failure failure(ErrorCode::query, message.empty() ? std::string_view("PlanetScale gave no reason") : message);
  if (is_code(code, "unauthenticated") || numbers.number == er_access_denied ||
      (is_code(code, "permission_denied") && !has_number)) {
    failure.code = ErrorCode::authentication;
  } else if (too_much) {
    failure.code = ErrorCode::limit;
  } else if (too_long || numbers.number == er_query_timeout || (is_code(code, "deadline_exceeded") && !has_number)) {
    failure.code = ErrorCode::timeout;
  } else if (numbers.number == cr_server_lost && !settings.read_only) {
    failure.code = ErrorCode::outcome_unknown;
  } else if (is_code(code, "unavailable") || exhausted || numbers.number == er_con_count ||
             numbers.number == er_too_many_user_connections) {
    failure.code = status == 429 ? ErrorCode::rate_limited : ErrorCode::unavailable;
  } else if (status == 404 || (status != 200 && code_of_status(status) != ErrorCode::protocol)) {
    failure.code = code_of_status(status);
  }
  failure.add(ErrorField::sqlstate, numbers.sqlstate);
  failure.add(ErrorField::error_number, numbers.digits);
  failure.add(ErrorField::database_code, code);
  describe_status(failure, exchange);
  if (transaction_over && settings.in_session) {
    exchange.put_session({});
    failure.flags |= bit(ErrorFlag::not_applied);
  }
  // Outside a transaction MySQL has rolled back the statement, and nothing else was in it.
  const bool rolled_back = numbers.number == er_lock_deadlock || numbers.number == er_lock_wait_timeout;
  if ((rolled_back && !settings.in_session) || (settings.read_only && failure.code == ErrorCode::unavailable)) {
    failure.flags |= bit(ErrorFlag::retryable);
  }
  exchange.fail(failure);
}

void fail_with_planetscale_answer(std::string_view body, Exchange& exchange) {
  std::string_view code;
  std::string_view message;
  if (!read_answer(body, exchange.arena(), code, message)) return fail_with_foreign_answer(body, exchange);
  fail_with_vitess_error(code, message, exchange);
}

}  // namespace tcpless
