// The one list of built-in types: pg_type.dat of PostgreSQL 15. Scalars that are plain text are left
// out, and so is everything with an OID of its own in each database.
#include <algorithm>
#include <iterator>

#include "types/postgres.h"

namespace tcpless {
namespace {

enum class Kind : uint8_t { scalar, array, official_array };

struct Entry {
  uint16_t type_id;
  PostgresType type;
  Kind kind;
};

constexpr Entry scalar(uint16_t type_id, PostgresType type) { return {type_id, type, Kind::scalar}; }

constexpr Entry array(uint16_t type_id, PostgresType type = PostgresType::text) { return {type_id, type, Kind::array}; }

// One that pg-types parses (https://github.com/brianc/node-pg-types/blob/master/lib/textParsers.js).
constexpr Entry official_array(uint16_t type_id, PostgresType type = PostgresType::text) {
  return {type_id, type, Kind::official_array};
}

// The only type whose text has commas.
constexpr uint16_t box_array = 1020;

constexpr Entry entries[] = {
    scalar(16, PostgresType::boolean),
    scalar(17, PostgresType::bytea),
    scalar(20, PostgresType::int8),
    scalar(21, PostgresType::small_integer),  // int2
    scalar(23, PostgresType::small_integer),  // int4
    scalar(26, PostgresType::small_integer),  // oid
    scalar(114, PostgresType::json),
    array(143),                               // xml
    official_array(199, PostgresType::json),  // json
    array(210),                               // pg_type
    array(270),                               // pg_attribute
    array(271),                               // xid8
    array(272),                               // pg_proc
    array(273),                               // pg_class
    scalar(600, PostgresType::point),
    array(629),           // line
    official_array(651),  // cidr
    scalar(700, PostgresType::floating),
    scalar(701, PostgresType::floating),
    scalar(718, PostgresType::circle),
    array(719, PostgresType::circle),                   // circle
    array(775),                                         // macaddr8
    official_array(791),                                // money
    official_array(1000, PostgresType::boolean),        // bool
    official_array(1001, PostgresType::bytea),          // bytea
    array(1002),                                        // "char"
    array(1003),                                        // name
    official_array(1005, PostgresType::small_integer),  // int2
    array(1006),                                        // int2vector
    official_array(1007, PostgresType::small_integer),  // int4
    official_array(1008),                               // regproc
    official_array(1009),                               // text
    array(1010),                                        // tid
    array(1011),                                        // xid
    array(1012),                                        // cid
    array(1013),                                        // oidvector
    official_array(1014),                               // bpchar
    official_array(1015),                               // varchar
    official_array(1016, PostgresType::int8),           // int8
    official_array(1017, PostgresType::point),          // point
    array(1018),                                        // lseg
    array(1019),                                        // path
    array(box_array),
    official_array(1021, PostgresType::floating),       // float4
    official_array(1022, PostgresType::floating),       // float8
    array(1027),                                        // polygon
    official_array(1028, PostgresType::small_integer),  // oid
    array(1034),                                        // aclitem
    official_array(1040),                               // macaddr
    official_array(1041),                               // inet
    scalar(1082, PostgresType::date),
    scalar(1114, PostgresType::timestamp),
    official_array(1115, PostgresType::timestamp),  // timestamp
    official_array(1182, PostgresType::date),       // date
    official_array(1183),                           // time
    scalar(1184, PostgresType::timestamptz),
    official_array(1185, PostgresType::timestamptz),  // timestamptz
    scalar(1186, PostgresType::interval),
    official_array(1187, PostgresType::interval),  // interval
    official_array(1231, PostgresType::numeric),   // numeric
    array(1263),                                   // cstring
    official_array(1270),                          // timetz
    array(1561),                                   // bit
    array(1563),                                   // varbit
    scalar(1700, PostgresType::numeric),
    array(2201),           // refcursor
    array(2207),           // regprocedure
    array(2208),           // regoper
    array(2209),           // regoperator
    array(2210),           // regclass
    array(2211),           // regtype
    array(2287),           // record
    array(2949),           // txid_snapshot
    official_array(2951),  // uuid
    array(3221),           // pg_lsn
    array(3643),           // tsvector
    array(3644),           // gtsvector
    array(3645),           // tsquery
    array(3735),           // regconfig
    array(3770),           // regdictionary
    scalar(3802, PostgresType::json),
    official_array(3807, PostgresType::json),  // jsonb
    array(3905),                               // int4range
    official_array(3907),                      // numrange
    array(3909),                               // tsrange
    array(3911),                               // tstzrange
    array(3913),                               // daterange
    array(3927),                               // int8range
    array(4073),                               // jsonpath
    array(4090),                               // regnamespace
    array(4097),                               // regrole
    array(4192),                               // regcollation
    array(5039),                               // pg_snapshot
    array(6150),                               // int4multirange
    array(6151),                               // nummultirange
    array(6152),                               // tsmultirange
    array(6153),                               // tstzmultirange
    array(6155),                               // datemultirange
    array(6157),                               // int8multirange
};

constexpr bool ascending() {
  for (size_t i = 1; i < std::size(entries); ++i) {
    if (entries[i - 1].type_id >= entries[i].type_id) return false;
  }
  return true;
}
static_assert(ascending(), "the search below halves the list");

}  // namespace

PostgresColumn postgres_column(uint32_t type_id) {
  const Entry* entry =
      std::lower_bound(std::begin(entries), std::end(entries), type_id,
                       [](const Entry& candidate, uint32_t wanted) { return candidate.type_id < wanted; });
  if (entry == std::end(entries) || entry->type_id != type_id) return {};
  return {.type = entry->type,
          .array = entry->kind != Kind::scalar,
          .delimiter = type_id == box_array ? ';' : ',',
          .official = entry->kind == Kind::official_array};
}

}  // namespace tcpless
