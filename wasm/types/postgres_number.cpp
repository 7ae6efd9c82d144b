#include "types/postgres_number.h"

#include <bit>
#include <cstring>

#include "base/number_text.h"
#include "json/grammar.h"

namespace tcpless {
namespace {

constexpr Status not_an_integer = failed<ErrorCode::protocol, "an int2, int4 or oid column has text that is not one">;
constexpr Status not_an_int8 = failed<ErrorCode::protocol, "an int8 column has text that is not one">;
constexpr Status unsafe_int8 =
    failed<ErrorCode::value,
           "an int8 is beyond 2^53, which a number cannot hold: use the option int8: 'string' or 'bigint'">;
constexpr Status not_a_float = failed<ErrorCode::protocol, "a float column has text that is not one">;
constexpr Status not_a_numeric = failed<ErrorCode::protocol, "a numeric column has text that is not one">;
constexpr Status not_whole =
    failed<ErrorCode::value, "a numeric that is not a whole number cannot be a bigint: use the form 'string'">;
constexpr Status numeric_too_large =
    failed<ErrorCode::value, "a numeric is beyond the range of a number: use the option numeric: 'string'">;

constexpr uint64_t safe_integer_maximum = (uint64_t{1} << 53) - 1;

static_assert(std::endian::native == std::endian::little, "byte i of a word is character i");

struct Integer {
  bool negative = false;
  uint64_t magnitude = 0;
};

uint32_t load_4(const char* p) {
  uint32_t word;
  std::memcpy(&word, p, 4);
  return word;
}

// The value of 4 to 8 digits; sets top bits of `bad` when a character is no digit.
uint64_t read_digits(const char* p, size_t count, uint64_t& bad) {
  // Two loads that overlap, put together so that the last digit is in the highest byte.
  const size_t missing_bits = 8 * (8 - count);
  const uint64_t head = uint64_t{load_4(p)} << missing_bits & 0xffffffff;
  const uint64_t tail = uint64_t{load_4(p + count - 4)} << 32;
  uint64_t digits = (head | tail) ^ uint64_t { 0x3030303030303030 } << missing_bits;
  bad |= digits | (digits + 0x7676767676767676);
  // Neighbours are joined into pairs, pairs into fours, fours into the number, each time in the lower one's place.
  digits = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ff;
  digits = (digits * 100 + (digits >> 16)) & 0x0000ffff0000ffff;
  return (digits * 10000 + (digits >> 32)) & 0xffffffff;
}

// Reads an integer of at most `most_digits` (up to 19) digits as int8out writes it: without leading
// zeros and without -0, so that its text is a JSON number too.
bool read_integer(std::string_view text, size_t most_digits, Integer& out) {
  const char* p = text.data();
  const char* end = p + text.size();
  out.negative = p != end && *p == '-';
  p += out.negative;
  const auto digits = static_cast<size_t>(end - p);
  if (digits - 1 >= most_digits) return false;
  if (*p == '0' && (digits > 1 || out.negative)) return false;
  uint64_t value = 0;
  uint64_t bad = 0;
  const size_t ragged = digits % 8;
  if (ragged < 4) {
#pragma clang loop unroll(disable)
    for (size_t i = 0; i < ragged; ++i) {
      const uint64_t digit = static_cast<uint8_t>(p[i]) - uint64_t{'0'};
      bad |= digit | (digit + 0x76);
      value = value * 10 + digit;
    }
  } else {
    value = read_digits(p, ragged, bad);
  }
  for (p += ragged; p != end; p += 8) value = value * 100'000'000 + read_digits(p, 8, bad);
  out.magnitude = value;
  return (bad & 0x8080808080808080) == 0;
}

void emit_safe_integer(const Integer& integer, std::string_view text, CellSink& sink) {
  const auto value = static_cast<int64_t>(integer.magnitude);
  sink.safe_integer(integer.negative ? -value : value, text);
}

enum class Literal : uint8_t { malformed, finite, too_large };

// Whether a literal whose first digit stands for 10^308 rounds to an infinity; the last digits of
// the largest double are left out, so that a sliver above it counts as too large as well.
[[clang::minsize, gnu::noinline]] bool exceeds_double(const char* digits, const char* end) {
  for (const char largest : std::string_view("17976931348623157")) {
    if (digits != end && *digits == '.') ++digits;
    const char digit = digits != end && is_digit(*digits) ? *digits++ : '0';
    if (digit != largest) return digit > largest;
  }
  return false;
}

// Compares what float8out and numeric_out write for finite values, which is a JSON number, with the
// largest double.
[[gnu::noinline]] Literal read_literal(std::string_view text) {
  if (!is_json_number(text)) return Literal::malformed;
  const char* end = text.data() + text.size();
  const char* first = text.data() + text.starts_with('-');
  const char* p = first;
  while (p != end && is_digit(*p)) ++p;
  int64_t power = p - first - 1;  // of ten, at the first digit
  while (p != end && *p != 'e' && *p != 'E') ++p;
  const char* significand_end = p;
  if (p != end) {
    const bool negative = *++p == '-';
    if (!is_digit(*p)) ++p;
    constexpr int64_t large_enough = 1'000'000'000;
    int64_t exponent = 0;
    for (; p != end && exponent < large_enough; ++p) exponent = exponent * 10 + (*p - '0');
    power += negative ? -exponent : exponent;
  }
  if (power < 308 || (power == 308 && !exceeds_double(first, significand_end))) return Literal::finite;
  return Literal::too_large;
}

}  // namespace

Status emit_postgres_small_integer(std::string_view text, CellSink& sink) {
  Integer integer;
  if (!read_integer(text, 10, integer)) return not_an_integer;
  const uint64_t largest = integer.negative ? uint64_t{1} << 31 : (uint64_t{1} << 32) - 1;
  if (integer.magnitude > largest) return not_an_integer;
  emit_safe_integer(integer, text, sink);
  return success;
}

Status emit_postgres_int8(std::string_view text, Int8As form, CellSink& sink) {
  Integer integer;
  if (!read_integer(text, 19, integer)) return not_an_int8;
  const uint64_t largest = (uint64_t{1} << 63) - !integer.negative;
  if (integer.magnitude > largest) return not_an_int8;
  if (form == Int8As::number) {
    if (integer.magnitude > safe_integer_maximum) return unsafe_int8;
    emit_safe_integer(integer, text, sink);
  } else if (form == Int8As::bigint) {
    sink.bigint(text);
  } else {
    sink.wire_text({.raw = text});
  }
  return success;
}

Status emit_postgres_float(std::string_view text, CellSink& sink) {
  if (read_literal(text) != Literal::finite && !is_not_finite(text)) return not_a_float;
  sink.number(text);
  return success;
}

Status emit_postgres_numeric(std::string_view text, NumericAs form, CellSink& sink) {
  if (form == NumericAs::string) {
    sink.text(text);
    return success;
  }
  if (form == NumericAs::bigint) {
    if (text.find_first_not_of("-0123456789") != std::string_view::npos || !is_json_number(text)) return not_whole;
    sink.bigint(text);
    return success;
  }
  const Literal literal = read_literal(text);
  if (literal == Literal::too_large) return numeric_too_large;
  if (literal == Literal::malformed && !is_not_finite(text)) return not_a_numeric;
  sink.number(text);
  return success;
}

}  // namespace tcpless
