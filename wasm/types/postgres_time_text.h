// Reads the ISO DateStyle, the way PostgreSQL writes dates and timestamps unless told otherwise
// (PostgreSQL documentation, 8.5.2 "Date/Time Output").
#pragma once

#include <cstdint>
#include <string_view>

namespace tcpless {

// A date or timestamp that exists in the calendar.
struct PostgresTimeFields {
  int64_t year = 0;  // 0 is 1 BC
  uint32_t month = 1;
  uint32_t day = 1;
  uint32_t hour = 0;
  uint32_t minute = 0;
  uint32_t second = 0;
  std::string_view fraction;  // digits of the second, at most 9; a view of the text
  bool has_offset = false;
  int32_t offset_seconds = 0;  // east of UTC
};

// `2024-01-02`, years of 4 to 7 digits, with ` BC` at the end or not.
[[nodiscard]] bool read_postgres_date(std::string_view text, PostgresTimeFields& out);

// `2024-01-02 03:04:05.678901+05:30`; fraction and offset may be missing, and offsets have seconds
// where local mean time had them.
[[nodiscard]] bool read_postgres_timestamp(std::string_view text, PostgresTimeFields& out);

// Whether the text is `infinity` or `-infinity`.
[[nodiscard]] bool is_postgres_infinity(std::string_view text);

// Whether the text begins as dates do in the SQL, German and Postgres styles: `01/02/2024`,
// `02.01.2024`, `01-02-2024`, `Tue Jan 02`.
[[nodiscard]] bool is_other_date_style(std::string_view text);

}  // namespace tcpless
