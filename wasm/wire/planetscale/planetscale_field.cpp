#include "wire/planetscale/planetscale_field.h"

#include <iterator>

#include "types/type_entries.h"

namespace tcpless {
namespace {

// query.Type in the order of its lowest byte, from 0.
constexpr const char* names =
    "NULL_TYPE INT8 UINT8 INT16 UINT16 INT24 UINT24 INT32 UINT32 INT64 UINT64 FLOAT32 FLOAT64 TIMESTAMP DATE TIME "
    "DATETIME YEAR DECIMAL TEXT BLOB VARCHAR VARBINARY CHAR BINARY BIT ENUM SET TUPLE GEOMETRY JSON EXPRESSION HEXNUM "
    "HEXVAL BITNUM VECTOR RAW";

// The flags of query.Flag that stand above that byte, over 256: integral 1, unsigned 2, float 4, quoted 8, text 16,
// binary 32.
constexpr uint8_t flags[] = {0,  1,  3,  1,  3,  1,  3, 1, 3, 1, 3, 4, 4, 8,  8,  8,  8, 3, 0,
                             24, 40, 24, 40, 24, 40, 8, 8, 8, 0, 8, 8, 0, 16, 16, 16, 8, 0};

constexpr uint32_t index_int8 = 1;
constexpr uint32_t index_uint8 = 2;
constexpr uint32_t index_int64 = 9;
constexpr uint32_t index_uint64 = 10;
constexpr uint32_t index_timestamp = 13;
constexpr uint32_t index_date = 14;
constexpr uint32_t index_time = 15;
constexpr uint32_t index_datetime = 16;
constexpr uint32_t index_decimal = 18;
constexpr uint32_t index_bit = 25;
constexpr uint32_t index_json = 30;
constexpr uint32_t index_hexnum = 32;
constexpr uint32_t index_bitnum = 34;

constexpr uint32_t binary_character_set = 63;

}  // namespace

void PlanetscaleField::set_type(std::string_view name) {
  const int index = find_word(names, name);
  if (index >= 0) column.type_id = static_cast<uint32_t>(index) | uint32_t{flags[index]} << 8;
}

MysqlType PlanetscaleField::type() const {
  const uint32_t index = column.type_id & 0xff;
  switch (index) {
    case index_int64:
    case index_uint64:
      return MysqlType::int8;
    case index_timestamp:
      return MysqlType::timestamp;
    case index_date:
      return MysqlType::date;
    case index_datetime:
      return MysqlType::datetime;
    case index_decimal:
      return MysqlType::numeric;
    case index_bit:
      return MysqlType::bit;
    case index_json:
      return MysqlType::json;
    case index_time:
      return MysqlType::text;
    default:
      break;
  }
  const uint32_t kind = column.type_id >> 8;
  if ((kind & 4) != 0) return MysqlType::floating;
  if ((kind & 1) != 0) {
    const bool tiny = index == index_int8 || index == index_uint8;
    return tiny && column.type_size == 1 ? MysqlType::tinyint1 : MysqlType::integer;
  }
  const bool literal = index >= index_hexnum && index <= index_bitnum;
  return column.column_id == binary_character_set && !literal ? MysqlType::bytea : MysqlType::text;
}

}  // namespace tcpless
