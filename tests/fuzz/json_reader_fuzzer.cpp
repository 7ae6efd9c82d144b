// Any bytes as a JSON document, whole and in pieces, beside nlohmann/json.
//
// Input: two bytes that choose the pieces; the rest is the document.
#include <cstdint>

#include "json/check_value.h"
#include "tests/cpp/support/json_document.h"
#include "tests/fuzz/support.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;

ErrorCode check_value(std::string_view text) {
  Arena scratch(limits::context_bytes);
  JsonValueFacts facts;
  return check_json_value(text, scratch, facts).code();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const JsonDocument whole = read_document(text);
  const size_t largest = size_t{data[0]} % 64 + 1;
  uint32_t state = data[1];
  const JsonDocument pieces = read_document(text, [&] {
    state = state * 1664525 + 1013904223;
    return (state >> 16) % largest + 1;
  });
  require(whole.error == pieces.error, "pieces do not matter to acceptance");
  require(whole.value == pieces.value, "pieces do not matter to the value");

  // The oracle takes a NUL byte for the end, skips a byte order mark, and refuses numbers beyond a double.
  const nlohmann::json expected = nlohmann::json::parse(text, nullptr, false);
  const bool beyond_oracle = text.find('\0') != text.npos || text.starts_with("\xef\xbb\xbf");
  const bool large_numbers = text.find_first_of("eE") != text.npos || text.size() > 300;
  if (whole.error == ErrorCode::ok) {
    require(!expected.is_discarded() || large_numbers, "what is accepted is JSON");
    if (!expected.is_discarded()) require(whole.value == expected, "the value is the one that was written");
  } else {
    require(whole.error == ErrorCode::limit || expected.is_discarded() || beyond_oracle, "JSON is accepted");
  }

  const ErrorCode checked = check_value(text);
  if (whole.error == ErrorCode::ok) require(checked == ErrorCode::ok, "an envelope is a json value");
  if (checked == ErrorCode::ok && whole.error != ErrorCode::ok) {
    const bool surrogates = text.find("\\ud") != text.npos || text.find("\\uD") != text.npos;
    require(whole.error == ErrorCode::limit || surrogates, "only lone surrogates and depth set a json value apart");
  }
  return 0;
}
