#include "types/postgres_object.h"

#include "base/buffer.h"
#include "base/number_text.h"
#include "json/grammar.h"

namespace tcpless {
namespace {

constexpr Status malformed =
    failed<ErrorCode::protocol, "an interval, point or circle column has text that is not one">;
constexpr Status not_finite =
    failed<ErrorCode::value, "NaN and infinity have no form in an object: use the form 'text'">;

class Members {
 public:
  explicit Members(Arena& arena) : json_(arena) {}

  [[gnu::noinline]] void put(std::string_view key, bool negative, std::string_view number) {
    json_.push(json_.empty() ? '{' : ',');
    json_.append(key);
    if (negative) json_.push('-');
    json_.append(number);
  }
  // The same without leading zeros, and nothing for zero.
  [[gnu::noinline]] void put_digits(std::string_view key, bool negative, std::string_view digits) {
    while (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') digits.remove_prefix(1);
    if (digits != "0") put(key, negative, digits);
  }
  Status emit(CellSink& sink) {
    if (json_.empty()) json_.push('{');
    json_.push('}');
    if (json_.arena().exhausted()) return out_of_memory;
    sink.json(json_.view(), false);
    return success;
  }

 private:
  Buffer<char> json_;
};

enum Field : uint8_t { years, months, days, hours, minutes, seconds, milliseconds, none };

constexpr std::string_view keys[] = {
    "\"years\":", "\"months\":", "\"days\":", "\"hours\":", "\"minutes\":", "\"seconds\":", "\"milliseconds\":"};

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

// Reads text that ends in NUL.
class IntervalReader {
 public:
  IntervalReader(const char* text, bool negate, Arena& arena) : p_(text), members_(arena), negate_(negate) {}

  Status read(CellSink& sink);

 private:
  [[nodiscard]] [[gnu::noinline]] std::string_view take_digits() {
    const char* const begin = p_;
    while (is_digit(*p_)) ++p_;
    return {begin, static_cast<size_t>(p_ - begin)};
  }
  Field field_of_number();
  Field field_of_unit();
  bool fraction();

  const char* p_;
  Members members_;
  bool negate_;
  bool negative_ = false;
  bool time_ = false;          // behind the T of ISO 8601
  bool needs_unit_ = false;    // the fraction's
  Field without_unit_ = none;  // what the last number was, if it had no unit
};

// `04:05:06` and the standard's `1-2` have fields by their place.
Field IntervalReader::field_of_number() {
  const Field before = without_unit_;
  const char next = *p_;
  without_unit_ = none;
  if (next == ':' || next == '-') {
    ++p_;
    return without_unit_ = next == '-' ? years : before == hours ? minutes : hours;
  }
  if (before == years) return months;
  needs_unit_ = next == '.' && before != minutes;
  return needs_unit_ || before == minutes ? seconds : field_of_unit();
}

// `1 year`, `2 mons`, `5 mins`, `P1Y2M`, `PT5M`; the standard has none for days.
[[gnu::noinline]] Field IntervalReader::field_of_unit() {
  if (*p_ == ' ' && is_lower(p_[1])) ++p_;
  const char first = *p_;
  if (first < 'A') return without_unit_ = days;
  const bool minute = time_ || p_[1] == 'i';
  do {
    ++p_;
  } while (is_lower(*p_));
  constexpr std::string_view letters = "ymdh_s";
  const size_t field = letters.find(static_cast<char>(first | 0x20));
  return field > seconds ? none : field == months && minute ? minutes : static_cast<Field>(field);
}

bool IntervalReader::fraction() {
  if (*p_ != '.') return true;
  ++p_;
  char text[] = "000.000";
  const std::string_view digits = take_digits();
  if (digits.size() > 6) return false;
  for (size_t i = 0; i < digits.size(); ++i) text[i + (i > 2)] = digits[i];
  members_.put_digits(keys[milliseconds], negative_ != negate_, {text, digits.size() > 3 ? 7U : 3U});
  return !needs_unit_ || field_of_unit() == seconds;
}

Status IntervalReader::read(CellSink& sink) {
  bool any = false;
  while (*p_ != '\0') {
    const char c = *p_;
    if (c == ' ' || c == '@' || c == 'P' || c == 'T') {
      time_ |= c == 'T';
      ++p_;
      continue;
    }
    const bool sign = c == '-' || c == '+';
    p_ += sign;
    // The standard's sign of the days counts for the time too, and one before a time for all of it.
    if (sign || without_unit_ == none) negative_ = c == '-';
    const std::string_view digits = take_digits();
    if (digits.empty()) return malformed;
    const Field field = field_of_number();
    if (field == none) return malformed;
    members_.put_digits(keys[field], negative_ != negate_, digits);
    if (field == seconds && !fraction()) return malformed;
    any = true;
  }
  return any && without_unit_ != hours && without_unit_ != minutes ? members_.emit(sink) : malformed;
}

}  // namespace

Status emit_postgres_interval(std::string_view text, Arena& scratch, CellSink& sink) {
  constexpr std::string_view ago = " ago";
  const bool negate = text.ends_with(ago);
  if (negate) text.remove_suffix(ago.size());
  Buffer<char> ended(scratch);
  ended.append(text);
  ended.push('\0');
  if (scratch.exhausted()) return out_of_memory;
  return IntervalReader(ended.data(), negate, scratch).read(sink);
}

Status emit_postgres_numbers(std::string_view text, size_t count, Arena& scratch, CellSink& sink) {
  constexpr std::string_view number_keys[] = {"\"x\":", "\"y\":", "\"radius\":"};
  Members members(scratch);
  size_t numbers = 0;
  const char* p = text.data();
  const char* const end = p + text.size();
  const auto is_between = [](char c) { return c == '<' || c == '(' || c == ',' || c == ')' || c == '>'; };
  for (; p != end; ++p) {
    const char* const begin = p;
    while (p != end && !is_between(*p)) ++p;
    const std::string_view number(begin, static_cast<size_t>(p - begin));
    if (!number.empty()) {
      if (is_not_finite(number)) return not_finite;
      if (numbers == count || !is_json_number(number)) return malformed;
      members.put(number_keys[numbers++], false, number);
    }
    if (p == end) break;
  }
  return numbers == count ? members.emit(sink) : malformed;
}

}  // namespace tcpless
