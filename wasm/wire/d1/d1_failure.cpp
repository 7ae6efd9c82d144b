#include "wire/d1/d1_failure.h"

namespace tcpless {
namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// The longest SQLITE_ name at `at`.
std::string_view sqlite_name_at(std::string_view message, size_t at) {
  size_t end = at;
  while (end < message.size() && (message[end] == '_' || (message[end] >= 'A' && message[end] <= 'Z') ||
                                  (message[end] >= '0' && message[end] <= '9'))) {
    ++end;
  }
  return message.substr(at, end - at);
}

// The extended result code where the message has one, else the primary one, else nothing. The last
// name counts: SQL text or data quoted earlier in the message could contain one too.
std::string_view sqlite_code(std::string_view message) {
  const size_t at = message.rfind("SQLITE_");
  return at == std::string_view::npos ? std::string_view() : sqlite_name_at(message, at);
}

// The message without the name of the layer that threw it and without the codes at its end.
std::string_view plain_message(std::string_view message) {
  for (const std::string_view prefix : {"D1_ERROR: ", "D1_EXEC_ERROR: ", "Error: "}) {
    if (message.starts_with(prefix)) message.remove_prefix(prefix.size());
  }
  if (const size_t extended = message.rfind(" (extended: SQLITE_"); extended != std::string_view::npos) {
    message = message.substr(0, extended);
  }
  const size_t code = message.rfind(": SQLITE_");
  return code == std::string_view::npos || code == 0 ? message : message.substr(0, code);
}

// The object behind the database went away while it worked.
bool is_lost_connection(std::string_view message) {
  return contains(message, "Network connection lost") || contains(message, "storage caused object to be reset") ||
         contains(message, "reset because its code was updated") ||
         contains(message, "Cannot resolve D1 DB due to transient issue on remote node");
}

ErrorCode code_of(std::string_view message, std::string_view sqlite) {
  if (contains(message, "D1_TYPE_ERROR")) return ErrorCode::parameter;
  if (sqlite == "SQLITE_TOOBIG" || sqlite == "SQLITE_FULL" || contains(message, "too many SQL variables")) {
    return ErrorCode::limit;
  }
  if (contains(message, "overloaded")) return ErrorCode::rate_limited;
  if (contains(message, "exceeded timeout") || contains(message, "exceeded its CPU time limit")) {
    return ErrorCode::timeout;
  }
  return ErrorCode::query;
}

}  // namespace

Failure d1_failure(std::string_view message, bool read_only) {
  const std::string_view sqlite = sqlite_code(message);
  if (sqlite.empty() && is_lost_connection(message)) {
    if (!read_only) return Failure(ErrorCode::outcome_unknown, plain_message(message));
    Failure failure(ErrorCode::unavailable, plain_message(message));
    failure.flags |= bit(ErrorFlag::retryable);
    return failure;
  }
  Failure failure(code_of(message, sqlite), plain_message(message));
  failure.add(ErrorField::database_code, sqlite);
  return failure;
}

}  // namespace tcpless
