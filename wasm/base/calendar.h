// The proleptic Gregorian calendar in days since 1970-01-01, for years of either sign.
#pragma once

#include <cstdint>

namespace tcpless {

// Year 0 is 1 BC, as in ISO 8601; months and days count from 1.
struct CivilDate {
  int64_t year;
  uint32_t month;
  uint32_t day;
};

// Rounds towards the past, where `/` rounds towards zero.
constexpr int64_t floor_divide(int64_t dividend, int64_t positive_divisor) {
  const int64_t quotient = dividend / positive_divisor;
  return quotient - (dividend % positive_divisor < 0);
}

constexpr bool is_leap_year(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// `month` is 1 to 12.
constexpr uint32_t days_in_month(int64_t year, uint32_t month) {
  if (month == 2) return is_leap_year(year) ? 29 : 28;
  // Long and short months alternate, once from January and again from August.
  return 30 + ((month + month / 8) & 1);
}

namespace calendar {
// Counting years from March puts the leap day last, so that the lengths of the months before a given
// one are the whole parts of multiples of 153 / 5.
inline constexpr int64_t days_before_1970_march_era = 719468;  // from 0000-03-01
inline constexpr int64_t days_in_400_years = 146097;
inline constexpr uint32_t days_in_4_years = 1461;

constexpr uint32_t days_before_month(uint32_t months_since_march) { return (153 * months_since_march + 2) / 5; }
}  // namespace calendar

// `month` is 1 to 12 and `day` a day of it; |year| below 10^15.
constexpr int64_t days_from_civil(int64_t year, uint32_t month, uint32_t day) {
  const int64_t march_year = year - (month <= 2);
  const uint32_t months_since_march = (month + 9) % 12;
  return march_year * 365 + floor_divide(march_year, 4) - floor_divide(march_year, 100) +
         floor_divide(march_year, 400) + calendar::days_before_month(months_since_march) + day - 1 -
         calendar::days_before_1970_march_era;
}

// The reverse of days_from_civil; |days| below 10^17.
constexpr CivilDate civil_from_days(int64_t days) {
  const int64_t since_march_0000 = days + calendar::days_before_1970_march_era;
  const int64_t era = floor_divide(since_march_0000, calendar::days_in_400_years);
  const auto day_of_era = static_cast<uint32_t>(since_march_0000 - era * calendar::days_in_400_years);
  // Only the last century of an era has its leap day, which the `+ 3` makes room for.
  const auto century = static_cast<uint32_t>((4 * day_of_era + 3) / calendar::days_in_400_years);
  const auto day_of_century = static_cast<uint32_t>(day_of_era - century * calendar::days_in_400_years / 4);
  const uint32_t year_of_century = (4 * day_of_century + 3) / calendar::days_in_4_years;
  const uint32_t day_of_year = day_of_century - year_of_century * calendar::days_in_4_years / 4;
  const uint32_t months_since_march = (5 * day_of_year + 2) / 153;
  const uint32_t month = months_since_march < 10 ? months_since_march + 3 : months_since_march - 9;
  return {
      .year = era * 400 + century * 100 + year_of_century + (month <= 2),
      .month = month,
      .day = day_of_year - calendar::days_before_month(months_since_march) + 1,
  };
}

}  // namespace tcpless
