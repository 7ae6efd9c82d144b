#include "wire/exchange.h"

#include <algorithm>
#include <new>

#include "base/copy.h"
#include "rows/camel_case.h"
#include "wire/url.h"

namespace tcpless {
namespace {

// A shorter text would also be found where it is not meant.
constexpr size_t shortest_secret = 3;
constexpr std::string_view hidden = "***";

struct Found {
  size_t bytes = 0;  // 0 when it is not there
  bool cut = false;  // the text ends before it does
};

// The secret at the front of the text, whatever characters of it are percent-encoded there. `%25` is a per cent sign
// that is encoded or one with 25 behind it, as the caller says.
Found secret_at(std::string_view text, std::string_view secret, bool decodes_percent) {
  std::string_view rest = text;
  for (const char c : secret) {
    if (rest.empty()) return {.cut = true};
    const bool same = rest.front() == c;
    const bool encodes = rest.front() == '%' && rest.size() >= 3 && percent_byte(rest) == static_cast<uint8_t>(c);
    if (encodes && (decodes_percent || !same)) {
      rest.remove_prefix(3);
    } else if (same) {
      rest.remove_prefix(1);
    } else {
      return {.cut = rest.front() == '%' && rest.size() < 3};
    }
  }
  return {.bytes = text.size() - rest.size()};
}

JsonRows::Options json_options(const Settings& settings, Arena& arena) {
  using Form = JsonRows::Form;
  using Shape = JsonRows::Shape;
  const Output output = settings.output;
  return {
      .form = settings.single                                     ? Form::single
              : output == Output::ndjson || output == Output::csv ? Form::lines
                                                                  : Form::array,
      .shape = output == Output::csv      ? Shape::csv
               : output == Output::arrays ? Shape::arrays
                                          : Shape::objects,
      .header = settings.header,
      .formulas = settings.formulas,
      .before = copy_text(arena, settings.before_rows),
      .after = copy_text(arena, settings.after_rows),
  };
}

}  // namespace

Exchange::Exchange(Arena& arena)
    : arena_(arena), input_(arena), tape_(arena), tape_rows_(tape_), rows_(&tape_rows_), statements_(arena) {}

void Exchange::begin(const Settings& settings) {
  settings_ = settings;
  // Errors must be able to leave these out when the record is long gone.
  settings_.url = copy_text(arena_, settings.url);
  settings_.endpoint = copy_text(arena_, settings.endpoint);
  settings_.auth_token = copy_text(arena_, settings.auth_token);
  settings_.types = copy_text(arena_, settings.types);
  if (!carries_answers() || settings.output == Output::tape) return;
  constexpr size_t most = sizeof(JsonRows);
  static_assert(sizeof(LazyRows) <= most);
  void* place = arena_.allocate(most);
  if (place == nullptr) return;
  if (settings.output == Output::lazy) {
    lazy_rows_ = new (place) LazyRows(arena_);
  } else {
    json_rows_ = new (place) JsonRows(arena_, json_options(settings, arena_));
    rows_ = json_rows_;
  }
}

const Column* Exchange::renamed(const Column* columns, uint32_t count) {
  auto* result = static_cast<Column*>(arena_.allocate(count * sizeof(Column)));
  if (result == nullptr) return columns;
  Buffer<char> name(arena_);
  for (uint32_t i = 0; i < count; ++i) {
    name.clear();
    append_camel_case(name, columns[i].name);
    result[i] = columns[i];
    result[i].name = copy_text(arena_, name.view());
    for (uint32_t j = 0; j < i; ++j) {
      if (result[j].name != result[i].name || columns[j].name == columns[i].name) continue;
      Failure failure(tcpless::failed<ErrorCode::value, "two columns would have the same name in camel case">);
      failure.add(ErrorField::column, result[i].name);
      fail(failure.at_column(i));
    }
  }
  return result;
}

bool Exchange::read_types(Settings& settings, TypeOptionsReader& reader) {
  const std::string_view wrong = reader(settings.types, settings.values);
  if (wrong.empty()) return true;
  Buffer<char> message(arena_);
  message.append("the option types cannot be ");
  message.append(wrong);
  fail(Failure(ErrorCode::option, message.view()));
  return false;
}

void Exchange::add_statement(const Settings& settings) {
  statements_.push(
      {copy_text(arena_, settings.types), settings.values, copy_text(arena_, settings.member), settings.single});
}

void Exchange::begin_result(uint32_t index) {
  if (index >= statements()) return;  // no memory
  at_statement(index);
  const BatchStatement& statement = statements_[index];
  settings_.types = statement.types;
  settings_.values = statement.values;
  if (json_rows() != nullptr) json_rows_->begin_member(statement.member, index == 0, statement.single);
}

void Exchange::put_columns(const Column* columns, uint32_t count) {
  if (settings_.rename == RenameTo::camel) columns = renamed(columns, count);
  if (failed_) return;
  tape_.section(Section::columns);
  tape_.word(count);
  for (uint32_t i = 0; i < count; ++i) {
    tape_.counted_text(columns[i].name);
    tape_.word(columns[i].type_id);
    tape_.word(columns[i].table_id);
    tape_.word(columns[i].column_id);
    tape_.word(static_cast<uint32_t>(columns[i].type_size));
    tape_.word(static_cast<uint32_t>(columns[i].type_modifier));
  }
  rows_->columns(columns, count);
  if (lazy_rows() != nullptr) lazy_rows_->columns(count);
}

void Exchange::put_meta(const int64_t* last_id, std::string_view meta) {
  tape_.close_rows();
  tape_.section(Section::meta);
  TapeRows cells(tape_);
  last_id == nullptr ? cells.null_value() : cells.safe_integer(*last_id, {});
  cells.json_text(meta.empty() ? "{}" : meta);
}

void Exchange::put_session(std::string_view json) {
  tape_.close_rows();
  tape_.section(Section::session);
  tape_.counted_text(json);
}

void Exchange::put_complete(std::string_view command, int64_t affected) {
  rows_->finish();
  const bool last = ++results_ >= statements();
  if (json_rows() != nullptr && last && statements() > 0) json_rows_->end_members();
  tape_.close_rows();
  tape_.section(Section::complete);
  tape_.counted_text(command);
  tape_.word(affected < 0 ? 0 : bit(CompleteFlag::affected));
  const uint64_t count = affected < 0 ? 0 : static_cast<uint64_t>(affected);
  tape_.word(static_cast<uint32_t>(count));
  tape_.word(static_cast<uint32_t>(count >> 32));
  tape_.word(static_cast<uint32_t>(row_count_));
  tape_.word(static_cast<uint32_t>(row_count_ >> 32));
  row_count_ = 0;
  complete_ = last;
}

void Exchange::drop_row() {
  tape_.drop_row();
  if (json_rows() != nullptr) json_rows_->drop_row();
}

void Exchange::fail(const Failure& failure) {
  if (failed_) return;
  failed_ = true;
  complete_ = false;
  drop_row();
  tape_.close_rows();
  put_error_words(failure);
  for (uint32_t i = 0; i < failure.field_count; ++i) {
    tape_.word(static_cast<uint32_t>(failure.fields[i].name));
    Buffer<char> clean(arena_);
    append_without_secrets(clean, failure.fields[i].value);
    tape_.counted_text(clean.view());
  }
}

void Exchange::fail(Status status, int32_t parameter) {
  Failure failure(status);
  if (parameter >= 0) failure.at_parameter(static_cast<uint32_t>(parameter));
  fail(failure);
}

void Exchange::fail_out_of_memory() {
  failed_ = true;
  complete_ = false;
  tape_.clear();
  if (json_rows() != nullptr) json_rows_->clear();
  const Failure failure(out_of_memory);
  put_error_words(failure);
  tape_.word(static_cast<uint32_t>(failure.fields[0].name));
  tape_.counted_text(failure.fields[0].value);
}

void Exchange::put_error_words(const Failure& failure) {
  const bool refused = failure.code == ErrorCode::query || failure.code == ErrorCode::authentication ||
                       (failure.flags & bit(ErrorFlag::not_applied)) != 0;
  tape_.section(Section::error);
  tape_.word(static_cast<uint32_t>(commits_ && !refused ? ErrorCode::outcome_unknown : failure.code));
  tape_.word(failure.flags | (statement_ < 0 ? 0 : bit(ErrorFlag::has_statement)));
  tape_.word(failure.status);
  tape_.word(static_cast<uint32_t>(failure.offset));
  tape_.word(static_cast<uint32_t>(failure.offset >> 32));
  tape_.word(failure.parameter);
  tape_.word(failure.column);
  tape_.word(failure.retry_after_ms);
  tape_.word(static_cast<uint32_t>(statement_ < 0 ? 0 : statement_));
  tape_.word(failure.field_count);
}

void Exchange::append_without_secrets(Buffer<char>& clean, std::string_view text, bool cut) const {
  while (!text.empty()) {
    // The longest one that begins here: one secret can be part of another.
    size_t secret_bytes = 0;
    for (const std::string_view secret : secrets_.texts) {
      if (secret.size() < shortest_secret) continue;
      for (const bool decodes_percent : {true, false}) {
        const Found found = secret_at(text, secret, decodes_percent);
        if (cut && found.cut) return;
        secret_bytes = std::max(secret_bytes, found.bytes);
      }
    }
    clean.append(secret_bytes == 0 ? text.substr(0, 1) : hidden);
    text.remove_prefix(secret_bytes == 0 ? 1 : secret_bytes);
  }
}

void Exchange::discard_output(bool response_bytes) {
  tape_.discard();
  if (json_rows() != nullptr && response_bytes) json_rows_->discard();
}

void Exchange::restart() {
  input_.clear();
  tape_.clear();
  if (json_rows() != nullptr) json_rows_->clear();
  if (lazy_rows() != nullptr) lazy_rows_->clear();
  head_ = {};
  row_count_ = 0;
  results_ = 0;
  statement_ = -1;
  failed_ = complete_ = false;
}

}  // namespace tcpless
