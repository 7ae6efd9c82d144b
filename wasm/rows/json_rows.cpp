#include "rows/json_rows.h"

#include "base/copy_bytes.h"
#include "base/iso_time.h"
#include "json/escape.h"
#include "rows/base64.h"
#include "rows/csv_line.h"

namespace tcpless {
namespace {

// JSON.stringify writes -0 as 0.
bool is_negative_zero(std::string_view literal) {
  if (!literal.starts_with('-')) return false;
  for (const char c : literal.substr(1)) {
    if (c == 'e' || c == 'E') return true;
    if (c != '0' && c != '.') return false;
  }
  return true;
}

}  // namespace

void JsonRows::columns(const Column* columns, uint32_t count) {
  keys_.clear();
  key_ends_.clear();
  for (uint32_t i = 0; i < count; ++i) {
    keys_.push(i > 0 ? ',' : options_.shape == Shape::objects ? '{' : '[');
    if (options_.shape == Shape::objects) {
      append_json_string(keys_, columns[i].name);
      keys_.push(':');
    }
    key_ends_.push(static_cast<uint32_t>(keys_.size()));
  }
  if (char* slack = keys_.reserve(key_slack); slack != nullptr) std::memset(slack, 0, key_slack);
  if (!in_member_) out_.append(options_.before);
  if (form_ == Form::array) out_.push('[');
  row_end_ = out_.size();
  if (!options_.header) return;
  column_ = 0;
  for (uint32_t i = 0; i < count; ++i) text(columns[i].name);
  end_row();
}

Status JsonRows::begin_row() {
  if (form_ == Form::single && rows_ > 0) {
    return failed<ErrorCode::too_many_rows, "one row was asked for and the query gave several">;
  }
  if (form_ == Form::array && rows_ > 0) out_.push(',');
  column_ = 0;
  depth_ = 0;
  return success;
}

void JsonRows::end_row() {
  const bool objects = options_.shape == Shape::objects;
  if (key_ends_.empty()) out_.push(objects ? '{' : '[');
  if (options_.shape == Shape::csv) {
    write_csv_line();
  } else {
    out_.push(objects ? '}' : ']');
    if (form_ == Form::lines) out_.push('\n');
  }
  ++rows_;
  row_end_ = out_.size();
}

void JsonRows::write_csv_line() {
  const std::string_view row = out_.view().substr(row_end_);
  if (row.empty()) return;  // no memory
  const size_t size = row.size();
  Buffer<char> line(out_.arena());
  append_csv_line(line, row.substr(1), options_.formulas, field_);
  out_.truncate(out_.size() - size);
  out_.append(line.view());
}

void JsonRows::finish() {
  if (form_ == Form::array) out_.push(']');
  if (in_member_ && form_ == Form::single && rows_ == 0) out_.append("null");
  if (!in_member_) out_.append(options_.after);
  row_end_ = out_.size();
}

void JsonRows::begin_member(std::string_view name, bool first, bool single) {
  if (first) out_.append(options_.before);
  out_.push(first ? '{' : ',');
  append_json_string(out_, name);
  out_.push(':');
  row_end_ = out_.size();
  form_ = single ? Form::single : Form::array;
  rows_ = 0;
  in_member_ = true;
}

void JsonRows::end_members() {
  out_.push('}');
  out_.append(options_.after);
  row_end_ = out_.size();
}

char* JsonRows::open_cell(size_t value_bytes) {
  if (depth_ > 0) {
    char* to = out_.reserve(value_bytes + 1);
    if (to == nullptr || first_element_) {
      first_element_ = false;
      return to;
    }
    *to = ',';
    out_.commit(1);
    return to + 1;
  }
  if (column_ >= key_ends_.size()) return nullptr;
  const uint32_t begin = column_ == 0 ? 0 : key_ends_[column_ - 1];
  const uint32_t size = key_ends_[column_] - begin;
  ++column_;
  char* to = out_.reserve(size + value_bytes);
  if (to == nullptr) return nullptr;
  copy_bytes(to, keys_.data() + begin, size);
  out_.commit(size);
  return to + size;
}

void JsonRows::bare(std::string_view value) {
  char* to = open_cell(value.size());
  if (to == nullptr) return;
  copy_bytes(to, value.data(), value.size());
  out_.commit(value.size());
}

void JsonRows::quoted(std::string_view escaped) {
  char* to = open_cell(escaped.size() + 2);
  if (to == nullptr) return;
  to[0] = '"';
  copy_bytes(to + 1, escaped.data(), escaped.size());
  to[escaped.size() + 1] = '"';
  out_.commit(escaped.size() + 2);
}

void JsonRows::null_value() { bare("null"); }

void JsonRows::boolean(bool value) { bare(value ? "true" : "false"); }

void JsonRows::safe_integer(int64_t /*value*/, std::string_view digits) { bare(digits); }

void JsonRows::number(std::string_view literal) {
  const bool finite = literal.find_first_of("NI") == std::string_view::npos;
  if (!finite) return quoted(literal);
  bare(is_negative_zero(literal) ? "0" : literal);
}

void JsonRows::bigint(std::string_view digits) { bare(digits); }

void JsonRows::text(std::string_view utf8) {
  if (open_cell(0) != nullptr) append_json_string(out_, utf8);
}

void JsonRows::wire_text(const WireText& text) { quoted(text.raw); }

void JsonRows::json(std::string_view checked, bool /*bigints*/) {
  // A field has the JSON text, also of what would be text or NULL by itself.
  if (options_.shape == Shape::csv && depth_ == 0) return text(checked);
  const size_t begin = out_.size();
  bare(checked);
  if (form_ != Form::lines || checked.find_first_of("\n\r") == std::string_view::npos) return;
  // A line break can only be space between tokens here (a column's name cannot have one unescaped);
  // inside a line it must not break the line.
  for (size_t i = begin; i < out_.size(); ++i) {
    if (out_[i] == '\n' || out_[i] == '\r') out_[i] = ' ';
  }
}

void JsonRows::bytes(std::string_view bytes) {
  if (open_cell(1) == nullptr) return;
  out_.push('"');
  append_base64(out_, bytes);
  out_.push('"');
}

void JsonRows::date(int64_t milliseconds) {
  if (open_cell(1) == nullptr) return;
  out_.push('"');
  append_iso_time(out_, milliseconds);
  out_.push('"');
}

void JsonRows::begin_array() {
  if (open_cell(1) == nullptr) return;
  out_.push('[');
  ++depth_;
  first_element_ = true;
}

void JsonRows::end_array() {
  out_.push(']');
  if (depth_ > 0) --depth_;
  first_element_ = false;
}

void JsonRows::discard() {
  out_.remove_front(row_end_);
  row_end_ = 0;
}

void JsonRows::clear() {
  out_.clear();
  keys_.clear();
  key_ends_.clear();
  row_end_ = 0;
  rows_ = 0;
  depth_ = 0;
}

}  // namespace tcpless
