#include "types/postgres_time.h"

#include <cstring>

#include "base/calendar.h"
#include "base/iso_time.h"
#include "types/postgres_time_text.h"

namespace tcpless {
namespace {

constexpr Status not_a_time =
    failed<ErrorCode::protocol, "a date, timestamp or timestamptz column has text that is not one">;
constexpr Status infinite_date =
    failed<ErrorCode::value, "infinity is beyond the range of a Date: use the option 'text' for this type">;
constexpr Status other_style_date =
    failed<ErrorCode::value,
           "a Date needs the server's DateStyle to be ISO: set it, or use the option 'text' for this type">;
constexpr Status date_out_of_range =
    failed<ErrorCode::value, "an instant is beyond the range of a Date: use the option 'text' for this type">;

constexpr int64_t seconds_per_day = 86400;
constexpr int64_t date_maximum_ms = 8'640'000'000'000'000;  // ECMA-262, 21.4.1.1

int64_t seconds_since_1970(const PostgresTimeFields& fields) {
  return days_from_civil(fields.year, fields.month, fields.day) * seconds_per_day + fields.hour * 3600 +
         fields.minute * 60 + fields.second - fields.offset_seconds;
}

[[clang::minsize, gnu::noinline]] Status emit_instant(const PostgresTimeFields& fields, bool local, CellSink& sink) {
  int64_t milliseconds = seconds_since_1970(fields);
  for (size_t i = 0; i < 3; ++i) {
    milliseconds *= 10;
    if (i < fields.fraction.size()) milliseconds += fields.fraction[i] - '0';
  }
  // A time zone leads at most a day away.
  const int64_t most = local ? date_maximum_ms - seconds_per_day * 1000 : date_maximum_ms;
  if (milliseconds < -most || milliseconds > most) return date_out_of_range;
  if (local) {
    char iso[iso_time_capacity];
    const char* const end = write_iso_milliseconds(milliseconds, YearStyle::ecmascript, iso);
    sink.local_date({iso, static_cast<size_t>(end - iso) - 1});  // without the Z
  } else {
    sink.date(milliseconds);
  }
  return success;
}

// Six digits, less one year so that an offset cannot lead beyond. The server ends in 294276.
constexpr int64_t expanded_years = 999'999;

constexpr size_t iso_space = 10;  // where the T belongs, in a year of four digits
constexpr size_t utc_suffix = 3;  // +00

// Whether the text needs nothing but its `T` and `Z`. Before Christ it does not end in an offset.
bool nearly_iso(const PostgresTimeFields& fields, std::string_view text) {
  return fields.offset_seconds == 0 && text[iso_space] == ' ' && text[text.size() - utc_suffix] == '+';
}

// Two fixed copies that overlap cost less than one of a length known only at run time.
size_t write_nearly_iso(std::string_view text, char* out) {
  std::memcpy(out, text.data(), 16);
  std::memcpy(out + text.size() - 16, text.data() + text.size() - 16, 16);
  out[iso_space] = 'T';
  out[text.size() - utc_suffix] = 'Z';
  return text.size() - utc_suffix + 1;
}

// Returns the size of what it wrote, 0 when the year is out of reach.
size_t write_utc(const PostgresTimeFields& fields, std::string_view text, char* out) {
  if (nearly_iso(fields, text)) return write_nearly_iso(text, out);
  if (fields.year <= -expanded_years || fields.year >= expanded_years) return 0;
  const char* const end = write_iso_time(seconds_since_1970(fields), fields.fraction, YearStyle::ecmascript, out);
  return static_cast<size_t>(end - out);
}

Status emit_iso(const PostgresTimeFields& fields, std::string_view text, CellSink& sink) {
  char iso[iso_time_capacity];
  const size_t size = write_utc(fields, text, iso);
  if (size == 0) return not_a_time;
  sink.wire_text({.raw = {iso, size}});
  return success;
}

}  // namespace

size_t write_postgres_utc(std::string_view text, char* out) {
  PostgresTimeFields fields;
  return read_postgres_timestamp(text, fields) && fields.has_offset ? write_utc(fields, text, out) : 0;
}

Status emit_postgres_time(PostgresType type, std::string_view text, TimeAs form, CellSink& sink) {
  if (form == TimeAs::text && type != PostgresType::timestamptz) {
    sink.text(text);
    return success;
  }
  PostgresTimeFields fields;
  if (type == PostgresType::date ? read_postgres_date(text, fields) : read_postgres_timestamp(text, fields)) {
    if (fields.has_offset != (type == PostgresType::timestamptz)) return not_a_time;
    if (form == TimeAs::text) return emit_iso(fields, text, sink);
    return emit_instant(fields, form == TimeAs::local && !fields.has_offset, sink);
  }
  const bool infinite = is_postgres_infinity(text);
  if (!infinite && !is_other_date_style(text)) return not_a_time;
  if (form == TimeAs::text) {
    sink.text(text);
    return success;
  }
  if (!infinite) return other_style_date;
  if (form == TimeAs::date) return infinite_date;
  sink.number(text.starts_with('-') ? "-Infinity" : "Infinity");
  return success;
}

}  // namespace tcpless
