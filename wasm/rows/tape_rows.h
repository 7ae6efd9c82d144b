// Rows as cells on the tape, for JavaScript objects.
#pragma once

#include "rows/row_output.h"
#include "rows/tape.h"

namespace tcpless {

class TapeRows final : public RowOutput {
 public:
  explicit TapeRows(Tape& tape) : tape_(tape) {}

  void columns(const Column*, uint32_t) override {}
  Status begin_row() override;
  void end_row() override;
  void finish() override {}

  void null_value() override;
  void boolean(bool value) override;
  void safe_integer(int64_t value, std::string_view /*digits*/) override;
  void number(std::string_view literal) override;
  void bigint(std::string_view digits) override;
  void text(std::string_view utf8) override;
  void wire_text(const WireText& text) override;
  void json(std::string_view checked, bool bigints) override;
  // One that is parsed by itself.
  void json_text(std::string_view checked) { put(Cell::json_text, tape_.text(checked)); }
  void bytes(std::string_view bytes) override;
  void date(int64_t milliseconds) override;
  void local_date(std::string_view iso) override;
  void begin_array() override;
  void end_array() override;

  // For whoever writes text by itself, at the end of tape().text_buffer(): the cell of so many UTF-16 units.
  [[nodiscard]] Tape& tape() { return tape_; }
  void written_text(uint32_t units) { put(Cell::text, units); }
  // The same of a value of so many bytes at the end of tape().json_buffer().
  void written_json(size_t bytes);

 private:
  struct OpenArray {
    size_t head;  // where the word of the array is
    uint32_t elements;
  };

  // Counts an element of the innermost open array and writes its word.
  void put(Cell tag, uint32_t payload = 0);
  // Two words: the tag with the high part, and the low part.
  void put_wide(Cell tag, int64_t value);

  Tape& tape_;
  uint32_t depth_ = 0;
  OpenArray open_[limits::array_depth];
};

}  // namespace tcpless
