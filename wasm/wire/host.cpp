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

constexpr bool is_letter(char c) { return (static_cast<uint8_t>(c) | 0x20u) - uint32_t{'a'} < 26; }

constexpr bool is_hex_digit(char c) { return is_digit(c) || (static_cast<uint8_t>(c) | 0x20u) - uint32_t{'a'} < 6; }

// Whether the text is four decimal numbers up to 255. 127.1 and 127.0x0.0.1 are other spellings, which are not taken.
bool is_ipv4(std::string_view text) {
  uint32_t dots = 0;
  uint32_t digits = 0;
  uint32_t value = 0;
  for (const char c : text) {
    if (c == '.') {
      if (digits == 0) return false;
      ++dots;
      digits = value = 0;
    } else {
      if (!is_digit(c) || (digits > 0 && value == 0)) return false;
      ++digits;
      value = value * 10 + static_cast<uint32_t>(c - '0');
      if (value > 255) return false;
    }
  }
  return dots == 3 && digits > 0;
}

// Whether the text is an IPv6 address (RFC 4291 section 2.2): eight groups, or fewer with one `::`; an IPv4 address
// stands for the last two.
bool is_ipv6(std::string_view text) {
  uint32_t groups = 0;
  bool gap = text.starts_with("::");
  if (gap) text.remove_prefix(2);
  while (!text.empty()) {
    const size_t end = text.find(':');
    const std::string_view group = text.substr(0, end);
    if (end == std::string_view::npos && is_ipv4(group)) {
      groups += 2;
      break;
    }
    if (group.empty() || group.size() > 4) return false;
    for (const char c : group) {
      if (!is_hex_digit(c)) return false;
    }
    ++groups;
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
    if (text.empty()) return false;
    if (text.starts_with(':')) {
      if (gap) return false;
      gap = true;
      text.remove_prefix(1);
    }
  }
  return gap ? groups < 8 : groups == 8;
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

bool is_host(const Host& host) {
  if (host.ipv6) return is_ipv6(host.name);
  char previous = '.';
  for (const char c : host.name) {
    const bool allowed = is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
    if (!allowed || (c == '.' && previous == '.')) return false;
    previous = c;
  }
  return previous != '.' && (!is_address(host) || is_ipv4(host.name));
}

bool is_port(std::string_view port) {
  uint32_t value = 0;
  if (port.size() > 5) return false;
  for (const char c : port) {
    if (!is_digit(c)) return false;
    value = value * 10 + static_cast<uint32_t>(c - '0');
  }
  return value <= 65535;
}

bool is_address(const Host& host) {
  if (host.ipv6) return true;
  // A name whose last label is all digits is an IPv4 address to the URL standard.
  std::string_view label = host.name;
  if (label.ends_with('.')) label.remove_suffix(1);
  label.remove_prefix(label.rfind('.') + 1);
  if (label.empty()) return false;
  if (starts_with_ignoring_case(label, "0x")) return true;
  for (const char c : label) {
    if (!is_digit(c)) return false;
  }
  return true;
}

bool is_loopback(const Host& host) {
  if (host.ipv6) return host.name == "::1";
  if (host.name.size() == 9 && starts_with_ignoring_case(host.name, "localhost")) return true;
  if (ends_with_ignoring_case(host.name, ".localhost")) return true;
  return host.name.starts_with("127.") && is_ipv4(host.name);
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
