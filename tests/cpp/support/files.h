// Files that tests read.
#pragma once

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace tcpless::test {

inline std::filesystem::path source_path(const char* below) {
  return std::filesystem::path(TCPLESS_SOURCE_DIR) / below;
}

// The bytes of a file; empty when there is none.
inline std::string read_file(const std::filesystem::path& path) {
  std::string bytes;
  std::FILE* file = std::fopen(path.string().c_str(), "rb");
  if (file == nullptr) return bytes;
  char piece[65536];
  for (size_t size = 0; (size = std::fread(piece, 1, sizeof piece, file)) > 0;) bytes.append(piece, size);
  std::fclose(file);
  return bytes;
}

// The files in a folder whose names end so, by name; none when there is no such folder.
inline std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, const std::string& ending) {
  std::vector<std::filesystem::path> files;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    if (entry.path().filename().string().ends_with(ending)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace tcpless::test
