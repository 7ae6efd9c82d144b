#include "wire/neon/neon_field.h"

#include "json/grammar.h"

namespace tcpless {
namespace {

struct Key {
  std::string_view quoted;  // with the colon, and of `format` its only value
  FieldKey key;
};

// In the order in which Neon writes them.
constexpr Key keys[] = {
    {"\"name\":", FieldKey::name},
    {"\"dataTypeID\":", FieldKey::type_id},
    {"\"tableID\":", FieldKey::table_id},
    {"\"columnID\":", FieldKey::column_id},
    {"\"dataTypeSize\":", FieldKey::type_size},
    {"\"dataTypeModifier\":", FieldKey::type_modifier},
    {"\"format\":\"text\"", FieldKey::other},
};
constexpr size_t key_count = sizeof keys / sizeof keys[0];

// The longest that is read without looking where the input ends: a key and a number.
constexpr std::ptrdiff_t longest_member = 48;

constexpr bool is_plain(char c) { return c >= ' ' && c != '"' && c != '\\'; }

// A key from the one that is expected on, or null.
const Key* find_key(const char* from, size_t expected) {
  for (size_t tried = 0; tried < key_count; ++tried) {
    const Key& key = keys[(expected + tried) % key_count];
    if (std::memcmp(from, key.quoted.data(), key.quoted.size()) == 0) return &key;
  }
  return nullptr;
}

// Up to ten digits; null when it is no integer.
const char* read_integer(const char* from, int64_t& out) {
  const bool negative = *from == '-';
  from += negative;
  const char* const digits = from;
  int64_t value = 0;
  while (is_digit(*from) && from - digits < 10) value = value * 10 + (*from++ - '0');
  if (from == digits || (*digits == '0' && from - digits > 1)) return nullptr;
  out = negative ? -value : value;
  return from;
}

}  // namespace

FieldKey field_key(std::string_view key) {
  for (const Key& known : keys) {
    if (known.key != FieldKey::other && known.quoted.substr(1, known.quoted.size() - 3) == key) return known.key;
  }
  return FieldKey::other;
}

bool set_field_number(Column& column, FieldKey key, int64_t number) {
  if (number < INT32_MIN || number > UINT32_MAX) return false;
  const auto word = static_cast<uint32_t>(number);
  switch (key) {
    case FieldKey::type_id:
      column.type_id = word;
      break;
    case FieldKey::table_id:
      column.table_id = word;
      break;
    case FieldKey::column_id:
      column.column_id = word;
      break;
    case FieldKey::type_size:
      column.type_size = static_cast<int32_t>(word);
      break;
    default:
      column.type_modifier = static_cast<int32_t>(word);
  }
  return true;
}

const char* read_plain_field(const char* from, const char* end, Column& column) {
  bool has_type = false;
  size_t expected = 0;
  char before = '{';
  for (;;) {
    if (end - from < longest_member) return nullptr;
    if (*from == '}' && before == ',') return has_type ? from + 1 : nullptr;
    if (*from++ != before) return nullptr;
    before = ',';
    const Key* const key = find_key(from, expected);
    if (key == nullptr) return nullptr;
    expected = static_cast<size_t>(key - keys) + 1;
    from += key->quoted.size();
    if (key->key == FieldKey::name) {
      if (*from != '"') return nullptr;
      const char* const name = ++from;
      while (from != end && is_plain(*from)) ++from;
      if (from == end || *from != '"') return nullptr;
      column.name = {name, static_cast<size_t>(from++ - name)};
    } else if (key->key != FieldKey::other) {
      int64_t number = 0;
      from = read_integer(from, number);
      if (from == nullptr || !set_field_number(column, key->key, number)) return nullptr;
      has_type = has_type || key->key == FieldKey::type_id;
    }
  }
}

}  // namespace tcpless
