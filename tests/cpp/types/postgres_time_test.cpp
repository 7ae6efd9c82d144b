#include "types/decode.h"
#include "types/postgres_time_text.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using nlohmann::json;
using namespace tcpless;
using namespace tcpless::test;

namespace {

constexpr ValueOptions as_dates = {.timestamptz = TimeAs::date, .timestamp = TimeAs::date, .date = TimeAs::date};

json date(int64_t milliseconds) { return {{"date", milliseconds}}; }

}  // namespace

TEST_CASE("timestamptz is ISO 8601 in UTC with all its digits", "[types][time]") {
  struct Case {
    const char* text;
    const char* iso;
  };
  const Case c = GENERATE(
      Case{"2024-01-02 03:04:05.678901+00", "2024-01-02T03:04:05.678901Z"},
      Case{"2024-01-02 03:04:05+00", "2024-01-02T03:04:05Z"},
      Case{"2024-01-02 03:04:05.1+00", "2024-01-02T03:04:05.1Z"},
      Case{"2024-01-02 03:04:05.123456789+00", "2024-01-02T03:04:05.123456789Z"},
      Case{"2024-01-02 03:04:05-00", "2024-01-02T03:04:05Z"}, Case{"2024-01-02 03:04:05+00:00", "2024-01-02T03:04:05Z"},
      Case{"0001-01-01 00:00:00+00", "0001-01-01T00:00:00Z"},
      Case{"9999-12-31 23:59:59.999999+00", "9999-12-31T23:59:59.999999Z"},
      Case{"2024-02-29 00:00:00+00", "2024-02-29T00:00:00Z"}, Case{"2000-02-29 00:00:00+00", "2000-02-29T00:00:00Z"});
  CHECK(decode(oid::timestamptz, c.text) == c.iso);
}

TEST_CASE("E10: offsets of hours, minutes and seconds are converted to UTC", "[types][time]") {
  struct Case {
    const char* text;
    const char* iso;
  };
  const Case c = GENERATE(Case{"2024-01-02 08:34:05.678901+05:30", "2024-01-02T03:04:05.678901Z"},
                          Case{"1799-12-31 19:03:58-04:56:02", "1800-01-01T00:00:00Z"},
                          Case{"2024-03-10 03:00:00-04", "2024-03-10T07:00:00Z"},
                          Case{"2024-01-01 00:00:00.5+01", "2023-12-31T23:00:00.5Z"},
                          Case{"2024-02-29 23:59:59-15:59:59", "2024-03-01T15:59:58Z"},
                          Case{"2023-03-01 00:00:00+15:59:59", "2023-02-28T08:00:01Z"},
                          // A POSIX time zone or an interval may be further away than any real one.
                          Case{"2024-01-06 07:04:05+100", "2024-01-02T03:04:05Z"},
                          Case{"2024-01-06 06:04:05+99", "2024-01-02T03:04:05Z"},
                          Case{"1999-12-31 23:59:59-167:59:59", "2000-01-07T23:59:58Z"});
  CHECK(decode(oid::timestamptz, c.text) == c.iso);
}

TEST_CASE("E8: years before Christ", "[types][time]") {
  CHECK(decode(oid::timestamptz, "0044-03-15 12:00:00+00 BC") == "-000043-03-15T12:00:00Z");
  CHECK(decode(oid::timestamptz, "0044-03-15 12:00:00.25+05:53:28 BC") == "-000043-03-15T06:06:32.25Z");
  CHECK(decode(oid::timestamptz, "0001-01-01 00:00:00+00 BC") == "0000-01-01T00:00:00Z");
  CHECK(decode(oid::timestamptz, "0001-12-31 19:03:58-04:56:02 BC") == "0001-01-01T00:00:00Z");
  CHECK(decode(oid::timestamptz, "4714-11-24 05:53:28+05:53:28 BC") == "-004713-11-24T00:00:00Z");
  // 1 BC and 5 BC are leap years.
  CHECK(decode(oid::timestamptz, "0001-02-29 00:00:00+00 BC") == "0000-02-29T00:00:00Z");
  CHECK(decode(oid::timestamptz, "0005-02-29 00:00:00+00 BC") == "-000004-02-29T00:00:00Z");
  CHECK(decode(oid::timestamptz, "0004-02-29 00:00:00+00 BC") == protocol_error);
  CHECK(decode(oid::date, "0044-03-15 BC") == "0044-03-15 BC");
  CHECK(decode(oid::date, "0044-03-15 BC", as_dates) == date(-63517824000000));
  CHECK(decode(oid::timestamp, "0001-01-01 00:00:00 BC", as_dates) == date(-62167219200000));
  CHECK(decode(oid::timestamp, "0001-01-01 00:00:00 BC") == "0001-01-01 00:00:00 BC");
}

