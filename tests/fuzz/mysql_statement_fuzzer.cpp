// Any SQL text with any values between: whatever the values, every server reads the same tokens.
//
// The input is a script of pieces: a byte that says what comes, a byte for its length, its bytes.

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/utf8.h"
#include "tests/cpp/sql/mysql_property.h"

namespace {

using namespace tcpless::test;

class Script {
 public:
  explicit Script(std::string_view input) : rest_(input) {}
  [[nodiscard]] bool empty() const { return rest_.empty(); }
  uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }
  std::string bytes() {
    const std::string_view taken = rest_.substr(0, byte() % 64);
    rest_.remove_prefix(taken.size());
    return std::string(taken);
  }
  // Text as JavaScript would hand it over.
  std::string text() {
    const std::string taken = bytes();
    return tcpless::is_utf8(taken) ? taken : "?";
  }

 private:
  std::string_view rest_;
};

MysqlPiece piece_of(Script& script) {
  switch (const uint8_t kind = script.byte() % 16) {
    case 0:
      return word_value(null_value(), "null");
    case 1:
      return word_value(boolean(true), "true");
    case 2:
      return word_value(boolean(false), "false");
    case 3:
      return number_value(false, "-0");
    case 4:
      return number_value(false, script.byte() % 2 == 0 ? "1e+21" : "-0.5");
    case 5:
      return number_value(true, std::to_string(static_cast<int8_t>(script.byte())));
    case 6:
      return bytes_value(script.bytes());
    case 7:
      return name_piece(script.text());
    case 8:
    case 9:
    case 10:
    case 11: {
      MysqlPiece piece = text_value(script.text());
      if (kind == 8) piece.kind = MysqlPiece::Kind::literal;
      return piece;
    }
    default:
      return text_piece(script.text());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Script script({reinterpret_cast<const char*>(data), size});
  std::vector<MysqlPiece> pieces;
  while (!script.empty() && pieces.size() < 32) pieces.push_back(piece_of(script));
  if (const auto fault = MysqlProperty::fault_of(pieces)) {
    std::fprintf(stderr, "%s\n", fault->c_str());
    std::abort();
  }
  return 0;
}
