// Writes query records as JavaScript does (bindings/layout.def).
#pragma once

#include <cstring>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "bindings/layout.h"

namespace tcpless::test {

class RecordBuilder {
 public:
  void word(uint32_t value) { words_.push_back(value); }
  void step(Step step) { word(static_cast<uint32_t>(step)); }
  // A length word and the text it counts.
  void counted(std::string_view text) {
    word(utf16_units(text));
    text_ += text;
  }
  void text_step(Step kind, std::string_view text) {
    step(kind);
    counted(text);
  }
  void date(double milliseconds) {
    uint32_t halves[2];
    std::memcpy(halves, &milliseconds, sizeof halves);
    step(Step::value_date);
    word(halves[0]);
    word(halves[1]);
  }
  void bytes(std::string_view bytes) {
    step(Step::value_bytes);
    word(static_cast<uint32_t>(bytes.size()));
    blob_ += bytes;
  }

  [[nodiscard]] std::string record() const {
    std::string out;
    const auto append = [&out](uint32_t word) { out.append(reinterpret_cast<const char*>(&word), 4); };
    append(static_cast<uint32_t>(Operation::execute));
    append(static_cast<uint32_t>(words_.size()));
    append(static_cast<uint32_t>(text_.size()));
    append(utf16_units(text_));
    append(static_cast<uint32_t>(blob_.size()));
    append(0);
    for (const uint32_t word : words_) append(word);
    return out + text_ + blob_;
  }

 private:
  std::vector<uint32_t> words_;
  std::string text_;
  std::string blob_;
};

// One step of a query, with everything that belongs to it.
using Part = std::function<void(RecordBuilder&)>;
using Parts = std::vector<Part>;

inline Part counted_step(Step kind, std::string text) {
  return [=](RecordBuilder& record) { record.text_step(kind, text); };
}
inline Part bare_step(Step kind) {
  return [=](RecordBuilder& record) { record.step(kind); };
}

inline Part text(std::string sql) { return counted_step(Step::text, std::move(sql)); }
inline Part raw(std::string sql) { return counted_step(Step::raw, std::move(sql)); }
inline Part statement(std::string sql) { return counted_step(Step::statement, std::move(sql)); }
inline Part parameter_name(std::string name) { return counted_step(Step::parameter_name, std::move(name)); }
inline Part reference(std::string dotted) { return counted_step(Step::reference, std::move(dotted)); }
inline Part identifier(std::vector<std::string> parts) {
  return [=](RecordBuilder& record) {
    record.step(Step::identifier);
    record.word(static_cast<uint32_t>(parts.size()));
    for (const std::string& part : parts) record.counted(part);
  };
}
inline Part null_value() { return bare_step(Step::value_null); }
inline Part boolean(bool value) { return bare_step(value ? Step::value_true : Step::value_false); }
inline Part number(std::string digits) { return counted_step(Step::value_number, std::move(digits)); }
inline Part bigint(std::string digits) { return counted_step(Step::value_bigint, std::move(digits)); }
inline Part value(std::string utf8) { return counted_step(Step::value_text, std::move(utf8)); }
inline Part json(std::string json_text) { return counted_step(Step::value_json, std::move(json_text)); }
inline Part date(double milliseconds) {
  return [=](RecordBuilder& record) { record.date(milliseconds); };
}
inline Part bytes(std::string content) {
  return [=](RecordBuilder& record) { record.bytes(content); };
}
inline Part array(Parts elements) {
  return [=](RecordBuilder& record) {
    record.step(Step::value_array);
    record.word(static_cast<uint32_t>(elements.size()));
    for (const Part& element : elements) element(record);
  };
}
inline Part literal(Part constant) {
  return [=](RecordBuilder& record) {
    record.step(Step::literal);
    constant(record);
  };
}

inline std::string record_of(const Parts& parts) {
  RecordBuilder record;
  for (const Part& part : parts) part(record);
  return record.record();
}

}  // namespace tcpless::test
