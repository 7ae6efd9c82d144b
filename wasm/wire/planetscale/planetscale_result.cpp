#include "wire/planetscale/planetscale_result.h"

#include "base/copy.h"
#include "base/parse_integer.h"
#include "json/escape.h"
#include "types/type_entries.h"
#include "wire/planetscale/planetscale_failure.h"

namespace tcpless {
namespace {

// In the order of the enumeration, without `other`.
constexpr const char* keys =
    "session result error code message timing fields rows rowsAffected insertId name type columnLength charset flags "
    "lengths values";

constexpr uint64_t safe_integer_maximum = (uint64_t{1} << 53) - 1;

// The digits as a safe integer, or -1.
int64_t safe_integer(std::string_view digits) {
  const auto number = parse_integer(digits);
  return number && static_cast<uint64_t>(*number) <= safe_integer_maximum ? *number : -1;
}

void append_member(Buffer<char>& out, std::string_view name, std::string_view value, bool quoted) {
  const std::string_view quote = quoted ? "\"" : "";
  for (const std::string_view part :
       {std::string_view(out.empty() ? "{\"" : ",\""), name, std::string_view("\":"), quote, value, quote}) {
    out.append(part);
  }
}

}  // namespace

PlanetscaleResult::PlanetscaleResult(Arena& arena)
    : arena_(arena), fields_(arena), rows_(arena), session_(arena), described_(arena) {}

void PlanetscaleResult::restart() {
  fields_.clear();
  rows_.restart();
  session_.clear();
  code_ = message_ = timing_ = affected_ = insert_id_ = {};
  state_ = State::start;
  kept_ = nullptr;
  described_.clear();
  has_session_ = has_result_ = has_error_ = columns_put_ = false;
}

PlanetscaleResult::Key PlanetscaleResult::find_key(std::string_view key) {
  return static_cast<Key>(find_word(keys, key) + 1);
}

Progress PlanetscaleResult::read(JsonReader& reader, Exchange& exchange) {
  while (state_ != State::finished) {
    if (state_ == State::row_or_end && !fields_.empty()) {
      reader.skip_elements(rows_.take(reader.unread_elements(), reader.at_first_element(), exchange));
      if (exchange.failed()) return Progress::failed;
    }
    const JsonToken token = next_token(reader, exchange);
    if (token == JsonToken::need_more) {
      return kept_ != nullptr && !keep(reader, exchange) ? Progress::failed : Progress::need_more;
    }
    if (token == JsonToken::failed || !step(token, reader, exchange)) return Progress::failed;
  }
  return Progress::done;
}

bool PlanetscaleResult::step(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  const auto fail = [&](std::string_view message) { return fail_at_token(message, reader, exchange); };
  switch (state_) {
    case State::start:
      if (token != JsonToken::begin_object) return fail("the answer is not an object");
      state_ = State::key;
      return true;
    case State::key:
      if (token != JsonToken::end_object) return on_key(reader);
      state_ = State::finished;
      return true;
    case State::session_start:
      state_ = State::key;
      if (token == JsonToken::null_value) return true;
      if (token != JsonToken::begin_object) return fail("`session` is not an object");
      has_session_ = true;
      skip_depth_ = reader.depth() - 1;
      after_ = State::key;
      state_ = State::skipped;
      if (exchange.settings().in_session) begin_keeping(session_, reader);
      return true;
    case State::result_start:
      state_ = State::key;
      if (token == JsonToken::null_value) return true;
      if (token != JsonToken::begin_object) return fail("`result` is not an object");
      if (has_result_) return fail("`result` comes twice");
      has_result_ = true;
      state_ = State::result_key;
      return true;
    case State::result_key:
      if (token != JsonToken::end_object) return on_result_key(reader);
      state_ = State::key;
      return true;
    case State::fields_start:
      state_ = State::result_key;
      if (token == JsonToken::null_value) return true;
      if (token != JsonToken::begin_array) return fail("`fields` is not an array");
      if (!fields_.empty()) return fail("`fields` comes twice");
      if (exchange.settings().fields) begin_keeping(described_, reader);
      state_ = State::field_or_end;
      return true;
    case State::field_or_end:
      state_ = State::field_key;
      if (token == JsonToken::end_array) {
        state_ = State::result_key;
        const bool kept = kept_ == nullptr || keep(reader, exchange);
        kept_ = nullptr;
        return kept;
      }
      if (token != JsonToken::begin_object) return fail("a field is not an object");
      if (fields_.size() == limits::columns) return fail("too many fields");
      fields_.push({});
      return true;
    case State::field_key:
      if (token == JsonToken::end_object) {
        state_ = State::field_or_end;
        return true;
      }
      key_ = find_key(reader.text().raw);
      state_ = State::field_value;
      if (key_ < Key::name || key_ > Key::flags) skip_next_value(reader, State::field_key);
      return true;
    case State::field_value:
      return on_field_value(token, reader, exchange);
    case State::rows_start:
      state_ = State::result_key;
      if (token == JsonToken::null_value) return true;
      if (token != JsonToken::begin_array) return fail("`rows` is not an array");
      state_ = State::row_or_end;
      return begin_rows(reader, exchange);
    case State::row_or_end:
      if (token == JsonToken::end_array) {
        state_ = State::result_key;
        return true;
      }
      if (token != JsonToken::begin_object) return fail("a row is not an object with lengths and values");
      if (fields_.empty()) return fail("`rows` comes before `fields`");
      rows_.begin_row();
      state_ = State::row_key;
      return true;
    case State::row_key: {
      if (token != JsonToken::end_object) {
        key_ = find_key(reader.text().raw);
        state_ = key_ == Key::lengths ? State::lengths_start : State::values;
        if (key_ != Key::lengths && key_ != Key::values) skip_next_value(reader, State::row_key);
        return true;
      }
      state_ = State::row_or_end;
      const std::string_view wrong = rows_.end_row(exchange);
      return wrong.empty() ? !exchange.failed() : fail(wrong);
    }
    case State::lengths_start:
      if (token != JsonToken::begin_array) return fail("`lengths` is not an array");
      state_ = State::length_or_end;
      return true;
    case State::length_or_end: {
      if (token == JsonToken::end_array) {
        state_ = State::row_key;
        return true;
      }
      const bool text = token == JsonToken::string || token == JsonToken::number;
      const std::string_view wrong = rows_.add_length(text ? reader.text().raw : std::string_view());
      return wrong.empty() || fail(wrong);
    }
    case State::values: {
      state_ = State::row_key;
      if (token == JsonToken::null_value) return true;
      if (token != JsonToken::string) return fail("`values` is not text");
      const WireText& text = reader.text();
      const std::string_view wrong = rows_.set_values(text.escaped ? copy_unescaped(text.raw, arena_) : text.raw);
      return wrong.empty() || fail(wrong);
    }
    case State::number: {
      state_ = after_;
      if (token == JsonToken::null_value) return true;
      if (token != JsonToken::string && token != JsonToken::number) return fail("a number of the answer is not one");
      const std::string_view text = reader.text().raw;
      if (!is_json_number(text) || (key_ != Key::timing && text.find_first_not_of("0123456789") != text.npos)) {
        return fail("a number of the answer is not one");
      }
      (key_ == Key::timing ? timing_ : key_ == Key::affected ? affected_ : insert_id_) = copy_text(arena_, text);
      return true;
    }
    case State::error_start:
      state_ = State::key;
      if (token == JsonToken::null_value) return true;
      if (token != JsonToken::begin_object) return fail("`error` is not an object");
      has_error_ = true;
      state_ = State::error_key;
      return true;
    case State::error_key:
      if (token == JsonToken::end_object) {
        state_ = State::key;
        return true;
      }
      key_ = find_key(reader.text().raw);
      after_ = State::error_key;
      state_ = State::error_text;
      if (key_ != Key::code && key_ != Key::message) skip_next_value(reader, State::error_key);
      return true;
    case State::error_text:
      state_ = after_;
      if (token != JsonToken::string) return fail("an error is not told in text");
      (key_ == Key::code ? code_ : message_) = copy_unescaped(reader.text().raw, arena_);
      return true;
    case State::skipped:
      if (reader.depth() != skip_depth_) return true;
      state_ = after_;
      if (kept_ != &session_) return true;
      if (!keep(reader, exchange)) return false;
      kept_ = nullptr;
      exchange.put_session(session_.view());
      return true;
    case State::finished:
      return true;
  }
  return true;
}

bool PlanetscaleResult::on_key(const JsonReader& reader) {
  key_ = find_key(reader.text().raw);
  after_ = State::key;
  switch (key_) {
    case Key::session:
      state_ = State::session_start;
      break;
    case Key::result:
      state_ = State::result_start;
      break;
    case Key::error:
      state_ = State::error_start;
      break;
    case Key::code:
    case Key::message:
      has_error_ = true;
      state_ = State::error_text;
      break;
    case Key::timing:
      state_ = State::number;
      break;
    default:
      skip_next_value(reader, State::key);
  }
  return true;
}

bool PlanetscaleResult::on_result_key(const JsonReader& reader) {
  key_ = find_key(reader.text().raw);
  after_ = State::result_key;
  switch (key_) {
    case Key::fields:
      state_ = State::fields_start;
      break;
    case Key::rows:
      state_ = State::rows_start;
      break;
    case Key::affected:
    case Key::insert_id:
      state_ = State::number;
      break;
    default:
      skip_next_value(reader, State::result_key);
  }
  return true;
}

bool PlanetscaleResult::on_field_value(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  state_ = State::field_key;
  if (fields_.empty()) return false;  // no memory, which is reported after the feed
  PlanetscaleField& field = fields_[fields_.size() - 1];
  if (key_ == Key::name || key_ == Key::type) {
    if (token != JsonToken::string) return fail_at_token("a field's name or type is not text", reader, exchange);
    const std::string_view text = reader.text().raw;
    if (key_ == Key::type) {
      field.set_type(text);
    } else {
      field.column.name = copy_unescaped(text, arena_);
    }
    return true;
  }
  const auto number = token == JsonToken::number ? parse_integer(reader.text().raw) : std::nullopt;
  if (!number || *number < 0 || *number > UINT32_MAX)
    return fail_at_token("a field's number is not one", reader, exchange);
  const auto word = static_cast<uint32_t>(*number);
  if (key_ == Key::charset) {
    field.column.column_id = word;
  } else {
    (key_ == Key::length ? field.column.type_size : field.column.type_modifier) = static_cast<int32_t>(word);
  }
  return true;
}

bool PlanetscaleResult::begin_rows(const JsonReader& reader, Exchange& exchange) {
  if (columns_put_) return fail_at_token("`rows` comes twice", reader, exchange);
  if (!fields_.empty()) put_columns(exchange);
  return !exchange.failed();
}

void PlanetscaleResult::put_columns(Exchange& exchange) {
  columns_put_ = true;
  Buffer<Column> columns(arena_);
  for (const PlanetscaleField& field : fields_) columns.push(field.column);
  exchange.put_columns(columns.data(), static_cast<uint32_t>(columns.size()));
  if (arena_.exhausted()) return;
  for (const PlanetscaleField& field : fields_) {
    rows_.add_column(mysql_column(field.column.name, field.type(), exchange.settings().types), exchange);
  }
}

void PlanetscaleResult::begin_keeping(Buffer<char>& out, const JsonReader& reader) {
  kept_ = &out;
  kept_begin_ = reader.consumed() - 1;
}

bool PlanetscaleResult::keep(const JsonReader& reader, Exchange& exchange) {
  kept_->append(reader.consumed_since(kept_begin_));
  kept_begin_ = 0;
  if (kept_->size() <= limits::session_bytes) return true;
  exchange.fail(failed<ErrorCode::limit, "the session or the fields that the service gave are longer than 1 MiB">);
  return false;
}

void PlanetscaleResult::put_complete(std::string_view warning, Exchange& exchange) {
  if (has_error_) return fail_with_vitess_error(code_, message_, exchange);
  if (!has_result_ && !has_session_) {
    return exchange.fail(failed<ErrorCode::protocol, "the answer has neither a result nor an error">);
  }
  const bool gives_rows = !fields_.empty();
  if (!columns_put_) put_columns(exchange);
  if (exchange.failed()) return;
  Buffer<char> meta(arena_);
  if (!timing_.empty()) append_member(meta, "timing", timing_, false);
  const int64_t insert_id = insert_id_.empty() ? 0 : safe_integer(insert_id_);
  if (insert_id < 0) append_member(meta, "insertId", insert_id_, true);
  const int64_t affected = affected_.empty() ? (gives_rows ? -1 : 0) : safe_integer(affected_);
  if (affected < 0 && !affected_.empty()) append_member(meta, "rowsAffected", affected_, true);
  if (!described_.empty()) append_member(meta, "fields", described_.view(), false);
  if (!warning.empty()) append_member(meta, "warning", warning, true);
  if (!meta.empty()) meta.push('}');
  exchange.put_meta(insert_id > 0 ? &insert_id : nullptr, meta.view());
  exchange.put_complete({}, affected);
}

void PlanetscaleResult::skip_next_value(const JsonReader& reader, State after) {
  skip_depth_ = reader.depth();
  after_ = after;
  state_ = State::skipped;
}

}  // namespace tcpless
