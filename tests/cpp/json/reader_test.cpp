// The JSON reader on documents of its own; the public suite is in json_test_suite_test.cpp.
#include "json/reader.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

using namespace tcpless;

namespace {

struct Reading {
  std::vector<std::string> tokens;
  ErrorCode error = ErrorCode::ok;
  std::string message;
  bool operator==(const Reading&) const = default;
};

std::string describe(JsonToken token, const JsonReader& reader) {
  static const char* const names[] = {"need_more", "failed",  "{",    "}",     "[",    "]",  "key ",
                                      "string ",   "number ", "true", "false", "null", "end"};
  std::string text = names[static_cast<int>(token)];
  if (token == JsonToken::key || token == JsonToken::string || token == JsonToken::number) {
    text += reader.text().raw;
    if (reader.text().escaped) text += " escaped";
    if (!reader.text().ascii) text += " utf8";
  }
  return text;
}

// Reads `document` in pieces that end at `cuts`, as the owner of a reader is told to.
Reading read(const std::string& document, const std::vector<size_t>& cuts = {}) {
  Reading reading;
  JsonReader reader;
  std::string kept;
  size_t from = 0;
  for (size_t i = 0; i <= cuts.size(); ++i) {
    const size_t to = i < cuts.size() ? cuts[i] : document.size();
    kept += document.substr(from, to - from);
    from = to;
    // A copy of exactly the right size, so that the sanitizer sees every byte read past the end.
    const std::vector<char> piece(kept.begin(), kept.end());
    reader.open({piece.data(), piece.size()}, i == cuts.size());
    for (;;) {
      const JsonToken token = reader.next();
      if (token == JsonToken::need_more) break;
      if (token == JsonToken::failed) {
        reading.error = reader.error().code();
        reading.message = reader.error().message();
        return reading;
      }
      reading.tokens.push_back(describe(token, reader));
      if (token == JsonToken::end) return reading;
    }
    kept.erase(0, reader.consumed());
  }
  return reading;
}

}  // namespace

TEST_CASE("every token, whole and split at every byte and pair of bytes") {
  const std::string document = R"( {"a" : [1, -2.5e+3, "x\n\u00e9\ud83d\ude00", "caf)"
                               "\xc3\xa9"
                               R"("], "":{}, "b":[true,false,null,[]]} )";
  const Reading whole = read(document);
  REQUIRE(whole.error == ErrorCode::ok);
  REQUIRE(whole.tokens == std::vector<std::string>{"{",
                                                   "key a",
                                                   "[",
                                                   "number 1",
                                                   "number -2.5e+3",
                                                   R"(string x\n\u00e9\ud83d\ude00 escaped)",
                                                   "string caf\xc3\xa9 utf8",
                                                   "]",
                                                   "key ",
                                                   "{",
                                                   "}",
                                                   "key b",
                                                   "[",
                                                   "true",
                                                   "false",
                                                   "null",
                                                   "[",
                                                   "]",
                                                   "]",
                                                   "}",
                                                   "end"});
  for (size_t i = 0; i <= document.size(); ++i) {
    CHECK(read(document, {i}) == whole);
    for (size_t j = i; j <= document.size(); ++j) CHECK(read(document, {i, j}) == whole);
  }
}

TEST_CASE("a document cut anywhere is refused") {
  const std::string document = R"({"a":[1,"x\u00e9"],"b":null})";
  for (size_t size = 0; size < document.size(); ++size) {
    CHECK(read(document.substr(0, size)).error == ErrorCode::protocol);
  }
}

TEST_CASE("threat 14: nesting is refused at the limit and not by the stack") {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(read(nested(limits::envelope_depth)).error == ErrorCode::ok);
  CHECK(read(nested(limits::envelope_depth + 1)).error == ErrorCode::limit);
  CHECK(read(std::string(1'000'000, '[')).error == ErrorCode::limit);
}

TEST_CASE("what cannot be carried exactly is refused") {
  CHECK(read("\xef\xbb\xbf[]").error == ErrorCode::protocol);  // byte order mark
  CHECK(read(R"(["\ud800"])").error == ErrorCode::protocol);   // lone surrogates
  CHECK(read(R"(["\udc00\ud800"])").error == ErrorCode::protocol);
  CHECK(read("[\"\xff\"]").error == ErrorCode::protocol);          // not UTF-8
  CHECK(read("[\"\xc0\xaf\"]").error == ErrorCode::protocol);      // overlong
  CHECK(read("[\"\xed\xa0\x80\"]").error == ErrorCode::protocol);  // surrogate as UTF-8
  CHECK(read("[\"a\nb\"]").error == ErrorCode::protocol);          // raw control character
  CHECK(read("[1]x").error == ErrorCode::protocol);
  CHECK(read("").error == ErrorCode::protocol);
}

TEST_CASE("what was seen of a string is not forgotten where it is cut, wherever that is") {
  // Found by a fuzzer: a piece of 16 bytes that ended in a backslash took what stood before it for ASCII.
  for (size_t plain = 0; plain < 40; ++plain) {
    const std::string filling(plain, 'x');
    for (const char* escape : {"\\n", "\\u20ac", "\\\\"}) {
      const std::string document = "[\"\xc3\xa9" + filling + escape + filling + "\"]";
      const std::string broken = "[\"\xff" + filling + escape + filling + "\"]";
      const std::string bad_letter = "[\"" + filling + "\\\xc3" + filling + "\"]";
      const Reading whole = read(document);
      REQUIRE(whole.tokens.size() == 4);
      REQUIRE(whole.tokens[1].ends_with(" escaped utf8"));
      for (size_t cut = 0; cut <= document.size(); ++cut) {
        CHECK(read(document, {cut}) == whole);
        CHECK(read(broken, {std::min(cut, broken.size())}).error == ErrorCode::protocol);
        CHECK(read(bad_letter, {std::min(cut, bad_letter.size())}).error == ErrorCode::protocol);
      }
    }
  }
}

TEST_CASE("what is wrong with a string has one name, wherever it is cut") {
  // Found by a fuzzer: a control character behind a backslash was a control character or a bad escape.
  for (const char* wrong : {"\\\x02", "\x02", "\\q", "\\u12g4"}) {
    const std::string document = "[\"0123456789" + std::string(wrong) + "0123456789abcdef\"]";
    const Reading whole = read(document);
    REQUIRE(whole.error == ErrorCode::protocol);
    for (size_t cut = 0; cut <= document.size(); ++cut) CHECK(read(document, {cut}) == whole);
  }
}
