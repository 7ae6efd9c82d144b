// Base64 read back, against an encoder that has nothing in common with it.
#include <catch2/catch_test_macros.hpp>
#include <cctype>
#include <cstring>
#include <memory>
#include <string>

#include "rows/base64_decode.h"
#include "support/random.h"

using namespace tcpless;
using namespace tcpless::test;

namespace {

std::string digits_of(const std::string& bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  uint32_t bits = 0;
  uint32_t held = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<uint8_t>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += digits[held >> (bits - 6) & 63];
  }
  if (bits > 0) out += digits[held << (6 - bits) & 63];
  return out;
}

// Exactly as much room as is promised to be needed, so that a sanitizer sees what is written beyond.
Base64 decode(const std::string& digits, size_t size, std::string& out) {
  const auto room = std::make_unique<char[]>(size + base64_slack);
  const auto from = std::make_unique<char[]>(digits.size());
  std::memcpy(from.get(), digits.data(), digits.size());
  const Base64 result = decode_base64(from.get(), digits.size(), room.get());
  out.assign(room.get(), size);
  return result;
}

}  // namespace

TEST_CASE("base64: decoding gives back what was encoded, in both alphabets", "[base64]") {
  Random random(run_seed());
  for (size_t round = 0; round < 20'000; ++round) {
    const bool ascii = round % 2 == 0;
    std::string bytes(random.below(90), '\0');
    for (char& c : bytes) c = static_cast<char>(random.below(ascii ? 128 : 256));
    std::string digits = digits_of(bytes);
    REQUIRE(base64_digits(bytes.size()) == digits.size());
    if (round % 3 == 0) {
      for (char& c : digits) c = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    bool above = false;
    for (const char c : bytes) above = above || c < 0;
    std::string out;
    REQUIRE(decode(digits, bytes.size(), out) == (above ? Base64::bytes : Base64::ascii));
    REQUIRE(out == bytes);
  }
}

TEST_CASE("base64: every other character is found, wherever it stands", "[base64]") {
  for (size_t size = 1; size <= 70; ++size) {
    const std::string digits = digits_of(std::string(size, 'x'));
    for (size_t place = 0; place < digits.size(); ++place) {
      for (int c = 0; c < 256; ++c) {
        const auto character = static_cast<char>(c);
        const bool known =
            std::isalnum(c) != 0 || character == '+' || character == '/' || character == '-' || character == '_';
        if (known && place % 7 != 0) continue;
        std::string wrong = digits;
        wrong[place] = character;
        std::string out;
        REQUIRE((decode(wrong, size, out) == Base64::malformed) == !known);
      }
    }
  }
}
