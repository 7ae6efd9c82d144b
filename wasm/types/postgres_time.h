// date, timestamp and timestamptz.
#pragma once

#include "types/postgres.h"

namespace tcpless {

// `type` is one of the three.
//
// As text, a date or timestamp is the server's own text: no time zone is guessed. A timestamptz is
// ISO 8601 in UTC with the fraction as the server wrote it (`2024-01-02T03:04:05.678901Z`; years
// before 0 and beyond 9999 in the expanded form of ECMA-262, 21.4.1.32.1), but the infinities and
// text in another DateStyle than ISO are left as the server wrote them. Fails with `protocol` for a
// timestamptz that does not exist or has no offset.
//
// As a date it is the instant, read as UTC and truncated to milliseconds towards the past. Fails with
// `value` for the infinities, another DateStyle, and instants beyond the range of a Date; with
// `protocol` for what does not exist.
//
// As a local date it is the same for a timestamptz; a timestamp or date is read in the time zone of the process, which
// only JavaScript knows. The infinities are numbers.
[[nodiscard]] Status emit_postgres_time(PostgresType type, std::string_view text, TimeAs form, CellSink& sink);

// Writes a timestamptz of the ISO DateStyle as emit_postgres_time gives it as text, in at most iso_time_capacity bytes.
// Returns how many; 0 for everything else.
[[nodiscard]] size_t write_postgres_utc(std::string_view text, char* out);

}  // namespace tcpless
