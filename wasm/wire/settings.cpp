#include "wire/settings.h"

namespace tcpless {
namespace {

constexpr Status bad_value = failed<ErrorCode::option, "an option has a value that it cannot have">;

// Takes `value` as one of the first `count` values of an enum.
template <class Choice>
Status choose(uint32_t value, uint32_t count, Choice& out) {
  if (value >= count) return bad_value;
  out = static_cast<Choice>(value);
  return success;
}

Status set_number(Setting setting, uint32_t value, Settings& out) {
  switch (setting) {
    case Setting::output:
      return choose(value, 6, out.output);
    case Setting::insecure:
      return choose(value, 2, out.insecure);
    case Setting::single:
      return choose(value, 2, out.single);
    case Setting::read_only:
      return choose(value, 2, out.read_only);
    case Setting::isolation_level:
      return choose(value, 5, out.isolation_level);
    case Setting::deferrable:
      return choose(value, 2, out.deferrable);
    case Setting::provider:
      return choose(value, 4, out.provider);
    case Setting::header:
      return choose(value, 2, out.header);
    case Setting::formulas:
      return choose(value, 2, out.formulas);
    case Setting::rename:
      return choose(value, 2, out.rename);
    case Setting::replica:
      return choose(value, 2, out.replica);
    case Setting::boost:
      return choose(value, 2, out.boost);
    case Setting::fields:
      return choose(value, 2, out.fields);
    case Setting::lists:
      return choose(value, 2, out.lists);
    case Setting::tagged_columns:
      if (value > limits::columns) return bad_value;
      out.tagged_columns = value;
      return success;
    case Setting::held_rows_bytes:
      if (value > limits::context_bytes / 2) return bad_value;
      out.held_rows_bytes = value;
      return success;
    default:
      return bad_value;
  }
}

Status set_text(Setting setting, std::string_view value, Settings& out) {
  switch (setting) {
    case Setting::url:
      out.url = value;
      return success;
    case Setting::endpoint:
      out.endpoint = value;
      return success;
    case Setting::auth_token:
      out.auth_token = value;
      return success;
    case Setting::member:
      out.member = value;
      return success;
    case Setting::session:
      out.session = value;
      out.in_session = true;
      return success;
    case Setting::types:
      out.types = value;
      return success;
    case Setting::before_rows:
      out.before_rows = value;
      return success;
    case Setting::after_rows:
      out.after_rows = value;
      return success;
    default:
      return bad_value;
  }
}

}  // namespace

Status read_settings(StepCursor& cursor, Settings& out) {
  for (;;) {
    const Step step = cursor.peek();
    if (step != Step::set_number && step != Step::set_text) return success;
    cursor.skip_opcode();
    uint32_t setting = 0;
    if (!cursor.take_word(setting)) return bad_value;
    Status status;
    if (step == Step::set_number) {
      uint32_t value = 0;
      if (!cursor.take_word(value)) return bad_value;
      status = set_number(static_cast<Setting>(setting), value, out);
    } else {
      std::string_view text;
      if (!cursor.take_text(text)) return failed<ErrorCode::option, "an option has text with a lone surrogate">;
      status = set_text(static_cast<Setting>(setting), text, out);
    }
    if (!status) return status;
  }
}

}  // namespace tcpless
