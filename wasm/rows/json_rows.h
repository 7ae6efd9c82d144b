// Rows as the bytes of a JSON, NDJSON or CSV response.
#pragma once

#include "base/buffer.h"
#include "rows/row_output.h"

namespace tcpless {

// Writes `[{"a":1},{"a":2}]`, or with NDJSON an object a line, or with `single` one object; arrays in place of the
// objects, every column in its place; or lines of CSV. The
// results of a batch are members of one object, `{"one":[{"a":1}],"other":[]}`; a single one without a row is null
// there.
//
// NULL is null; NaN and the infinities are strings, -0 is 0, bytes are base64, dates are what
// toISOString gives: JSON.parse of the output equals JSON.parse(JSON.stringify(rows)) where
// stringify has an answer at all.
class JsonRows final : public RowOutput {
 public:
  enum class Form : uint8_t { array, lines, single };

  // How a row looks.
  enum class Shape : uint8_t { objects, arrays, csv };
  struct Options {
    Form form = Form::array;
    Shape shape = Shape::objects;  // csv goes with Form::lines
    bool header = false;           // arrays and CSV begin with the names of the columns
    FormulasAs formulas = FormulasAs::keep;
    // What stands around the rows, as long as the arena.
    std::string_view before = {};
    std::string_view after = {};
  };

  JsonRows(Arena& arena, const Options& options)
      : out_(arena), keys_(arena), key_ends_(arena), field_(arena), options_(options), form_(options.form) {}

  void columns(const Column* columns, uint32_t count) override;
  // Fails with `too_many_rows` at the second row of a single one.
  Status begin_row() override;
  void end_row() override;
  void finish() override;

  // The rows that come next are a member of one object; finish() ends them, and end_members() the object.
  void begin_member(std::string_view name, bool first, bool single);
  void end_members();

  void null_value() override;
  void boolean(bool value) override;
  void safe_integer(int64_t value, std::string_view digits) override;
  void number(std::string_view literal) override;
  void bigint(std::string_view digits) override;
  void text(std::string_view utf8) override;
  void wire_text(const WireText& text) override;
  void json(std::string_view checked, bool bigints) override;
  void bytes(std::string_view bytes) override;
  void date(int64_t milliseconds) override;
  void begin_array() override;
  void end_array() override;

  // For whoever writes the cells of a row by itself, between begin_row and end_row: what stands before the values, one
  // key after another, with key_slack bytes behind them that may be read; room at the end; how far it was written to;
  // and the column of the next cell of the other functions.
  static constexpr size_t key_slack = 16;
  [[nodiscard]] std::string_view key(uint32_t column) const {
    const uint32_t begin = column == 0 ? 0 : key_ends_[column - 1];
    return {keys_.data() + begin, key_ends_[column] - begin};
  }
  [[nodiscard]] char* room(size_t bytes) { return out_.reserve(bytes); }
  void written(const char* end) { out_.commit(static_cast<size_t>(end - out_.data()) - out_.size()); }
  void set_column(uint32_t column) { column_ = column; }

  // Whole rows only, until discard().
  [[nodiscard]] std::string_view view() const { return out_.view().substr(0, row_end_); }
  void discard();
  // Drops the bytes of a row that was begun and not ended.
  void drop_row() { out_.truncate(row_end_); }
  // Forgets everything, columns too.
  void clear();

 private:
  // Writes what stands before a cell (the key, or a comma inside an array) and returns room for its
  // value, which is committed by whoever writes it; nullptr when there is no memory.
  [[nodiscard]] char* open_cell(size_t value_bytes);
  // Writes the row anew, as a line of CSV.
  void write_csv_line();
  // A cell that is the value as it is, or the value between quotes.
  void bare(std::string_view value);
  void quoted(std::string_view escaped);

  Buffer<char> out_;
  Buffer<char> keys_;          // `{"a":`, `,"b":` one after another
  Buffer<uint32_t> key_ends_;  // in keys_
  Buffer<char> field_;         // of a line of CSV
  Options options_;
  size_t row_end_ = 0;  // in out_
  uint64_t rows_ = 0;
  uint32_t column_ = 0;
  uint32_t depth_ = 0;  // of arrays
  bool first_element_ = false;
  bool in_member_ = false;
  Form form_;
};

}  // namespace tcpless
