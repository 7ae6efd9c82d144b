// Instants as ISO 8601 text in UTC.
#pragma once

#include "base/calendar.h"
#include "base/number_text.h"

namespace tcpless {

inline constexpr int64_t milliseconds_per_day = 86'400'000;

// The year as ECMAScript writes it: four digits, or a sign and six outside 0..9999
// (ECMA-262 21.4.1.32.1).
inline void append_iso_year(Buffer<char>& out, int64_t year) {
  if (year >= 0 && year <= 9999) {
    append_padded(out, static_cast<uint64_t>(year), 4);
    return;
  }
  out.push(year < 0 ? '-' : '+');
  append_padded(out, static_cast<uint64_t>(year < 0 ? -year : year), 6);
}

// What follows the year: `-MM-DDTHH:mm:ss.sssZ`.
inline void append_iso_after_year(Buffer<char>& out, const CivilDate& date, uint64_t milliseconds_of_day) {
  out.push('-');
  append_padded(out, date.month, 2);
  out.push('-');
  append_padded(out, date.day, 2);
  out.push('T');
  append_padded(out, milliseconds_of_day / 3'600'000, 2);
  out.push(':');
  append_padded(out, milliseconds_of_day / 60'000 % 60, 2);
  out.push(':');
  append_padded(out, milliseconds_of_day / 1000 % 60, 2);
  out.push('.');
  append_padded(out, milliseconds_of_day % 1000, 3);
  out.push('Z');
}

// What Date.prototype.toISOString gives for milliseconds since 1970, |milliseconds| <= 8.64e15.
inline void append_iso_time(Buffer<char>& out, int64_t milliseconds) {
  const int64_t days = floor_divide(milliseconds, milliseconds_per_day);
  const CivilDate date = civil_from_days(days);
  append_iso_year(out, date.year);
  append_iso_after_year(out, date, static_cast<uint64_t>(milliseconds - days * milliseconds_per_day));
}

}  // namespace tcpless
