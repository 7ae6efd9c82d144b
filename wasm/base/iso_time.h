// Instants as ISO 8601 text in UTC.
#pragma once

#include <string_view>

#include "base/buffer.h"

namespace tcpless {

// How years outside 0..9999 are written.
enum class YearStyle : uint8_t {
  // A sign and six digits (ECMA-262 21.4.1.32.1).
  ecmascript,
  // As many digits as it needs, and before year 1 ` BC` behind the time: PostgreSQL has neither signs nor a year 0
  // (DecodeDateTime in src/backend/utils/adt/datetime.c).
  postgres,
};

// Room for what is written below, nine digits of a second included.
inline constexpr size_t iso_time_capacity = 48;

// Writes `2024-01-02T03:04:05.678Z` and returns where it ends. `fraction` has the digits behind the point; without any
// there is no point. The year is between -999,999 and 999,999.
[[nodiscard]] char* write_iso_time(int64_t seconds_since_1970, std::string_view fraction, YearStyle style, char* out);

// The same with milliseconds.
[[nodiscard]] char* write_iso_milliseconds(int64_t milliseconds_since_1970, YearStyle style, char* out);

// Appends the same with milliseconds: what Date.prototype.toISOString gives, or what PostgreSQL reads as that.
// |milliseconds_since_1970| <= 8.64e15.
void append_iso_time(Buffer<char>& out, int64_t milliseconds_since_1970, YearStyle style = YearStyle::ecmascript);

}  // namespace tcpless