TEST_CASE("E9: five-digit years, and years below 100", "[types][time]") {
  CHECK(decode(oid::timestamptz, "12024-01-01 00:00:00.1+00") == "+012024-01-01T00:00:00.1Z");
  CHECK(decode(oid::timestamptz, "10000-01-01 00:00:00+01") == "9999-12-31T23:00:00Z");
  CHECK(decode(oid::timestamptz, "9999-12-31 23:00:00-01") == "+010000-01-01T00:00:00Z");
  CHECK(decode(oid::timestamptz, "294277-01-01 05:29:59.999999+05:30") == "+294276-12-31T23:59:59.999999Z");
  CHECK(decode(oid::timestamptz, "1000000-01-01 00:00:00+00") == protocol_error);
  CHECK(decode(oid::timestamptz, "0099-01-01 00:00:00+00") == "0099-01-01T00:00:00Z");
  CHECK(decode(oid::timestamp, "12024-01-01 00:00:00") == "12024-01-01 00:00:00");
  CHECK(decode(oid::timestamp, "12024-01-01 00:00:00", as_dates) == date(317273587200000));
  CHECK(decode(oid::date, "0099-01-01", as_dates) == date(-59042995200000));
  CHECK(decode(oid::date, "5874897-12-31", as_dates) == value_error);
}

TEST_CASE("E7: infinity is text, and no Date", "[types][time]") {
  const char* text = GENERATE("infinity", "-infinity");
  const uint32_t type_id = GENERATE(oid::date, oid::timestamp, oid::timestamptz);
  CHECK(decode(type_id, text) == text);
  CHECK(decode(type_id, text, as_dates) == value_error);
}

TEST_CASE("E11: a Date has milliseconds, cut towards the past", "[types][time]") {
  CHECK(decode(oid::timestamptz, "1970-01-01 00:00:00.123456+00", as_dates) == date(123));
  CHECK(decode(oid::timestamptz, "1970-01-01 00:00:00.9999999+00", as_dates) == date(999));
  CHECK(decode(oid::timestamptz, "1970-01-01 00:00:00.5+00", as_dates) == date(500));
  CHECK(decode(oid::timestamptz, "1970-01-01 00:00:00.05+00", as_dates) == date(50));
  CHECK(decode(oid::timestamptz, "1969-12-31 23:59:59.9999+00", as_dates) == date(-1));
  CHECK(decode(oid::timestamptz, "1969-12-31 23:59:59.0001+00", as_dates) == date(-1000));
  CHECK(decode(oid::timestamptz, "2024-01-02 08:34:05.678901+05:30", as_dates) == date(1704164645678));
  CHECK(decode(oid::timestamp, "2024-01-02 03:04:05.678901", as_dates) == date(1704164645678));
  CHECK(decode(oid::date, "2024-01-02", as_dates) == date(1704153600000));
}

TEST_CASE("the ends of what a Date can hold", "[types][time]") {
  CHECK(decode(oid::timestamptz, "275760-09-13 00:00:00+00", as_dates) == date(8640000000000000));
  CHECK(decode(oid::timestamptz, "275760-09-13 00:00:00.001+00", as_dates) == value_error);
  CHECK(decode(oid::timestamptz, "294276-12-31 23:59:59.999999+00", as_dates) == value_error);
  CHECK(decode(oid::date, "275760-09-13", as_dates) == date(8640000000000000));
  CHECK(decode(oid::date, "275760-09-14", as_dates) == value_error);
  CHECK(decode(oid::date, "4714-11-24 BC", as_dates) == date(-210866803200000));
}

TEST_CASE("E12: timestamp, date, time and interval are the server's text", "[types][time]") {
  CHECK(decode(oid::timestamp, "2024-01-02 03:04:05.678901") == "2024-01-02 03:04:05.678901");
  CHECK(decode(oid::date, "2024-01-02") == "2024-01-02");
  // time, timetz (E15), interval (E16, E17)
  CHECK(decode(1083, "24:00:00") == "24:00:00");
  CHECK(decode(1266, "01:02:03+01") == "01:02:03+01");
  CHECK(decode(1186, "1 year -2 days +03:04:05.006") == "1 year -2 days +03:04:05.006");
  CHECK(decode(1186, "P1Y-2DT3H4M5.006S") == "P1Y-2DT3H4M5.006S");
}

