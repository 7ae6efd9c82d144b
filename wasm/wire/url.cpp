#include "wire/url.h"

#include "wire/connection_string.h"

namespace tcpless {
namespace {

template <Message message>
constexpr Status wrong = failed<ErrorCode::option, message>;

bool starts_with_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != lower[i]) return false;
  }
  return true;
}

// Host and port of `authority`, which has no user info.
ConnectionString split_authority(std::string_view authority) {
  ConnectionString parts;
  const size_t bracket = authority.find(']');
  if (authority.starts_with('[') && bracket != std::string_view::npos) {
    parts.ipv6 = true;
    parts.host = authority.substr(1, bracket - 1);
  } else {
    parts.host = authority.substr(0, authority.find(':'));
  }
  return parts;
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
    return wrong<"the endpoint has a user name in it; credentials belong in the connection string">;
  }
  const ConnectionString parts = split_authority(authority);
  if (parts.host.empty()) return wrong<"the endpoint has no host">;
  if (!secure && !insecure && !is_loopback(parts)) {
    return wrong<
        "the endpoint would send credentials over http: to another machine; use https:, or "
        "insecure: true if the way there is safe">;
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
