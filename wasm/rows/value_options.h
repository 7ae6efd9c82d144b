// How values are given, one choice for each type that has several forms.
#pragma once

#include <cstdint>

namespace tcpless {

enum class Int8As : uint8_t { number, string, bigint };     // number: an error when it is not a safe integer
enum class NumericAs : uint8_t { string, number, bigint };  // number: may round
enum class JsonAs : uint8_t { parsed, text, rounded };      // rounded: integers beyond 2^53 as JSON.parse has them
enum class ByteaAs : uint8_t { bytes, hex };
enum class TimeAs : uint8_t { text, date, local };  // see types/postgres_time.h
enum class StructureAs : uint8_t { text, object };  // interval, point, circle: the server's text or JSON

// The fields are bytes, so that types/type_options.cpp can set them from a table.
struct ValueOptions {
  Int8As int8 = Int8As::number;
  NumericAs numeric = NumericAs::string;
  JsonAs json = JsonAs::parsed;
  ByteaAs bytea = ByteaAs::bytes;
  TimeAs timestamptz = TimeAs::text;
  TimeAs timestamp = TimeAs::text;
  TimeAs date = TimeAs::text;
  StructureAs interval = StructureAs::text;
  StructureAs point = StructureAs::text;
  StructureAs circle = StructureAs::text;
  // The next two count where the reader of a column is chosen: types/type_options.h.
  bool official_arrays = false;  // arrays are parsed as the official drivers do, or not at all
  uint16_t server_text = 0;      // a bit for each type from int8 on that is given as the server's own text
};

}  // namespace tcpless
