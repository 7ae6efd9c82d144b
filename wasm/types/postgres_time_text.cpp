#include "types/postgres_time_text.h"

#include <bit>
#include <cstddef>
#include <cstring>

#include "base/calendar.h"

namespace tcpless {
namespace {

static_assert(std::endian::native == std::endian::little, "byte i of a word is character i");

// Eight characters of which `0` stands for any digit.
class Pattern {
 public:
  consteval explicit Pattern(const char (&text)[9]) {
    for (int i = 0; i < 8; ++i) {
      const auto character = static_cast<uint8_t>(text[i]);
      characters_ |= uint64_t{character} << (8 * i);
      // What lifts the first wrong value of the byte to 0x80.
      headroom_ |= uint64_t{character == '0' ? 0x80U - 10 : 0x80U - 1} << (8 * i);
    }
  }

  // Reads 8 bytes at `p`. Byte i of `pairs` becomes ten times digit i plus digit i + 1.
  bool read(const char* p, uint64_t& pairs) const {
    uint64_t word;
    std::memcpy(&word, p, 8);
    word ^= characters_;
    // No byte below 0x80 carries into the next one, and the others are refused for themselves.
    if (((word | (word + headroom_)) & 0x8080808080808080) != 0) return false;
    pairs = word * 10 + (word >> 8);
    return true;
  }

 private:
  uint64_t characters_ = 0;
  uint64_t headroom_ = 0;
};

constexpr Pattern year_and_month("0000-00-");
constexpr Pattern time_of_day("00:00:00");

uint32_t pair_at(uint64_t pairs, int position) { return static_cast<uint8_t>(pairs >> (8 * position)); }

uint32_t digit_at(const char* p) { return static_cast<uint8_t>(*p) - uint32_t{'0'}; }

// Two digits, or a number above 99.
uint32_t read_pair(const char* p) {
  const uint32_t tens = digit_at(p);
  const uint32_t ones = digit_at(p + 1);
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

constexpr std::ptrdiff_t date_characters = 10;
constexpr std::ptrdiff_t time_characters = 9;  // with the space before it
constexpr std::ptrdiff_t most_fraction_digits = 9;
constexpr uint32_t most_offset_hours = 167;  // of a POSIX time zone

// The functions below read at `p` and return where they stopped, or nullptr.

const char* read_date(const char* p, const char* end, bool before_christ, PostgresTimeFields& out) {
  // A year has the digits that it needs, and at least four.
  std::ptrdiff_t more_digits = 0;
  uint32_t year = 0;
  while (more_digits < 4 && end - p > date_characters && p[4] != '-') {
    const uint32_t digit = digit_at(p);
    if (digit > 9 || (more_digits == 0 && digit == 0)) return nullptr;
    year = year * 10 + digit;
    ++more_digits;
    ++p;
  }
  uint64_t pairs = 0;
  if (end - p < date_characters || more_digits > 3 || !year_and_month.read(p, pairs)) {
    return nullptr;
  }
  year = year * 10000 + pair_at(pairs, 0) * 100 + pair_at(pairs, 2);
  out.year = before_christ ? 1 - int64_t{year} : int64_t{year};
  out.month = pair_at(pairs, 5);
  out.day = read_pair(p + 8);
  if (year == 0 || out.month - 1 > 11 || out.day == 0) return nullptr;
  if (out.day > 28 && out.day > days_in_month(out.year, out.month)) return nullptr;
  return p + date_characters;
}

const char* read_time(const char* p, const char* end, PostgresTimeFields& out) {
  uint64_t pairs = 0;
  if (end - p < time_characters || *p != ' ' || !time_of_day.read(p + 1, pairs)) return nullptr;
  out.hour = pair_at(pairs, 0);
  out.minute = pair_at(pairs, 3);
  out.second = pair_at(pairs, 6);
  // The server carries 24:00:00 and second 60 into the next day and minute.
  if (out.hour > 23 || out.minute > 59 || out.second > 59) return nullptr;
  p += time_characters;
  if (p == end || *p != '.') return p;
  const char* fraction = ++p;
  while (p != end && digit_at(p) <= 9) ++p;
  if (p == fraction || p - fraction > most_fraction_digits) return nullptr;
  out.fraction = {fraction, static_cast<size_t>(p - fraction)};
  return p;
}

[[clang::minsize, gnu::noinline]] const char* read_offset(const char* p, const char* end, PostgresTimeFields& out) {
  const bool west = *p == '-';
  ++p;
  if (end - p < 2) return nullptr;
  uint32_t hours = read_pair(p);
  if (hours > 99) return nullptr;
  p += 2;
  if (p != end && digit_at(p) <= 9) hours = hours * 10 + digit_at(p++);
  if (hours > most_offset_hours) return nullptr;
  uint32_t seconds = hours * 3600;
  for (uint32_t unit = 60; unit > 0 && p != end; unit /= 60) {
    if (end - p < 3 || *p != ':') return nullptr;
    const uint32_t count = read_pair(p + 1);
    if (count > 59) return nullptr;
    seconds += count * unit;
    p += 3;
  }
  out.has_offset = true;
  out.offset_seconds = west ? -static_cast<int32_t>(seconds) : static_cast<int32_t>(seconds);
  return p;
}

bool take_before_christ(std::string_view& text) {
  if (!text.ends_with(" BC")) return false;
  text.remove_suffix(3);
  return true;
}

}  // namespace

bool read_postgres_date(std::string_view text, PostgresTimeFields& out) {
  const bool before_christ = take_before_christ(text);
  const char* end = text.data() + text.size();
  return read_date(text.data(), end, before_christ, out) == end && !text.empty();
}

bool read_postgres_timestamp(std::string_view text, PostgresTimeFields& out) {
  const bool before_christ = take_before_christ(text);
  const char* end = text.data() + text.size();
  const char* p = read_date(text.data(), end, before_christ, out);
  if (p != nullptr) p = read_time(p, end, out);
  if (p == nullptr || p == end || (*p != '+' && *p != '-')) return p != nullptr && p == end;
  // What nearly all servers write.
  if (end - p == 3 && std::memcmp(p, "+00", 3) == 0) {
    out.has_offset = true;
    return true;
  }
  p = read_offset(p, end, out);
  return p != nullptr && p == end;
}

bool is_postgres_infinity(std::string_view text) { return text == "infinity" || text == "-infinity"; }

bool is_other_date_style(std::string_view text) {
  if (text.size() < 10) return false;
  if (read_pair(text.data()) <= 99) return text[2] == '/' || text[2] == '.' || text[2] == '-';
  const auto is_letter = [](char c) { return (static_cast<uint8_t>(c) | 0x20U) - uint32_t{'a'} < 26; };
  return is_letter(text[0]) && is_letter(text[1]) && is_letter(text[2]) && text[3] == ' ';
}

}  // namespace tcpless
