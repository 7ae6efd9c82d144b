// PostgreSQL's text output, decoded by type OID.
#pragma once

#include <string_view>

#include "base/arena.h"
#include "base/status.h"
#include "rows/cell_sink.h"

namespace tcpless {

// How the text of a type is read. Types that are not named here are `text`.
enum class PostgresType : uint8_t {
  text,
  small_integer,  // int2, int4, oid: always a safe integer
  floating,       // float4, float8
  // From here on as the fields of ValueOptions (types/type_options.cpp).
  int8,
  numeric,
  json,  // json, jsonb
  bytea,
  timestamptz,
  timestamp,
  date,
  interval,
  point,
  circle,
  boolean,
  asked,  // as PostgresColumn::asked says
};

// A form that was asked for by the column's name or OID.
struct AskedForm;

// How one column is read.
struct PostgresColumn {
  PostgresType type = PostgresType::text;  // of the element when `array`
  bool array = false;
  char delimiter = ',';              // between elements: typdelim, `;` for box
  bool official = false;             // an array that the official drivers parse
  const AskedForm* asked = nullptr;  // a form that was asked for

  [[nodiscard]] bool plain_text() const { return type == PostgresType::text && !array; }

  // Whether every cell is emitted as the server's text under these options, so that it may be handed
  // on as it stands on the wire.
  [[nodiscard]] bool plain_text(const ValueOptions& options) const {
    if (array) return false;
    switch (type) {
      case PostgresType::text:
        return true;
      case PostgresType::numeric:
        return options.numeric == NumericAs::string;
      case PostgresType::date:
        return options.date == TimeAs::text;
      case PostgresType::timestamp:
        return options.timestamp == TimeAs::text;
      case PostgresType::interval:
        return options.interval == StructureAs::text;
      case PostgresType::point:
        return options.point == StructureAs::text;
      case PostgresType::circle:
        return options.circle == StructureAs::text;
      default:
        return false;
    }
  }
};

struct AskedForm {
  PostgresType type;
  ValueOptions options;  // instead of those of the query
};

// The reader for a type OID (pg_type.dat); unknown OIDs are plain text.
[[nodiscard]] PostgresColumn postgres_column(uint32_t type_id);

// Decodes one cell that is not NULL and emits it, or fails with `value` (not exact in the form asked
// for, or not json) or `protocol` (not what the type's output function writes). After a failure the
// sink may hold part of an array.
[[nodiscard]] Status emit_postgres_value(const PostgresColumn& column, std::string_view text,
                                         const ValueOptions& options, Arena& scratch, CellSink& sink);

}  // namespace tcpless
