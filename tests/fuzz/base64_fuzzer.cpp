// Base64 of both alphabets, by blocks and by an oracle of one digit after another; and what was encoded comes back.
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "rows/base64.h"
#include "rows/base64_decode.h"
#include "tests/fuzz/support.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;

int value_of(char digit) {
  const std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const char same = digit == '-' ? '+' : digit == '_' ? '/' : digit;
  const size_t place = digits.find(same);
  return place == std::string_view::npos ? -1 : static_cast<int>(place);
}

// In memory of exactly the size that may be touched.
Base64 decode(std::string_view digits, std::string& out) {
  const size_t size = digits.size() / 4 * 3 + digits.size() % 4 * 6 / 8;
  const auto room = std::make_unique<char[]>(size + base64_slack);
  const auto from = std::make_unique<char[]>(digits.size());
  if (!digits.empty()) std::memcpy(from.get(), digits.data(), digits.size());
  const Base64 result = decode_base64(from.get(), digits.size(), room.get());
  out.assign(room.get(), size);
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  std::string out;
  const Base64 result = decode(input, out);

  std::string expected;
  bool known = true;
  uint32_t held = 0;
  uint32_t bits = 0;
  for (const char digit : input) {
    const int value = value_of(digit);
    known = known && value >= 0;
    held = held << 6 | static_cast<uint32_t>(value & 63);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    expected += static_cast<char>(held >> bits);
  }
  require((result != Base64::malformed) == known, "what is no digit is found");
  if (known) {
    bool ascii = true;
    for (const char byte : expected) ascii = ascii && byte >= 0;
    require(out == expected, "the bytes are those of the oracle");
    require(ascii == (result == Base64::ascii), "whether they are ASCII is known");
  }

  Arena arena(limits::context_bytes);
  Buffer<char> encoded(arena);
  append_base64(encoded, input);
  std::string_view digits = encoded.view();
  while (digits.ends_with('=')) digits.remove_suffix(1);
  require(digits.size() == base64_digits(size), "the digits are counted");
  require(decode(digits, out) != Base64::malformed && out == input, "what was encoded comes back");
  return 0;
}
