#include "types/type_options.h"

#include <cstddef>
#include <iterator>
#include <new>

#include "base/parse_integer.h"
#include "types/type_entries.h"

namespace tcpless {
namespace {

// A line for each byte of ValueOptions, and for each PostgresType from int8 on: the type's name, and its forms in the
// order of their values.
constexpr const char* type_forms[] = {
    "int8 number string bigint",
    "numeric string number bigint",
    "json parsed text rounded",
    "bytea bytes hex",
    "timestamptz iso date local",
    "timestamp text date local",
    "date text date local",
    "interval text object",
    "point text object",
    "circle text object",
    "bool boolean",
};
constexpr size_t type_count = std::size(type_forms);
static_assert(offsetof(ValueOptions, official_arrays) == type_count - 1, "the byte that a form of bool clears");
static_assert(static_cast<size_t>(PostgresType::boolean) - static_cast<size_t>(PostgresType::int8) == type_count - 1);

constexpr std::string_view server_text = "text";
constexpr std::string_view as_official = "pg";

// Makes the options give a type in a form; false when it has no such form.
[[gnu::noinline]] bool choose(size_t type, std::string_view form, ValueOptions& out) {
  const char* forms = type_forms[type];
  while (*forms++ != ' ') {
  }
  const int value = find_word(forms, form);
  if (value >= 0) reinterpret_cast<uint8_t*>(&out)[type] = static_cast<uint8_t>(value);
  return value >= 0;
}

// Of ValueOptions::server_text: every column, whatever its type.
constexpr uint16_t all_text = 0xffff;

constexpr uint16_t type_bit(size_t type) { return static_cast<uint16_t>(1U << type); }

// pg-types (https://github.com/brianc/node-pg-types), which node-postgres and Neon's driver use.
constexpr ValueOptions official = {
    .int8 = Int8As::string,
    .json = JsonAs::rounded,
    .timestamptz = TimeAs::local,
    .timestamp = TimeAs::local,
    .date = TimeAs::local,
    .interval = StructureAs::object,
    .point = StructureAs::object,
    .circle = StructureAs::object,
    .official_arrays = true,
};

constexpr std::string_view of_oids = "oids ";

// The reader for a column whose own form was asked for, by its natural type, or else by the first type with such a form
// but int8, whose forms numeric has too. False when there is no such form; the arena may be null to see just that.
bool ask(PostgresColumn& column, std::string_view form, const ValueOptions& options, Arena* arena) {
  if (form == as_official) return true;
  column.array = form.ends_with("[]");
  if (column.array) form.remove_suffix(2);
  ValueOptions asked_options = options;
  size_t type = static_cast<size_t>(column.type) - static_cast<size_t>(PostgresType::int8);
  const bool text = form == server_text;
  column.type = PostgresType::text;
  if (text && !column.array) return true;
  // Text is read as the string of a numeric.
  if (text) form = "string";
  if (type >= type_count || !choose(type, form, asked_options)) {
    for (type = 1; !choose(type, form, asked_options); ++type) {
      if (type == type_count - 1) return false;
    }
  }
  if (arena == nullptr) return true;
  if (void* place = arena->allocate(sizeof(AskedForm)); place != nullptr) {
    // Arrays of text are left to whoever reads these faster.
    if (!text) column.type = PostgresType::asked;
    column.asked =
        new (place) AskedForm{static_cast<PostgresType>(type + static_cast<size_t>(PostgresType::int8)), asked_options};
  }
  return true;
}

bool is_type_id(std::string_view text) {
  const auto id = parse_integer(text);
  return id && *id >= 0 && *id <= int64_t{UINT32_MAX};
}

bool apply(const TypeEntry& entry, ValueOptions& out) {
  std::string_view name = entry.name;
  if (name == "preset") {
    out = entry.form == as_official ? official : ValueOptions();
    if (entry.form == server_text) out.server_text = all_text;
    return out.official_arrays || out.server_text == all_text || entry.form == "exact";
  }
  const bool of_type_id = take_prefix(name, of_oids);
  if (of_type_id || take_prefix(name, type_entry_of_column)) {
    PostgresColumn column;
    return (!of_type_id || is_type_id(name)) && ask(column, entry.form, out, nullptr);
  }
  for (size_t type = 0; type < type_count; ++type) {
    if (find_word(type_forms[type], name) != 0) continue;
    const bool text = entry.form == server_text;
    out.server_text = static_cast<uint16_t>((out.server_text & ~type_bit(type)) | (text ? type_bit(type) : 0));
    return text || choose(type, entry.form, out);
  }
  return false;
}

}  // namespace

std::string_view read_type_options(std::string_view entries, ValueOptions& out) {
  while (!entries.empty()) {
    const TypeEntry entry = take_type_entry(entries);
    if (!apply(entry, out)) return entry.text;
  }
  return {};
}

PostgresColumn chosen_column(std::string_view name, uint32_t type_id, std::string_view entries,
                             const ValueOptions& options, Arena& arena) {
  PostgresColumn column = postgres_column(type_id);
  std::string_view form;
  while (!entries.empty()) {
    TypeEntry entry = take_type_entry(entries);
    if (take_prefix(entry.name, type_entry_of_column)) {
      if (entry.name != name) continue;
      form = entry.form;
      break;
    }
    if (take_prefix(entry.name, of_oids) && parse_integer(entry.name) == type_id) form = entry.form;
  }
  const bool is_official = form == as_official;
  if (is_official) form = {};
  const ValueOptions& chosen = is_official ? official : options;
  if (chosen.server_text == all_text && form.empty()) return {};
  if (chosen.official_arrays && column.array && form.empty()) {
    if (!column.official) return {};
    // The one array whose elements they read otherwise than the type itself.
    if (column.type == PostgresType::numeric) form = "number[]";
  }
  if (!form.empty()) {
    (void)ask(column, form, chosen, &arena);
    return column;
  }
  const PostgresColumn element = {.type = column.type};
  const size_t type = static_cast<size_t>(column.type) - static_cast<size_t>(PostgresType::int8);
  if (element.plain_text(chosen) || (type < type_count && (chosen.server_text & type_bit(type)) != 0)) {
    column.type = PostgresType::text;
  } else if (is_official && type < type_count) {
    if (void* place = arena.allocate(sizeof(AskedForm)); place != nullptr) {
      column.asked = new (place) AskedForm{column.type, official};
      column.type = PostgresType::asked;
    }
  }
  return column;
}

}  // namespace tcpless
