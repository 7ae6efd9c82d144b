// Random documents, whole and damaged, in random pieces; nlohmann/json says what they are.
#include "json/check_value.h"

#include <catch2/catch_test_macros.hpp>

#include "support/json_document.h"
#include "support/random.h"

using namespace tcpless;
using namespace tcpless::test;

namespace {

class Documents {
 public:
  explicit Documents(uint64_t seed) : random_(seed) {}

  std::string next() {
    text_.clear();
    space();
    value(0);
    space();
    return text_;
  }

  // One byte changed, dropped or put in.
  std::string damaged(std::string text) {
    const size_t at = random_.below(text.size());
    const char byte = random_.one_in(2) ? random_.pick("[]{},:\"\\0123456789eE+-.tfnu \n\t") : any_byte();
    switch (random_.below(3)) {
      case 0:
        text[at] = byte;
        break;
      case 1:
        text.erase(at, 1);
        break;
      default:
        text.insert(at, 1, byte);
    }
    return text;
  }

  Random& random() { return random_; }

 private:
  char any_byte() { return static_cast<char>(random_.below(256)); }

  void space() {
    while (random_.one_in(4)) text_ += random_.pick(" \n\r\t");
  }

  void value(int depth) {
    switch (random_.below(depth > 5 ? 4 : 6)) {
      case 0:
        text_ += random_.one_in(3) ? "null" : random_.one_in(2) ? "true" : "false";
        break;
      case 1:
        number();
        break;
      case 2:
      case 3:
        string();
        break;
      case 4:
        container('[', ']', depth, false);
        break;
      default:
        container('{', '}', depth, true);
    }
  }

  void container(char open, char close, int depth, bool keys) {
    text_ += open;
    const size_t count = random_.below(5);
    for (size_t i = 0; i < count; ++i) {
      if (i > 0) text_ += ',';
      space();
      if (keys) {
        string();
        space();
        text_ += ':';
        space();
      }
      value(depth + 1);
      space();
    }
    space();
    text_ += close;
  }

  void digits(size_t most) {
    for (size_t i = random_.below(most) + 1; i > 0; --i) text_ += random_.pick("0123456789");
  }

  void number() {
    if (random_.one_in(3)) text_ += '-';
    if (random_.one_in(4)) {
      text_ += '0';
    } else {
      text_ += random_.pick("123456789");
      if (random_.one_in(2)) digits(18);
    }
    if (random_.one_in(3)) {
      text_ += '.';
      digits(10);
    }
    if (random_.one_in(4)) {
      text_ += random_.pick("eE");
      if (random_.one_in(2)) text_ += random_.pick("+-");
      digits(2);
    }
  }

  void string() {
    static const char* const pieces[] = {
        "\\\"",          "\\\\", "\\/", "\\n", "\\u0000", "\\u20ac", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
        "\\ud83d\\uDE00"};
    text_ += '"';
    const size_t length = random_.one_in(8) ? random_.below(200) : random_.below(20);
    for (size_t i = 0; i < length; ++i) {
      if (random_.one_in(10)) {
        text_ += pieces[random_.below(std::size(pieces))];
      } else {
        text_ += random_.pick("abcdefghijklmnopqrstuvwxyz ,:[]{}0123456789");
      }
    }
    text_ += '"';
  }

  Random random_;
  std::string text_;
};

bool has_escaped_surrogate(const std::string& text) {
  return text.find("\\ud") != std::string::npos || text.find("\\uD") != std::string::npos;
}

}  // namespace

TEST_CASE("random documents read as another parser reads them, in any pieces", "[json][random]") {
  const uint64_t seed = run_seed();
  INFO("TCPLESS_SEED=" << seed);
  Documents documents(seed);
  const int count = is_soak() ? 100'000 : 2'000;
  int damaged_but_valid = 0;
  for (int i = 0; i < count; ++i) {
    std::string text = documents.next();
    const bool damaged = documents.random().one_in(3);
    if (damaged) text = documents.damaged(text);
    INFO("document " << i << ": " << text);
    const nlohmann::json expected = nlohmann::json::parse(text, nullptr, false);
    // The other parser takes a NUL byte for the end and skips a byte order mark; neither is JSON.
    const bool accepted = !expected.is_discarded() && text.find('\0') == std::string::npos;
    damaged_but_valid += damaged && accepted;

    const JsonDocument whole = read_document(text);
    // It also refuses numbers beyond the range of a double.
    const bool overflow = whole.error == ErrorCode::ok && text.find_first_of("eE") != std::string::npos;
    if (accepted) {
      REQUIRE(whole.error == ErrorCode::ok);
      REQUIRE(whole.value == expected);
    } else if (!overflow) {
      REQUIRE(whole.error == ErrorCode::protocol);
    }
    for (int pieces = 0; pieces < 3; ++pieces) {
      const size_t largest = 1 + documents.random().below(text.size() + 1);
      const JsonDocument in_pieces = read_document(text, [&] { return 1 + documents.random().below(largest); });
      REQUIRE(in_pieces.error == whole.error);
      REQUIRE(in_pieces.value == whole.value);
    }

    Arena scratch(limits::context_bytes);
    JsonValueFacts facts;
    const ErrorCode checked = check_json_value(text, scratch, facts).code();
    if (checked != whole.error) {
      // Only what JSON.parse lets pass: a surrogate without its partner.
      REQUIRE((checked == ErrorCode::value || has_escaped_surrogate(text)));
      REQUIRE((whole.error == ErrorCode::protocol));
    }
  }
  CHECK(damaged_but_valid > 0);
}
