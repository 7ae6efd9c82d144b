#include "wire/host.h"

#include "base/digit.h"

namespace tcpless {
namespace {

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool ends_with_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  text.remove_prefix(text.size() - lower.size());
  return starts_with_ignoring_case(text, lower);
}

}  // namespace

bool starts_with_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    if (to_lower(text[i]) != lower[i]) return false;
  }
  return true;
}

bool split_host(std::string_view authority, Host& out) {
  out = {};
  size_t end = authority.find(':');
  if (authority.starts_with('[')) {
    authority.remove_prefix(1);
    end = authority.find(']');
    if (end == std::string_view::npos) return false;
    out.ipv6 = true;
  }
  out.name = authority.substr(0, end);
  authority.remove_prefix(out.name.size());
  if (out.ipv6) authority.remove_prefix(1);
  if (authority.empty()) return true;
  out.port = {authority.data() + 1, authority.size() - 1};
  return authority[0] == ':';
}

bool is_address(const Host& host) {
  if (host.ipv6) return true;
  // A name whose last label is all digits is an IPv4 address to the URL standard.
  std::string_view label = host.name;
  if (label.ends_with('.')) label.remove_suffix(1);
  label.remove_prefix(label.rfind('.') + 1);
  if (label.empty()) return false;
  if (label.size() > 2 && starts_with_ignoring_case(label, "0x")) return true;
  for (const char c : label) {
    if (!is_digit(c)) return false;
  }
  return true;
}

bool is_loopback(const Host& host) {
  if (host.ipv6) return host.name == "::1";
  if (host.name.size() == 9 && starts_with_ignoring_case(host.name, "localhost")) return true;
  if (ends_with_ignoring_case(host.name, ".localhost")) return true;
  if (!host.name.starts_with("127.") || !is_address(host)) return false;
  // Only the plain form of four decimal parts: 127.1 and 127.0x0.0.1 are other spellings.
  uint32_t dots = 0;
  for (const char c : host.name) {
    if (c != '.' && !is_digit(c)) return false;
    dots += c == '.';
  }
  return dots == 3;
}

void append_lower(Buffer<char>& out, std::string_view text) {
  for (const char c : text) out.push(to_lower(c));
}

void append_host(Buffer<char>& out, const Host& host) {
  if (host.ipv6) out.push('[');
  append_lower(out, host.name);
  if (host.ipv6) out.push(']');
  if (host.port.empty()) return;
  out.push(':');
  out.append(host.port);
}

}  // namespace tcpless
