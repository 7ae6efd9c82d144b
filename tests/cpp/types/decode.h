// Decodes one cell for a test.
#pragma once

#include <string>
#include <string_view>

#include "support/json_sink.h"
#include "types/postgres.h"

namespace tcpless::test {

// The OIDs that tests use by name (pg_type.dat).
namespace oid {
inline constexpr uint32_t boolean = 16;
inline constexpr uint32_t bytea = 17;
inline constexpr uint32_t int8 = 20;
inline constexpr uint32_t int4 = 23;
inline constexpr uint32_t oid = 26;
inline constexpr uint32_t json = 114;
inline constexpr uint32_t json_array = 199;
inline constexpr uint32_t float8 = 701;
inline constexpr uint32_t boolean_array = 1000;
inline constexpr uint32_t bytea_array = 1001;
inline constexpr uint32_t int4_array = 1007;
inline constexpr uint32_t text_array = 1009;
inline constexpr uint32_t int8_array = 1016;
inline constexpr uint32_t box_array = 1020;
inline constexpr uint32_t float8_array = 1022;
inline constexpr uint32_t date = 1082;
inline constexpr uint32_t timestamp = 1114;
inline constexpr uint32_t date_array = 1182;
inline constexpr uint32_t timestamptz = 1184;
inline constexpr uint32_t timestamptz_array = 1185;
inline constexpr uint32_t numeric_array = 1231;
inline constexpr uint32_t numeric = 1700;
inline constexpr uint32_t jsonb = 3802;
inline constexpr uint32_t jsonb_array = 3807;
}  // namespace oid

// One cell as JsonSink shows it, or `{"error": code}`.
inline nlohmann::json decode(uint32_t type_id, std::string_view text, const ValueOptions& options = {}) {
  Arena scratch(limits::context_bytes);
  JsonSink sink;
  // Copied to its exact size, so that AddressSanitizer sees a read beyond either end.
  const std::vector<char> exact(text.begin(), text.end());
  const Status status =
      emit_postgres_value(postgres_column(type_id), {exact.data(), exact.size()}, options, scratch, sink);
  if (!status) {
    // Every failure says something, and a scalar that failed was not emitted.
    if (status.message().empty()) return "an error without a message";
    if (!postgres_column(type_id).array && !sink.cells().empty()) return "a cell and an error";
    return {{"error", static_cast<uint32_t>(status.code())}};
  }
  if (sink.cells().size() != 1 || !sink.balanced()) return "not exactly one cell";
  return sink.cells()[0];
}

inline nlohmann::json failure(ErrorCode code) { return {{"error", static_cast<uint32_t>(code)}}; }
inline const nlohmann::json protocol_error = failure(ErrorCode::protocol);
inline const nlohmann::json value_error = failure(ErrorCode::value);

inline std::string error_message(uint32_t type_id, std::string_view text, const ValueOptions& options = {}) {
  Arena scratch(limits::context_bytes);
  JsonSink sink;
  return std::string(emit_postgres_value(postgres_column(type_id), text, options, scratch, sink).message());
}

}  // namespace tcpless::test
