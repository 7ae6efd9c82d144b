// What the core tells JavaScript: sections of words, with their text, JSON and bytes beside them.
#pragma once

#include <string_view>

#include "base/buffer.h"
#include "bindings/layout.h"

namespace tcpless {

// Sections are appended; rows may be left unfinished at the end of a feed and are then finished in
// the next one. The layout of each section is in bindings/layout.def.
class Tape {
 public:
  explicit Tape(Arena& arena) : words_(arena), text_(arena), json_(arena), blob_(arena) {}

  void word(uint32_t word) { words_.push(word); }
  void section(Section kind) { word(static_cast<uint32_t>(kind)); }

  // Appends text and returns its length in UTF-16 units.
  uint32_t text(std::string_view utf8);
  // The same, and appends the length as a word.
  void counted_text(std::string_view utf8) { word(text(utf8)); }
  void bytes(std::string_view bytes) { blob_.append(bytes); }

  void cell(Cell tag, uint32_t payload = 0) { word(static_cast<uint32_t>(tag) | payload << 4); }

  // Rows are appended as begin_row, cells, end_row; the section around them opens by itself.
  void begin_row();
  void end_row();
  // Drops the cells of a row that was begun and not ended.
  void drop_row();

  // Fills in what the open rows section could not know. Called at the end of each feed, and by
  // whoever appends another section.
  void close_rows();

  // What may be read until discard(): everything but an unfinished row.
  struct View {
    const uint32_t* words;
    size_t word_count;
    std::string_view text;
    std::string_view json;
    std::string_view blob;
  };
  [[nodiscard]] View view() const;

  // Forgets what view() showed.
  void discard();
  // Forgets everything.
  void clear();

  // Makes sure that an error can be reported when there is no memory left.
  void reserve_for_failure();

  // For cells whose text is not copied in one piece.
  [[nodiscard]] Buffer<char>& text_buffer() { return text_; }
  // Values of JSON with a comma behind each, so that all are parsed at once.
  [[nodiscard]] Buffer<char>& json_buffer() { return json_; }
  // An array's length is known only at its end: the place of its word, and setting it.
  [[nodiscard]] size_t word_count() const { return words_.size(); }
  void set_word(size_t index, uint32_t word) {
    if (index < words_.size()) words_[index] = word;
  }

 private:
  static constexpr size_t no_section = SIZE_MAX;
  static constexpr size_t rows_header_words = 3;

  struct Mark {
    size_t words = 0;
    size_t text = 0;
    size_t json = 0;
    size_t blob = 0;
  };
  [[nodiscard]] Mark end_mark() const { return {words_.size(), text_.size(), json_.size(), blob_.size()}; }

  Buffer<uint32_t> words_;
  Buffer<char> text_;
  Buffer<char> json_;
  Buffer<char> blob_;
  Mark row_begin_;  // where the unfinished row starts
  size_t rows_section_ = no_section;
  uint32_t row_count_ = 0;
  bool in_row_ = false;
};

}  // namespace tcpless
