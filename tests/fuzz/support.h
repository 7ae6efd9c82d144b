// What fuzzers of codecs share.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "json/check_value.h"
#include "tests/cpp/support/query.h"

namespace tcpless::test {

inline void require(bool condition, const char* promise) {
  if (condition) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

inline bool is_json(std::string_view text) {
  Arena scratch(limits::context_bytes);
  JsonValueFacts facts;
  return bool(check_json_value(text, scratch, facts));
}

// What comes of a query whose answer has this head and this body, whole when `largest` is 0, else in pieces of up to
// `largest` bytes. No error may show the secret.
inline Answer answer(std::string_view record, const Head& head, std::string_view body, size_t largest,
                     std::string_view secret) {
  Query query(record);
  require(query.signals() == bit(Signal::tape), "the request is built");
  query.head(head);
  auto state = static_cast<uint32_t>(largest);
  query.feed_body(body, [&]() -> size_t {
    state = state * 1664525 + 1013904223;
    return largest == 0 ? 0 : (state >> 16) % largest + 1;
  });
  require(query.has(Signal::complete) != query.has(Signal::failed), "an answer succeeds or fails and not both");
  require(query.answer().complete.empty() != query.answer().error.empty(), "and the tape says which");
  require(query.answer().error.find(secret) == std::string::npos, "no error shows the secret");
  return query.answer();
}

}  // namespace tcpless::test
