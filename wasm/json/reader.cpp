#include "json/reader.h"

#include "base/utf8.h"
#include "json/grammar.h"

namespace tcpless {

void JsonReader::open(std::string_view bytes, bool last) {
  begin_ = position_ = bytes.data();
  end_ = begin_ + bytes.size();
  last_ = last;
  // What the last text pointed at may be gone: whoever asks for a text where there is none gets none.
  text_ = {};
}

JsonToken JsonReader::next() {
  if (!error_) return JsonToken::failed;
  for (;;) {
    while (position_ < end_ && is_json_space(*position_)) ++position_;
    if (position_ == end_) {
      if (!last_) return JsonToken::need_more;
      if (expect_ == Expect::nothing) return JsonToken::end;
      return fail(failed<ErrorCode::protocol, "the JSON ends too early">);
    }
    const char c = *position_;
    switch (expect_) {
      case Expect::comma_or_end:
        if (c == ',') {
          ++position_;
          expect_ = in_object() ? Expect::key : Expect::value;
          continue;
        }
        if (c == ']') return close_container(JsonToken::end_array);
        if (c == '}') return close_container(JsonToken::end_object);
        return fail(failed<ErrorCode::protocol, "a comma or a closing bracket is missing in the JSON">);
      case Expect::colon:
        if (c != ':') return fail(failed<ErrorCode::protocol, "a colon is missing in the JSON">);
        ++position_;
        expect_ = Expect::value;
        continue;
      case Expect::key_or_end:
        if (c == '}') return close_container(JsonToken::end_object);
        [[fallthrough]];
      case Expect::key:
        if (c != '"') return fail(failed<ErrorCode::protocol, "a key is missing in the JSON">);
        return read_string(JsonToken::key);
      case Expect::value_or_end:
        if (c == ']') return close_container(JsonToken::end_array);
        [[fallthrough]];
      case Expect::value:
        return read_value(c);
      case Expect::nothing:
        return fail(failed<ErrorCode::protocol, "something follows the end of the JSON">);
    }
  }
}

JsonToken JsonReader::read_value(char first) {
  switch (first) {
    case '"':
      return read_string(JsonToken::string);
    case '[':
      return open_container(JsonToken::begin_array);
    case '{':
      return open_container(JsonToken::begin_object);
    case 'n':
      return read_word("null", JsonToken::null_value);
    case 't':
      return read_word("true", JsonToken::true_value);
    case 'f':
      return read_word("false", JsonToken::false_value);
    default:
      if (first == '-' || is_digit(first)) return read_number();
      return fail(failed<ErrorCode::protocol, "a value is missing in the JSON">);
  }
}

JsonToken JsonReader::read_string(JsonToken kind) {
  const char* const contents = position_ + 1;
  if (scanned_ == 0 && end_ - contents >= 16) {
    if (const int size = short_plain_string(contents); size >= 0) {
      text_ = {{contents, static_cast<size_t>(size)}, false, true};
      return finish_string(kind, contents + size + 1);
    }
  }
  const StringScan scan = scan_string(contents + scanned_, end_, facts_);
  scanned_ += scan.size;
  if (scan.control) {
    return fail(failed<ErrorCode::protocol, "a JSON string has a control character">);
  }
  if (!scan.closed) return need_more();
  text_ = {{contents, scanned_}, facts_.escaped, !facts_.non_ascii};
  if (facts_.non_ascii && !is_utf8(text_.raw)) {
    return fail(failed<ErrorCode::protocol, "a JSON string is not valid UTF-8">);
  }
  if (facts_.escaped && !has_valid_escapes(text_.raw, facts_, Surrogates::refuse)) {
    return fail(failed<ErrorCode::protocol, "a JSON string has an invalid escape">);
  }
  const char* const behind = contents + scanned_ + 1;
  scanned_ = 0;
  facts_ = {};
  return finish_string(kind, behind);
}

JsonToken JsonReader::finish_string(JsonToken kind, const char* behind) {
  position_ = behind;
  if (kind != JsonToken::key) {
    value_done();
  } else if (behind < end_ && *behind == ':') {
    ++position_;
    expect_ = Expect::value;
  } else {
    expect_ = Expect::colon;
  }
  return kind;
}

JsonToken JsonReader::read_number() {
  const char* stop = position_ + scanned_;
  while (stop < end_ && is_number_character(*stop)) ++stop;
  scanned_ = static_cast<size_t>(stop - position_);
  if (stop == end_ && !last_) return JsonToken::need_more;
  text_ = {{position_, scanned_}, false, true};
  if (!is_json_number(text_.raw)) return fail(failed<ErrorCode::protocol, "a JSON number is malformed">);
  position_ = stop;
  scanned_ = 0;
  value_done();
  return JsonToken::number;
}

JsonToken JsonReader::read_word(std::string_view word, JsonToken kind) {
  const std::string_view rest(position_, static_cast<size_t>(end_ - position_));
  if (rest.size() < word.size() && word.starts_with(rest)) return need_more();
  if (!rest.starts_with(word)) {
    return fail(failed<ErrorCode::protocol, "the JSON has an unknown word">);
  }
  position_ += word.size();
  value_done();
  return kind;
}

JsonToken JsonReader::open_container(JsonToken kind) {
  if (depth_ == limits::envelope_depth) return fail(failed<ErrorCode::limit, "the JSON is nested too deeply">);
  ++position_;
  const bool object = kind == JsonToken::begin_object;
  const uint64_t level = uint64_t{1} << depth_;
  objects_ = object ? objects_ | level : objects_ & ~level;
  ++depth_;
  expect_ = object ? Expect::key_or_end : Expect::value_or_end;
  return kind;
}

JsonToken JsonReader::close_container(JsonToken kind) {
  if (in_object() != (kind == JsonToken::end_object)) {
    return fail(failed<ErrorCode::protocol, "a bracket closes the wrong container in the JSON">);
  }
  ++position_;
  --depth_;
  value_done();
  return kind;
}

JsonToken JsonReader::need_more() {
  if (last_) return fail(failed<ErrorCode::protocol, "the JSON ends too early">);
  return JsonToken::need_more;
}

JsonToken JsonReader::fail(Status status) {
  error_ = status;
  return JsonToken::failed;
}

}  // namespace tcpless