TEST_CASE("E13: another DateStyle is the server's text, and no Date", "[types][time]") {
  const char* text =
      GENERATE("02.01.2024 03:04:05.5 UTC", "01/02/2024 03:04:05.5 UTC", "Tue Jan 02 03:04:05.5 2024 UTC",
               "Tue 02 Jan 03:04:05.5 2024 UTC", "15.03.0044 00:00:00 BC", "01-02-2024", "01/01/12024");
  const uint32_t type_id = GENERATE(oid::date, oid::timestamp, oid::timestamptz);
  INFO(text);
  CHECK(decode(type_id, text) == text);
  CHECK(decode(type_id, text, as_dates) == value_error);
}

TEST_CASE("E14: instants that do not exist are protocol errors", "[types][time]") {
  const char* day = GENERATE("2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-01-00",
                             "2024-01-32", "2024-04-31", "2024-06-31", "2024-09-31", "2024-11-31", "0000-01-01",
                             "02024-01-01", "2024-1-01", "2024-01-1", "2024/01/01", "2024-01-0a", "2024-0a-01",
                             "2a24-01-01", "-2024-01-01", "12345678-01-01", "1a2024-01-01", "2024-01-01x",
                             "2024-01-01 AD", "2024-01-01 BC BC", "2024-01-01BC", "", " BC", "abcd", "2024", "2024-01-",
                             "20\xc2\xb2"
                             "4-01-01");
  INFO(day);
  CHECK(decode(oid::date, day, as_dates) == protocol_error);
  const std::string midnight = std::string(day) + " 00:00:00";
  CHECK(decode(oid::timestamp, midnight, as_dates) == protocol_error);
  CHECK(decode(oid::timestamptz, midnight + "+00") == protocol_error);
  CHECK(decode(oid::timestamptz, midnight + "+05:30", as_dates) == protocol_error);
}

TEST_CASE("times of day and offsets that do not exist are protocol errors", "[types][time]") {
  const char* rest = GENERATE(
      "", " ", " 00:00", " 24:00:00+00", " 23:60:00+00", " 23:59:60+00", "T00:00:00+00", " 00:00:00", " 00:00:00Z",
      " 00:00:00 UTC", " 00:00:00.+00", " 00:00:00.1234567890+00", " 00:00:00,5+00", " 00:00:00+", " 00:00:00+0",
      " 00:00:00+168", " 00:00:00+0000", " 00:00:00+00:", " 00:00:00+00:0", " 00:00:00+00:60", " 00:00:00+00:00:60",
      " 00:00:00+00:00:00:00", " 00:00:00+00x", " 00:00:00+00 BC ", " 00:00:00+00 AD", " 00.00.00+00", " 0a:00:00+00",
      " 00:00:0/+00", " 00:00:0:+00", " 00:00:00++00", " 00:00:00+00+00", " 00:00:00.5", "  00:00:00+00");
  INFO(rest);
  CHECK(decode(oid::timestamptz, std::string("2024-01-02") + rest) == protocol_error);
  CHECK(decode(oid::timestamptz, std::string("2024-01-02") + rest, as_dates) == protocol_error);
}

TEST_CASE("an offset belongs to timestamptz alone", "[types][time]") {
  CHECK(decode(oid::timestamp, "2024-01-02 03:04:05+00", as_dates) == protocol_error);
  CHECK(decode(oid::date, "2024-01-02 03:04:05", as_dates) == protocol_error);
}

TEST_CASE("every cut of a timestamptz is refused or is another timestamptz", "[types][time]") {
  const std::string whole = "12024-01-02 03:04:05.678901+05:30:15 BC";
  for (size_t size = 0; size < whole.size(); ++size) {
    const json cell = decode(oid::timestamptz, std::string_view(whole).substr(0, size));
    const std::string_view cut = std::string_view(whole).substr(0, size);
    const bool valid = cut.size() > 27 && (cut.ends_with("+05") || cut.ends_with(":30") || cut.ends_with(":15"));
    INFO(cut);
    CHECK(cell.is_string() == valid);
    if (!valid) CHECK(cell == protocol_error);
  }
}

TEST_CASE("nothing else stands between the numbers of a timestamp", "[types][time]") {
  const std::string text = "2024-01-02 03:04:05";
  PostgresTimeFields fields;
  REQUIRE(read_postgres_timestamp(text, fields));
  for (const size_t place : {4U, 7U, 10U, 13U, 16U}) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string other = text;
      other[place] = static_cast<char>(byte);
      INFO(other);
      CHECK(read_postgres_timestamp(other, fields) == (other == text));
    }
  }
}
