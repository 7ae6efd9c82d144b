// Rows as Vitess gives them: the lengths of the cells, and their bytes in base64.
#pragma once

#include "json/reader.h"
#include "types/mysql_plain_cell.h"
#include "wire/exchange.h"

namespace tcpless {

// Takes rows `{"lengths":["1","-1"],"values":"MQ=="}` and puts them out. A length below 0 is NULL, a missing `values`
// no bytes.
class PlanetscaleRows {
 public:
  explicit PlanetscaleRows(Arena& arena) : columns_(arena), lengths_(arena), bytes_(arena) {}

  // Once per result, with a column for each field, which the exchange has.
  void add_column(MysqlColumn column, const Exchange& exchange);
  void restart();

  // Puts out the rows at the front of `input` that are written without anything unusual: elements of the array of rows,
  // the first of which follows `[` or a comma. Returns how many bytes they are. What follows is to be read token by
  // token, unless the exchange has failed.
  [[nodiscard]] size_t take(std::string_view input, bool first, Exchange& exchange);

  // A row token by token. Each returns what is wrong, in words, or nothing.
  void begin_row();
  [[nodiscard]] std::string_view add_length(std::string_view digits);
  [[nodiscard]] std::string_view set_values(std::string_view base64);
  // Puts it out; the exchange may have failed then.
  [[nodiscard]] std::string_view end_row(Exchange& exchange);

  // Puts out one cell. False when the exchange has failed by it.
  [[nodiscard]] bool emit_cell(uint32_t column, std::string_view cell, bool ascii, Exchange& exchange);

 private:
  static constexpr uint32_t null_length = UINT32_MAX;

  struct Cell {
    MysqlColumn column;
    MysqlPlainCell kind;
    std::string_view key;  // in the response, with what stands before it
  };

  // From behind the opening brace; null when the row is unusual, or not whole.
  [[nodiscard]] const char* read_row(const char* from, const char* end);
  [[nodiscard]] const char* read_lengths(const char* from, const char* end);
  [[nodiscard]] const char* read_values(const char* from, const char* end);
  void emit_row(Exchange& exchange);
  // The cells of a row. False when the exchange has failed.
  [[nodiscard]] bool write_cells(JsonRows& rows, Exchange& exchange);
  // `tape` takes the plain ones; without it all go by way of their decoder.
  [[nodiscard]] bool put_cells(TapeRows* tape, Exchange& exchange);

  Buffer<Cell> columns_;
  size_t key_bytes_ = 0;  // of all columns, with their slack
  Buffer<uint32_t> lengths_;
  Buffer<char> bytes_;
  uint64_t total_ = 0;  // of the lengths
  bool ascii_ = true;   // of the bytes
};

}  // namespace tcpless
