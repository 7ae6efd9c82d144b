#include <iterator>

#include "types/mysql.h"
#include "types/type_entries.h"

namespace tcpless {
namespace {

// Of each type from int8 on: its name and the forms it may be given, the first when nothing is asked for.
constexpr const char* type_forms[] = {
    "int8 number string bigint text",
    "numeric string number bigint text",
    "json parsed text rounded",
    "bytea bytes hex text",
    "timestamp text date",
    "datetime text date",
    "date text date",
    "bit bytes bigint text",
    "tinyint1 number boolean text",
};
constexpr size_t first_named = static_cast<size_t>(MysqlType::int8);
static_assert(first_named + std::size(type_forms) == static_cast<size_t>(MysqlType::tinyint1) + 1);

// Every form; those of a type and those that a column can be given alike.
constexpr const char* forms = "text string number bigint boolean parsed rounded bytes hex date mysql";
enum class Form : uint8_t { text, string, number, bigint, boolean, parsed, rounded, bytes, hex, date, mysql };

constexpr std::string_view presets[] = {"exact", "text", "mysql"};

// The line of a type by its name, or -1.
int find_type(std::string_view name) {
  for (size_t type = 0; type < std::size(type_forms); ++type) {
    if (find_word(type_forms[type], name) == 0) return static_cast<int>(type);
  }
  return -1;
}

bool is_integer(MysqlType type) {
  return type == MysqlType::integer || type == MysqlType::int8 || type == MysqlType::tinyint1;
}

// What a column is when nothing is asked for.
Form natural_form(MysqlType type) {
  switch (type) {
    case MysqlType::integer:
    case MysqlType::floating:
    case MysqlType::int8:
    case MysqlType::tinyint1:
      return Form::number;
    case MysqlType::json:
      return Form::parsed;
    case MysqlType::bytea:
    case MysqlType::bit:
      return Form::bytes;
    default:
      return Form::text;
  }
}

// @planetscale/database (https://github.com/planetscale/database-js, src/cast.ts).
Form official_form(MysqlType type) {
  if (type == MysqlType::int8) return Form::string;
  return type == MysqlType::json ? Form::rounded : natural_form(type);
}

MysqlForm form_of(MysqlType type, Form form) {
  const bool integer = is_integer(type);
  const bool bit = type == MysqlType::bit;
  switch (form) {
    case Form::number:
      if (integer) return MysqlForm::integer;
      return type == MysqlType::floating ? MysqlForm::floating : MysqlForm::numeric;
    case Form::bigint:
      return bit ? MysqlForm::bit_integer : integer ? MysqlForm::bigint : MysqlForm::digits;
    case Form::boolean:
      return bit ? MysqlForm::bit_boolean : MysqlForm::boolean;
    case Form::parsed:
      return MysqlForm::json;
    case Form::rounded:
      return MysqlForm::rounded;
    case Form::bytes:
      return MysqlForm::bytes;
    case Form::hex:
      return MysqlForm::hex;
    case Form::date:
      return type == MysqlType::date ? MysqlForm::date : MysqlForm::datetime;
    default:
      return MysqlForm::text;
  }
}

bool apply(const TypeEntry& entry, ValueOptions& out) {
  if (entry.name == "preset") {
    // JSON is the one type whose numbers are looked into.
    if (entry.form == "mysql") out.json = JsonAs::rounded;
    for (const std::string_view preset : presets) {
      if (entry.form == preset) return true;
    }
    return false;
  }
  if (entry.name.starts_with(type_entry_of_column)) return find_word(forms, entry.form) >= 0;
  const int type = find_type(entry.name);
  if (type < 0) return false;
  const char* its_forms = type_forms[type];
  while (*its_forms++ != ' ') {
  }
  const int form = find_word(its_forms, entry.form);
  if (type == 0 && form < 3) out.int8 = static_cast<Int8As>(form);
  return form >= 0;
}

}  // namespace

std::string_view read_mysql_type_options(std::string_view entries, ValueOptions& out) {
  while (!entries.empty()) {
    const TypeEntry entry = take_type_entry(entries);
    if (!apply(entry, out)) return entry.text;
  }
  return {};
}

MysqlColumn mysql_column(std::string_view name, MysqlType type, std::string_view entries) {
  Form form = natural_form(type);
  bool asked = false;
  while (!entries.empty() && !asked) {
    TypeEntry entry = take_type_entry(entries);
    if (entry.name == "preset") {
      if (entry.form == "mysql") form = official_form(type);
      if (entry.form == "text" && type != MysqlType::bytea && type != MysqlType::bit) form = Form::text;
      continue;
    }
    asked = take_prefix(entry.name, type_entry_of_column) && entry.name == name;
    const int line = asked ? -1 : find_type(entry.name);
    if (!asked && (line < 0 || static_cast<size_t>(line) + first_named != static_cast<size_t>(type))) continue;
    form = static_cast<Form>(find_word(forms, entry.form));
    if (form == Form::mysql) form = official_form(type);
  }
  return {form_of(type, form), asked};
}

}  // namespace tcpless
