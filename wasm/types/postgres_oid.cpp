// The one list of built-in types: pg_type.dat of PostgreSQL 15. Scalars that are plain text are left
// out, and so is everything with an OID of its own in each database.
#include <algorithm>
#include <iterator>

#include "types/postgres.h"

namespace tcpless {
namespace {

struct Entry {
  uint16_t type_id;
  PostgresType type;
  bool array;
};

constexpr Entry scalar(uint16_t type_id, PostgresType type) { return {type_id, type, false}; }

constexpr Entry array(uint16_t type_id, PostgresType type = PostgresType::text) { return {type_id, type, true}; }

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
    array(143),                      // xml
    array(199, PostgresType::json),  // json
    array(210),                      // pg_type
    array(270),                      // pg_attribute
    array(271),                      // xid8
    array(272),                      // pg_proc
    array(273),                      // pg_class
    array(629),                      // line
    array(651),                      // cidr
    scalar(700, PostgresType::floating),
    scalar(701, PostgresType::floating),
    array(719),                                // circle
    array(775),                                // macaddr8
    array(791),                                // money
    array(1000, PostgresType::boolean),        // bool
    array(1001, PostgresType::bytea),          // bytea
    array(1002),                               // "char"
    array(1003),                               // name
    array(1005, PostgresType::small_integer),  // int2
    array(1006),                               // int2vector
    array(1007, PostgresType::small_integer),  // int4
    array(1008),                               // regproc
    array(1009),                               // text
    array(1010),                               // tid
    array(1011),                               // xid
    array(1012),                               // cid
    array(1013),                               // oidvector
    array(1014),                               // bpchar
    array(1015),                               // varchar
    array(1016, PostgresType::int8),           // int8
    array(1017),                               // point
    array(1018),                               // lseg
    array(1019),                               // path
    array(box_array),
    array(1021, PostgresType::floating),       // float4
    array(1022, PostgresType::floating),       // float8
    array(1027),                               // polygon
    array(1028, PostgresType::small_integer),  // oid
    array(1034),                               // aclitem
    array(1040),                               // macaddr
    array(1041),                               // inet
    scalar(1082, PostgresType::date),
    scalar(1114, PostgresType::timestamp),
    array(1115, PostgresType::timestamp),  // timestamp
    array(1182, PostgresType::date),       // date
    array(1183),                           // time
    scalar(1184, PostgresType::timestamptz),
    array(1185, PostgresType::timestamptz),  // timestamptz
    array(1187),                             // interval
    array(1231, PostgresType::numeric),      // numeric
    array(1263),                             // cstring
    array(1270),                             // timetz
    array(1561),                             // bit
    array(1563),                             // varbit
    scalar(1700, PostgresType::numeric),
    array(2201),  // refcursor
    array(2207),  // regprocedure
    array(2208),  // regoper
    array(2209),  // regoperator
    array(2210),  // regclass
    array(2211),  // regtype
    array(2287),  // record
    array(2949),  // txid_snapshot
    array(2951),  // uuid
    array(3221),  // pg_lsn
    array(3643),  // tsvector
    array(3644),  // gtsvector
    array(3645),  // tsquery
    array(3735),  // regconfig
    array(3770),  // regdictionary
    scalar(3802, PostgresType::json),
    array(3807, PostgresType::json),  // jsonb
    array(3905),                      // int4range
    array(3907),                      // numrange
    array(3909),                      // tsrange
    array(3911),                      // tstzrange
    array(3913),                      // daterange
    array(3927),                      // int8range
    array(4073),                      // jsonpath
    array(4090),                      // regnamespace
    array(4097),                      // regrole
    array(4192),                      // regcollation
    array(5039),                      // pg_snapshot
    array(6150),                      // int4multirange
    array(6151),                      // nummultirange
    array(6152),                      // tsmultirange
    array(6153),                      // tstzmultirange
    array(6155),                      // datemultirange
    array(6157),                      // int8multirange
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
  return {.type = entry->type, .array = entry->array, .delimiter = type_id == box_array ? ';' : ','};
}

}  // namespace tcpless
