#include "base/iso_time.h"

#include "base/calendar.h"

namespace tcpless {
namespace {

constexpr int64_t seconds_per_day = 86400;

// Writes a pair of digits and, unless it is 0, what follows them.
[[gnu::noinline]] char* write_pair(char* out, uint32_t value, char next) {
  out[0] = static_cast<char>('0' + value / 10);
  out[1] = static_cast<char>('0' + value % 10);
  out[2] = next;
  return out + 2 + (next != 0);
}

}  // namespace

char* write_iso_time(int64_t seconds_since_1970, std::string_view fraction, YearStyle style, char* out) {
  const int64_t days = floor_divide(seconds_since_1970, seconds_per_day);
  const auto second_of_day = static_cast<uint32_t>(seconds_since_1970 - days * seconds_per_day);
  const CivilDate date = civil_from_days(days);
  const bool before_christ = style == YearStyle::postgres && date.year < 1;
  const bool negative = date.year < 0;
  const auto year = static_cast<uint32_t>(before_christ ? 1 - date.year : negative ? -date.year : date.year);
  if (style == YearStyle::ecmascript && (negative || year > 9999)) {
    *out++ = negative ? '-' : '+';
    out = write_pair(out, year / 10000, 0);
  } else if (year > 99999) {
    out = write_pair(out, year / 10000, 0);
  } else if (year > 9999) {
    *out++ = static_cast<char>('0' + year / 10000);
  }
  out = write_pair(out, year / 100 % 100, 0);
  out = write_pair(out, year % 100, '-');
  out = write_pair(out, date.month, '-');
  out = write_pair(out, date.day, 'T');
  out = write_pair(out, second_of_day / 3600, ':');
  out = write_pair(out, second_of_day / 60 % 60, ':');
  out = write_pair(out, second_of_day % 60, '.');
  for (const char digit : fraction) *out++ = digit;
  if (fraction.empty()) --out;
  *out++ = 'Z';
  if (before_christ) {
    for (const char c : std::string_view(" BC")) *out++ = c;
  }
  return out;
}

char* write_iso_milliseconds(int64_t milliseconds_since_1970, YearStyle style, char* out) {
  const int64_t seconds = floor_divide(milliseconds_since_1970, 1000);
  const auto milliseconds = static_cast<uint32_t>(milliseconds_since_1970 - seconds * 1000);
  char digits[4];
  *write_pair(digits, milliseconds / 10, 0) = static_cast<char>('0' + milliseconds % 10);
  return write_iso_time(seconds, {digits, 3}, style, out);
}

void append_iso_time(Buffer<char>& out, int64_t milliseconds_since_1970, YearStyle style) {
  char text[iso_time_capacity];
  const char* const end = write_iso_milliseconds(milliseconds_since_1970, style, text);
  out.append(text, static_cast<size_t>(end - text));
}

}  // namespace tcpless
