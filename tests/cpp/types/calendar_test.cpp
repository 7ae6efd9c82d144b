#include "base/calendar.h"

#include <catch2/catch_test_macros.hpp>

using namespace tcpless;

static_assert(days_from_civil(1970, 1, 1) == 0);
static_assert(days_from_civil(1969, 12, 31) == -1);
static_assert(days_from_civil(2000, 3, 1) == 11017);
// The ends of ECMAScript's and of PostgreSQL's time lines.
static_assert(days_from_civil(275760, 9, 13) == 100'000'000);
static_assert(days_from_civil(-271821, 4, 20) == -100'000'000);
static_assert(days_from_civil(-4713, 11, 24) == -2440588);

TEST_CASE("every day of 18,000 years has its number, and every number its day", "[calendar]") {
  int64_t expected = days_from_civil(-6000, 1, 1);
  int64_t wrong = 0;
  for (int64_t year = -6000; year <= 12000; ++year) {
    for (uint32_t month = 1; month <= 12; ++month) {
      for (uint32_t day = 1; day <= days_in_month(year, month); ++day) {
        const CivilDate date = civil_from_days(expected);
        wrong += days_from_civil(year, month, day) != expected || date.year != year || date.month != month ||
                 date.day != day;
        ++expected;
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(expected == days_from_civil(12001, 1, 1));
}

TEST_CASE("leap years", "[calendar]") {
  CHECK(days_in_month(2024, 2) == 29);
  CHECK(days_in_month(2023, 2) == 28);
  CHECK(days_in_month(1900, 2) == 28);
  CHECK(days_in_month(2000, 2) == 29);
  CHECK(days_in_month(0, 2) == 29);
  CHECK(days_in_month(-4, 2) == 29);
  CHECK(days_in_month(-100, 2) == 28);
}

TEST_CASE("days far from today come back", "[calendar]") {
  for (const int64_t days :
       {-100'000'000'000LL, -2'440'588LL, -1LL, 0LL, 107'751'990LL, 2'145'031'948LL, 100'000'000'000LL}) {
    const CivilDate date = civil_from_days(days);
    CHECK(days_from_civil(date.year, date.month, date.day) == days);
  }
}
