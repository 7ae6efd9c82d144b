// Golden bodies: tests/golden/README.md says how they are written.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/files.h"
#include "support/neon_record.h"
#include "support/query.h"

namespace tcpless::test {

struct Golden {
  std::string name;
  std::string body;
  Head head;
  Service service = Service::neon;
  nlohmann::json expected;

  [[nodiscard]] bool succeeds() const { return !expected.contains("error"); }
  [[nodiscard]] bool is_batch() const { return expected.contains("batch"); }

  // The record of a query whose answer the body is.
  [[nodiscard]] std::string record(Output output) const {
    Parts settings = {set_output(output)};
    add_options(expected, settings);
    if (!is_batch()) return record(settings);
    add_service(service, settings);
    for (const nlohmann::json& query : expected["batch"]) {
      settings.push_back(bare_step(Step::query));
      add_options(query, settings);
      if (query.contains("name")) settings.push_back(set_text(Setting::member, query["name"]));
      if (query.contains("single")) settings.push_back(set_number(Setting::single, 1));
      settings.push_back(text("select 1"));
    }
    return record_for(service, settings, Operation::batch);
  }

  // Of one query, with any settings.
  [[nodiscard]] std::string record(Parts settings) const {
    add_service(service, settings);
    settings.push_back(text("select 1"));
    return record_for(service, settings);
  }

 private:
  static void add_options(const nlohmann::json& options, Parts& settings) {
    if (options.contains("types")) settings.push_back(set_types(options["types"]));
    if (options.contains("session")) settings.push_back(set_text(Setting::session, options["session"]));
  }
};

inline std::vector<Golden> read_golden(const char* folder, Service service = Service::neon) {
  std::vector<Golden> all;
  for (const auto& path : files_in(source_path(folder), ".body")) {
    Golden golden;
    golden.service = service;
    golden.name = path.stem().string();
    golden.body = read_file(path);
    auto expected_path = path;
    golden.expected = nlohmann::json::parse(read_file(expected_path.replace_extension(".expected.json")));
    golden.head.status = golden.expected["status"].get<uint32_t>();
    const nlohmann::json headers = golden.expected.value("headers", nlohmann::json::object());
    golden.head.content_type = headers.value("content-type", "application/json");
    golden.head.retry_after = headers.value("retry-after", "");
    golden.head.request_id = headers.value("neon-request-id", "");
    all.push_back(std::move(golden));
  }
  return all;
}

// Whether every member of `expected` is in `actual`; other members of `actual` do not matter.
inline bool has_members(const nlohmann::json& actual, const nlohmann::json& expected) {
  for (const auto& [key, value] : expected.items()) {
    if (!actual.contains(key) || actual[key] != value) return false;
  }
  return true;
}

// Those of all services.
inline std::vector<Golden> read_all_golden() {
  std::vector<Golden> all = read_golden("tests/golden/neon");
  for (Golden& golden : read_golden("tests/golden/d1", Service::d1_rest)) all.push_back(std::move(golden));
  for (Golden& golden : read_golden("tests/golden/planetscale", Service::planetscale)) all.push_back(std::move(golden));
  return all;
}

}  // namespace tcpless::test
