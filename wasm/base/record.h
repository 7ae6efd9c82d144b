// Reads the record of one operation that JavaScript wrote (layout: bindings/layout.def).
#pragma once

#include <optional>
#include <string_view>

#include "base/status.h"

namespace tcpless {

// A record whose lengths have been checked. Valid as long as the bytes it was made from.
struct Record {
  Operation operation = Operation::execute;
  Service service = Service::neon;
  const char* words = nullptr;  // little-endian, not necessarily aligned
  uint32_t word_count = 0;
  std::string_view text;  // valid UTF-8
  std::string_view blob;
  bool ascii = true;

  [[nodiscard]] static Status parse(std::string_view bytes, Record& out);
  [[nodiscard]] uint32_t word(uint32_t index) const;
};

// One value of a record, read but not yet written in any dialect.
struct RecordValue {
  Step kind = Step::value_null;
  std::string_view text;    // value_number, value_bigint, value_text, value_json
  std::string_view bytes;   // value_bytes
  double milliseconds = 0;  // value_date
  uint32_t elements = 0;    // value_array: that many values follow
};

// Walks the steps of a record in order. A copy is a bookmark: parameters are kept as cursors that
// stand before their value.
class StepCursor {
 public:
  explicit StepCursor(const Record& record) : record_(&record) {}

  [[nodiscard]] bool at_end() const { return word_ >= record_->word_count; }

  // Whether the next step is none of the present statement: the record ends, or the next query of a batch begins.
  [[nodiscard]] bool at_statement_end() const { return at_end() || peek() == Step::query; }

  // The next opcode, without passing it; at the end a Step that is none.
  [[nodiscard]] Step peek() const;

  // Passes the opcode word.
  void skip_opcode() { ++word_; }

  // One argument word; false when the record ends too early.
  [[nodiscard]] bool take_word(uint32_t& out);

  // The length word of a text and the text. Fails with `protocol` on a malformed record and with `parameter` when the
  // text block is too short or the length cuts a surrogate pair: then one of the strings had a lone surrogate.
  [[nodiscard]] Status take_text(std::string_view& out);

  // A whole value step including its opcode; of an array only its head. Fails with `protocol` on a
  // malformed record and with `parameter` on a lone surrogate.
  [[nodiscard]] Status take_value(RecordValue& out);

  // Passes a value step with everything inside it; depth is bounded by limits::array_depth.
  [[nodiscard]] Status skip_value();

 private:
  const Record* record_;
  uint32_t word_ = 0;
  size_t text_offset_ = 0;
  size_t blob_offset_ = 0;
};

// Whether the step is one of the value_ steps.
[[nodiscard]] constexpr bool is_value(Step step) { return step >= Step::value_null && step <= Step::value_array; }

}  // namespace tcpless
