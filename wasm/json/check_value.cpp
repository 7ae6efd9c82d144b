#include "json/check_value.h"

#include "base/utf8.h"
#include "json/grammar.h"

namespace tcpless {
namespace {

constexpr Status not_json = failed<ErrorCode::value, "the value is not valid JSON">;

// A number literal that JavaScript would read as another integer.
struct Span {
  uint32_t begin;
  uint32_t size;
};

// Every integer of so many digits is below 2^53.
constexpr size_t safe_digits = 15;

bool is_unsafe_integer(std::string_view literal) {
  constexpr std::string_view largest = "9007199254740991";
  if (literal[0] == '-') literal.remove_prefix(1);
  if (literal.size() < largest.size()) return false;
  for (const char c : literal) {
    if (!is_digit(c)) return false;
  }
  return literal.size() > largest.size() || literal > largest;
}

// Walks one JSON value without recursion: a bit for each open container says whether it is an object.
class ValueChecker {
 public:
  ValueChecker(std::string_view text, Buffer<Span>& unsafe) : text_(text), unsafe_(unsafe) {}

  Status check() {
    bool want_value = true;
    for (;;) {
      skip_space();
      if (want_value) {
        const Step step = value();
        if (step == Step::bad) return not_json;
        if (step == Step::too_deep) {
          return failed<ErrorCode::limit, "the JSON value is nested too deeply">;
        }
        if (step == Step::opened) continue;
        want_value = false;
        continue;
      }
      if (depth_ == 0) return at_ == text_.size() ? success : not_json;
      if (at_ == text_.size()) return not_json;
      const char c = text_[at_++];
      if (c == ',') {
        if (in_object() && !key()) return not_json;
        want_value = true;
      } else if (c == (in_object() ? '}' : ']')) {
        --depth_;
      } else {
        return not_json;
      }
    }
  }

 private:
  enum class Step : uint8_t { done, opened, bad, too_deep };

  void skip_space() {
    while (at_ < text_.size() && is_json_space(text_[at_])) ++at_;
  }

  [[nodiscard]] bool in_object() const {
    const uint32_t level = depth_ - 1;
    return (objects_[level / 64] >> (level % 64) & 1) != 0;
  }

  Step value() {
    if (at_ == text_.size()) return Step::bad;
    const char c = text_[at_];
    if (c == '"') return string() ? Step::done : Step::bad;
    if (c == '{' || c == '[') return open(c == '{');
    if (c == '-' || is_digit(c)) return number() ? Step::done : Step::bad;
    return word("true") || word("false") || word("null") ? Step::done : Step::bad;
  }

  // An empty container is closed at once; of an object the first key is read.
  Step open(bool object) {
    ++at_;
    skip_space();
    if (at_ < text_.size() && text_[at_] == (object ? '}' : ']')) {
      ++at_;
      return Step::done;
    }
    if (depth_ == limits::json_value_depth) return Step::too_deep;
    uint64_t& word = objects_[depth_ / 64];
    const uint64_t bit = uint64_t{1} << (depth_ % 64);
    word = object ? word | bit : word & ~bit;
    ++depth_;
    return object && !key() ? Step::bad : Step::opened;
  }

  bool key() {
    skip_space();
    if (at_ == text_.size() || text_[at_] != '"' || !string()) return false;
    skip_space();
    return at_ < text_.size() && text_[at_++] == ':';
  }

  bool string() {
    const char* const contents = text_.data() + at_ + 1;
    if (text_.size() - at_ > 16) {
      if (const int size = short_plain_string(contents); size >= 0) {
        at_ += static_cast<size_t>(size) + 2;
        return true;
      }
    }
    StringFacts facts;
    const StringScan scan = scan_string(contents, text_.data() + text_.size(), facts);
    if (!scan.closed) return false;
    if (facts.escaped && !has_valid_escapes({contents, scan.size}, facts, Surrogates::allow)) {
      return false;
    }
    at_ += scan.size + 2;
    return true;
  }

  bool number() {
    const size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    const bool only_digits = at_ == text_.size() || !is_number_character(text_[at_]);
    if (only_digits && at_ - begin <= safe_digits && (text_[begin] != '0' || at_ - begin == 1)) return true;
    while (at_ < text_.size() && is_number_character(text_[at_])) ++at_;
    const std::string_view literal = text_.substr(begin, at_ - begin);
    if (!is_json_number(literal)) return false;
    if (is_unsafe_integer(literal)) {
      unsafe_.push({static_cast<uint32_t>(begin), static_cast<uint32_t>(literal.size())});
    }
    return true;
  }

  bool word(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

  std::string_view text_;
  Buffer<Span>& unsafe_;
  size_t at_ = 0;
  uint32_t depth_ = 0;
  uint64_t objects_[limits::json_value_depth / 64 + 1];
};

Status check(std::string_view text, Buffer<Span>& unsafe) {
  if (!is_utf8(text)) return not_json;
  return ValueChecker(text, unsafe).check();
}

}  // namespace

Status check_json_value(std::string_view text, Arena& scratch, JsonValueFacts& facts) {
  Buffer<Span> unsafe(scratch);
  const Status status = check(text, unsafe);
  facts.unsafe_integers = !unsafe.empty();
  return status;
}

Status emit_json_value(std::string_view text, const ValueOptions& options, Arena& scratch, CellSink& sink) {
  if (options.json == JsonAs::text) {
    sink.text(text);
    return success;
  }
  Buffer<Span> unsafe(scratch);
  if (const Status status = check(text, unsafe); !status) return status;
  if (unsafe.empty() || options.json == JsonAs::rounded) {
    sink.json(text, false);
    return success;
  }
  if (options.int8 == Int8As::number) {
    return failed<ErrorCode::value,
                  "the JSON has an integer beyond 2^53, which a JavaScript number cannot hold: ask for "
                  "types: { int8: 'string' } or 'bigint', or { json: 'text' }">;
  }
  if (options.int8 == Int8As::bigint) {
    sink.json(text, true);
    return success;
  }
  Buffer<char> quoted(scratch);
  size_t at = 0;
  for (const Span& span : unsafe) {
    quoted.append(text.substr(at, span.begin - at));
    quoted.push('"');
    quoted.append(text.substr(span.begin, span.size));
    quoted.push('"');
    at = span.begin + span.size;
  }
  quoted.append(text.substr(at));
  sink.json(quoted.view(), false);
  return success;
}

}  // namespace tcpless
