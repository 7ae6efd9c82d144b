// Any name in camel case: what a plain reading of the rule gives, and no more than once.
#include <cstdint>
#include <string>

#include "base/utf8.h"
#include "rows/camel_case.h"
#include "tests/fuzz/support.h"

namespace {

using namespace tcpless;
using namespace tcpless::test;

std::string camel(std::string_view name) {
  Arena arena(1 << 20);
  Buffer<char> out(arena);
  out.append("before");
  append_camel_case(out, name);
  require(out.view().starts_with("before"), "what stood there stays");
  return std::string(out.view().substr(6));
}

// /(?<=[^_])_+([A-Za-z0-9])/g with $1 as a capital.
std::string oracle(std::string_view name) {
  std::string out;
  for (size_t i = 0; i < name.size();) {
    size_t behind = i;
    while (behind < name.size() && name[behind] == '_') ++behind;
    const char next = behind < name.size() ? name[behind] : '\0';
    const bool small = next >= 'a' && next <= 'z';
    if (behind > i && i > 0 && (small || (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9'))) {
      out += small ? static_cast<char>(next - 'a' + 'A') : next;
      i = behind + 1;
    } else if (behind > i) {
      out += name.substr(i, behind - i);
      i = behind;
    } else {
      out += name[i++];
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view name(reinterpret_cast<const char*>(data), size);
  const std::string name_in_camel = camel(name);
  require(name_in_camel == oracle(name), "underscores before a letter or digit go, and it becomes a capital");
  require(name_in_camel.size() <= name.size(), "a name never grows");
  require(is_utf8(name_in_camel) == is_utf8(name), "other characters stay whole");
  require(camel(name_in_camel) == name_in_camel, "camel case is camel case");
  Arena none(0);
  Buffer<char> nothing(none);
  append_camel_case(nothing, name);
  require(nothing.empty() || name.empty(), "without memory there is nothing");
  return 0;
}
