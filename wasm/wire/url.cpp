#include "wire/url.h"

#include "base/digit.h"
#include "wire/host.h"

namespace tcpless {
namespace {

template <Message message>
constexpr Status wrong = failed<ErrorCode::option, message>;

// The value of a hex digit, or a number above 15.
uint32_t hex_value(char c) {
  const uint32_t letter = (static_cast<uint8_t>(c) | 0x20u) - uint32_t{'a'};
  return is_digit(c) ? static_cast<uint32_t>(c - '0') : letter < 6 ? letter + 10 : 16;
}

}  // namespace

Status check_endpoint(std::string_view url, bool insecure) {
  if (!is_header_token(url) || url.find('\\') != std::string_view::npos) {
    return wrong<"the endpoint has a character that a URL cannot have">;
  }
  const bool secure = starts_with_ignoring_case(url, "https://");
  if (!secure && !starts_with_ignoring_case(url, "http://")) {
    return wrong<"the endpoint must be an https: URL">;
  }
  const std::string_view rest = url.substr(secure ? 8 : 7);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) {
    return wrong<"the endpoint has a user name, which belongs in the connection string">;
  }
  Host host;
  if (!split_host(authority, host) || host.name.empty()) return wrong<"the endpoint has no host">;
  Host named = host;
  if (!named.ipv6 && named.name.ends_with('.')) named.name.remove_suffix(1);
  if (!is_host(named) || !is_port(host.port)) return wrong<"the endpoint has a host or port that a URL cannot have">;
  if (!secure && !insecure && !is_loopback(host)) {
    return wrong<
        "the endpoint would send credentials over http: to another machine: use https:, or the option insecure if the "
        "way is safe">;
  }
  return success;
}

uint32_t percent_byte(std::string_view text) {
  if (text.size() < 3) return 0;
  const uint32_t high = hex_value(text[1]);
  const uint32_t low = hex_value(text[2]);
  return high > 15 || low > 15 ? 0 : high << 4 | low;
}

bool is_header_token(std::string_view text) {
  for (const char c : text) {
    if (static_cast<uint8_t>(c) <= 0x20 || static_cast<uint8_t>(c) >= 0x7f) return false;
  }
  return true;
}

}  // namespace tcpless
