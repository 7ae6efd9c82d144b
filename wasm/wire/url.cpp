#include "wire/url.h"

#include "wire/host.h"

namespace tcpless {
namespace {

template <Message message>
constexpr Status wrong = failed<ErrorCode::option, message>;

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
  if (!secure && !insecure && !is_loopback(host)) {
    return wrong<
        "the endpoint would send credentials over http: to another machine: use https:, or the option insecure if the "
        "way is safe">;
  }
  return success;
}

bool is_header_token(std::string_view text) {
  for (const char c : text) {
    if (static_cast<uint8_t>(c) <= 0x20 || static_cast<uint8_t>(c) >= 0x7f) return false;
  }
  return true;
}

}  // namespace tcpless
