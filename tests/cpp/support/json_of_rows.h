// What JSON.stringify would make of the rows of an answer: the oracle for every response in JSON.
#pragma once

#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "support/tape_reader.h"

namespace tcpless::test {

inline std::string base64_of(const std::string& hex) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits;
  for (const char c : hex) {
    const int value = c <= '9' ? c - '0' : c - 'a' + 10;
    for (int bit = 3; bit >= 0; --bit) bits += static_cast<char>('0' + (value >> bit & 1));
  }
  std::string out;
  for (size_t i = 0; i < bits.size(); i += 6) {
    std::string six = bits.substr(i, 6);
    six.resize(6, '0');
    out += digits[std::stoi(six, nullptr, 2)];
  }
  while (out.size() % 4 != 0) out += '=';
  return out;
}

inline std::string iso_of(int64_t milliseconds) {
  using namespace std::chrono;
  const sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(milliseconds)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const auto rest = static_cast<int>((time - day).count());
  const int year = static_cast<int>(date.year());
  char text[64];
  std::snprintf(
      text, sizeof text,
      year < 0 || year > 9999 ? "%c%06d-%02u-%02uT%02d:%02d:%02d.%03dZ" : "%c%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
      year < 0 ? '-' : '+', std::abs(year), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
  return year < 0 || year > 9999 ? text : text + 1;
}

// A cell of Answer::rows as it is in JSON.
inline nlohmann::json json_of_cell(const nlohmann::json& cell, bool from_json_column) {
  if (from_json_column && !(cell.is_object() && cell.size() == 1 && cell.contains("json"))) return cell;
  if (cell.is_array()) {
    nlohmann::json array = nlohmann::json::array();
    for (const nlohmann::json& element : cell) array.push_back(json_of_cell(element, false));
    return array;
  }
  if (!cell.is_object() || cell.size() != 1) return cell;
  const std::string& kind = cell.begin().key();
  const nlohmann::json& value = cell.begin().value();
  if (kind == "hex") return base64_of(value.get<std::string>());
  if (kind == "date") return iso_of(value.get<int64_t>());
  if (kind == "local") return value;
  if (kind == "bigint" || kind == "json") return nlohmann::json::parse(value.get<std::string>());
  if (kind == "number") return value.get<std::string>()[0] == '-' && value != "-Infinity" ? nlohmann::json(0) : value;
  return cell;
}

// The rows as arrays.
inline nlohmann::json json_of_arrays(const Answer& answer) {
  constexpr int json_type = 114;
  constexpr int jsonb_type = 3802;
  const nlohmann::json columns = nlohmann::json::parse(answer.columns);
  nlohmann::json rows = nlohmann::json::array();
  for (const nlohmann::json& cells : answer.rows_json()) {
    nlohmann::json row = nlohmann::json::array();
    for (size_t i = 0; i < columns.size(); ++i) {
      const bool json_column = columns[i]["typeId"] == json_type || columns[i]["typeId"] == jsonb_type;
      row.push_back(json_of_cell(cells[i], json_column));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// The rows as objects, of columns with one name the last; `single` gives the first row alone.
inline nlohmann::json json_of_rows(const Answer& answer) {
  const nlohmann::json columns = nlohmann::json::parse(answer.columns);
  nlohmann::json rows = nlohmann::json::array();
  for (const nlohmann::json& cells : json_of_arrays(answer)) {
    nlohmann::json row = nlohmann::json::object();
    for (size_t i = 0; i < columns.size(); ++i) row[columns[i]["name"].get<std::string>()] = cells[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

// The lines of NDJSON as an array.
inline nlohmann::json json_of_lines(std::string_view bytes) {
  nlohmann::json rows = nlohmann::json::array();
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    rows.push_back(nlohmann::json::parse(bytes.substr(0, end)));
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  return rows;
}

}  // namespace tcpless::test
