#include "rows/tape.h"

#include "base/utf8.h"

namespace tcpless {

uint32_t Tape::text(std::string_view utf8) {
  text_.append(utf8);
  return utf16_units(utf8);
}

void Tape::begin_row() {
  if (rows_section_ == no_section) {
    rows_section_ = words_.size();
    row_count_ = 0;
    section(Section::rows);
    word(0);
    word(0);
  }
  row_begin_ = end_mark();
  in_row_ = true;
}

void Tape::end_row() {
  ++row_count_;
  in_row_ = false;
}

void Tape::drop_row() {
  if (!in_row_) return;
  words_.truncate(row_begin_.words);
  text_.truncate(row_begin_.text);
  json_.truncate(row_begin_.json);
  blob_.truncate(row_begin_.blob);
  in_row_ = false;
}

void Tape::close_rows() {
  if (rows_section_ == no_section) return;
  const size_t end = in_row_ ? row_begin_.words : words_.size();
  set_word(rows_section_ + 1, row_count_);
  set_word(rows_section_ + 2, static_cast<uint32_t>(end - rows_section_ - rows_header_words));
  rows_section_ = no_section;
}

Tape::View Tape::view() const {
  const Mark end = in_row_ ? row_begin_ : end_mark();
  return {words_.data(), end.words, text_.view().substr(0, end.text), json_.view().substr(0, end.json),
          blob_.view().substr(0, end.blob)};
}

void Tape::discard() {
  if (!in_row_) return clear();
  // The unfinished row moves to the front, behind a new section header.
  words_.remove_front(row_begin_.words - rows_header_words);
  text_.remove_front(row_begin_.text);
  json_.remove_front(row_begin_.json);
  blob_.remove_front(row_begin_.blob);
  set_word(0, static_cast<uint32_t>(Section::rows));
  rows_section_ = 0;
  row_count_ = 0;
  row_begin_ = {rows_header_words, 0, 0, 0};
}

void Tape::reserve_for_failure() {
  (void)words_.reserve(32);
  (void)text_.reserve(256);
}

void Tape::clear() {
  words_.clear();
  text_.clear();
  json_.clear();
  // A request's body can be large and is not needed again.
  if (blob_.size() > limits::input_window_bytes) blob_.release();
  blob_.clear();
  rows_section_ = no_section;
  in_row_ = false;
}

}  // namespace tcpless
