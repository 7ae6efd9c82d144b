#include "types/postgres_array.h"

#include "base/buffer.h"
#include "base/simd.h"
#include "types/postgres_scalar.h"

namespace tcpless {
namespace {

constexpr Status malformed = failed<ErrorCode::protocol, "an array column has text that is not one">;
constexpr Status too_deep = failed<ErrorCode::protocol, "an array is nested too deeply">;

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The first of two bytes in the text, or its end.
[[gnu::noinline]] const char* find_either(const char* p, const char* end, char first, char second) {
  for (; end - p >= 16; p += 16) {
    const Bytes16 block = Bytes16::load(p);
    const Bytes16 found = block.equals(Bytes16::splat(static_cast<uint8_t>(first))) |
                          block.equals(Bytes16::splat(static_cast<uint8_t>(second)));
    if (const uint32_t bits = found.top_bits(); bits != 0) return p + __builtin_ctz(bits);
  }
  while (p != end && *p != first && *p != second) ++p;
  return p;
}

// array_in takes it in any case, and array_out quotes text that looks like it.
bool is_null(std::string_view element) {
  if (element.size() != 4) return false;
  uint32_t word;
  std::memcpy(&word, element.data(), 4);
  return (word | 0x20202020) == 0x6c6c756e;  // `null`, little-endian
}

class ArrayReader {
 public:
  ArrayReader(const PostgresColumn& column, std::string_view text, const ValueOptions& options, Arena& scratch,
              CellSink& sink)
      : column_(column),
        p_(text.data()),
        end_(text.data() + text.size()),
        options_(options),
        unescaped_(scratch),
        sink_(sink) {}

  Status read();

 private:
  [[nodiscard]] bool at(char c) const { return p_ != end_ && *p_ == c; }
  [[nodiscard]] bool take(char c) {
    if (!at(c)) return false;
    ++p_;
    return true;
  }

  bool skip_bound();
  bool skip_bounds();
  bool read_quoted(std::string_view& element);
  bool read_escaped(const char* begin, std::string_view& element);
  bool read_unquoted(std::string_view& element);

  const PostgresColumn& column_;
  const char* p_;
  const char* end_;
  const ValueOptions& options_;
  Buffer<char> unescaped_;
  CellSink& sink_;
};

bool ArrayReader::skip_bound() {
  if (at('-')) ++p_;
  const char* digits = p_;
  while (p_ != end_ && static_cast<uint8_t>(*p_ - '0') <= 9) ++p_;
  return p_ != digits;
}

[[clang::minsize, gnu::noinline]] bool ArrayReader::skip_bounds() {
  if (!at('[')) return true;
  while (take('[')) {
    if (!skip_bound() || !take(':') || !skip_bound() || !take(']')) return false;
  }
  return take('=');
}

bool ArrayReader::read_quoted(std::string_view& element) {
  const char* begin = p_;
  p_ = find_either(p_, end_, '"', '\\');
  if (!at('"')) return read_escaped(begin, element);
  element = {begin, static_cast<size_t>(p_++ - begin)};
  return true;
}

// Between quotes a backslash stands before a quote or a backslash.
[[clang::minsize, gnu::noinline]] bool ArrayReader::read_escaped(const char* begin, std::string_view& element) {
  unescaped_.clear();
  for (;;) {
    unescaped_.append(begin, static_cast<size_t>(p_ - begin));
    if (take('"')) break;
    if (end_ - p_ < 2) return false;
    begin = p_ + 1;
    p_ = find_either(p_ + 2, end_, '"', '\\');
  }
  element = unescaped_.view();
  return true;
}

bool ArrayReader::read_unquoted(std::string_view& element) {
  const char* begin = p_;
  for (; p_ != end_ && *p_ != column_.delimiter && *p_ != '}'; ++p_) {
    // All of these would have made the server quote the element.
    if (*p_ == '{' || *p_ == '"' || *p_ == '\\' || is_space(*p_)) return false;
  }
  element = {begin, static_cast<size_t>(p_ - begin)};
  return !element.empty();
}

Status ArrayReader::read() {
  if (!skip_bounds() || !at('{')) return malformed;
  if (std::string_view(p_, static_cast<size_t>(end_ - p_)) == "{}") {
    sink_.begin_array();
    sink_.end_array();
    return success;
  }
  uint32_t depth = 0;
  uint32_t element_depth = 0;  // where the first element was; all others must be there too
  for (;;) {
    while (take('{')) {
      if (depth == limits::array_depth) return too_deep;
      ++depth;
      sink_.begin_array();
    }
    if (element_depth == 0) element_depth = depth;
    if (depth != element_depth) return malformed;
    std::string_view element;
    const bool quoted = take('"');
    if (!(quoted ? read_quoted(element) : read_unquoted(element))) return malformed;
    if (!quoted && is_null(element)) {
      sink_.null_value();
    } else {
      if (unescaped_.arena().exhausted()) return out_of_memory;
      Status status = emit_postgres_scalar(column_.type, element, options_, unescaped_.arena(), sink_);
      if (!status) return status;
    }
    while (take('}')) {
      sink_.end_array();
      if (--depth == 0) return p_ == end_ ? success : malformed;
    }
    if (!take(column_.delimiter)) return malformed;
  }
}

}  // namespace

Status emit_postgres_array(const PostgresColumn& column, std::string_view text, const ValueOptions& options,
                           Arena& scratch, CellSink& sink) {
  return ArrayReader(column, text, options, scratch, sink).read();
}

}  // namespace tcpless
