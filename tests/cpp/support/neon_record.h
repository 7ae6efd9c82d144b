// Records of queries for Neon and for other services, with settings before the parts.
#pragma once

#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "sql/record_builder.h"

namespace tcpless::test {

inline constexpr const char* test_url = "postgresql://user:s3cret-pass@ep-test-1.eu-central-1.aws.neon.tech/db";

inline Part set_number(Setting setting, uint32_t value) {
  return [=](RecordBuilder& record) {
    record.step(Step::set_number);
    record.word(static_cast<uint32_t>(setting));
    record.word(value);
  };
}
inline Part set_text(Setting setting, std::string text) {
  return [=](RecordBuilder& record) {
    record.step(Step::set_text);
    record.word(static_cast<uint32_t>(setting));
    record.counted(text);
  };
}
// The setting of a `types` option as JavaScript records it.
inline Part set_types(const nlohmann::json& types) {
  std::string entries;
  const auto add = [&entries](const std::string& name, const nlohmann::json& form) {
    if (!entries.empty()) entries += '\0';
    entries += name + '=' + form.get<std::string>();
  };
  for (const auto& [name, form] : types.items()) {
    if (form.is_string()) {
      add(name, form);
    } else {
      for (const auto& [nested, inner] : form.items()) add(name + ' ' + nested, inner);
    }
  }
  return set_text(Setting::types, entries);
}
inline Part set_output(Output output) { return set_number(Setting::output, static_cast<uint32_t>(output)); }

// The record of these steps for a service.
inline std::string record_for(Service service, const Parts& parts, Operation operation = Operation::execute) {
  std::string record = record_of(parts);
  const auto set_word = [&record](size_t index, uint32_t word) { std::memcpy(&record[index * 4], &word, 4); };
  set_word(0, static_cast<uint32_t>(operation));
  set_word(5, static_cast<uint32_t>(service));
  return record;
}

// `select 1` for Neon, with settings.
inline std::string neon_record(Parts settings = {}) {
  settings.insert(settings.begin(), set_text(Setting::url, test_url));
  settings.push_back(text("select 1"));
  return record_for(Service::neon, settings);
}

inline constexpr const char* test_token = "s3cret-pass";

// Where the service is and what it asks for.
inline void add_service(Service service, Parts& settings) {
  const bool rest = service == Service::d1_rest;
  const char* const url = service == Service::planetscale ? "mysql://user:s3cret-pass@aws.connect.psdb.cloud/db"
                          : rest                          ? "account/data-base"
                                                          : test_url;
  settings.push_back(set_text(Setting::url, url));
  if (rest) settings.push_back(set_text(Setting::auth_token, test_token));
}

}  // namespace tcpless::test
