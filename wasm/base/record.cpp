#include "base/record.h"

#include <cstring>

#include "base/utf8.h"

namespace tcpless {
namespace {

constexpr uint32_t header_words = 6;
constexpr Status malformed = failed<ErrorCode::protocol, "the record of the query is malformed">;
constexpr Status lone_surrogate = failed<ErrorCode::parameter, "text has a lone surrogate, which UTF-8 cannot carry">;

uint32_t word_at(const char* words, size_t index) {
  uint32_t value;
  std::memcpy(&value, words + index * 4, 4);
  return value;
}

}  // namespace

Status Record::parse(std::string_view bytes, Record& out) {
  if (bytes.size() < header_words * 4) return malformed;
  const uint32_t word_count = word_at(bytes.data(), 1);
  const uint32_t text_bytes = word_at(bytes.data(), 2);
  const uint32_t text_units = word_at(bytes.data(), 3);
  const uint32_t blob_bytes = word_at(bytes.data(), 4);
  const uint64_t total = (uint64_t{header_words} + word_count) * 4 + uint64_t{text_bytes} + blob_bytes;
  if (total != bytes.size()) return malformed;
  out.operation = static_cast<Operation>(word_at(bytes.data(), 0));
  out.service = static_cast<Service>(word_at(bytes.data(), 5));
  out.words = bytes.data() + header_words * 4;
  out.word_count = word_count;
  bytes.remove_prefix((header_words + size_t{word_count}) * 4);
  out.text = bytes.substr(0, text_bytes);
  out.blob = bytes.substr(text_bytes);
  out.ascii = text_bytes == text_units;
  if (!(out.ascii ? is_ascii(out.text) : is_utf8(out.text))) return malformed;
  return success;
}

uint32_t Record::word(uint32_t index) const { return word_at(words, index); }

Step StepCursor::peek() const { return at_end() ? Step{} : static_cast<Step>(record_->word(word_)); }

bool StepCursor::take_word(uint32_t& out) {
  if (at_end()) return false;
  out = record_->word(word_++);
  return true;
}

Status StepCursor::take_text(std::string_view& out) {
  uint32_t units = 0;
  if (!take_word(units)) return malformed;
  const std::string_view rest(record_->text.data() + text_offset_, record_->text.size() - text_offset_);
  const int64_t bytes = record_->ascii ? int64_t{units} : utf8_prefix_bytes(rest, units);
  if (bytes < 0 || static_cast<uint64_t>(bytes) > rest.size()) return lone_surrogate;
  text_offset_ += static_cast<size_t>(bytes);
  out = {rest.data(), static_cast<size_t>(bytes)};
  return success;
}

Status StepCursor::take_value(RecordValue& out) {
  uint32_t opcode = 0;
  uint32_t length = 0;
  if (!take_word(opcode) || !is_value(static_cast<Step>(opcode))) return malformed;
  out = {};
  out.kind = static_cast<Step>(opcode);
  switch (out.kind) {
    case Step::value_number:
    case Step::value_bigint:
    case Step::value_text:
    case Step::value_json:
      return take_text(out.text);
    case Step::value_date: {
      uint32_t words[2];
      if (!take_word(words[0]) || !take_word(words[1])) return malformed;
      std::memcpy(&out.milliseconds, words, sizeof words);
      return success;
    }
    case Step::value_bytes:
      if (!take_word(length) || length > record_->blob.size() - blob_offset_) return malformed;
      out.bytes = record_->blob.substr(blob_offset_, length);
      blob_offset_ += length;
      return success;
    case Step::value_array:
      // Every element takes at least one word, so the count is bounded by what is left.
      if (!take_word(out.elements) || out.elements > record_->word_count - word_) return malformed;
      return success;
    default:
      return success;
  }
}

Status StepCursor::skip_value() {
  uint32_t open[limits::array_depth];
  uint32_t depth = 0;
  for (;;) {
    RecordValue value;
    if (Status status = take_value(value); !status) return status;
    if (value.kind == Step::value_array && value.elements > 0) {
      if (depth == limits::array_depth) {
        return failed<ErrorCode::parameter, "an array is nested too deeply">;
      }
      open[depth++] = value.elements;
      continue;
    }
    while (depth > 0 && --open[depth - 1] == 0) --depth;
    if (depth == 0) return success;
  }
}

}  // namespace tcpless
