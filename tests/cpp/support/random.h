// Random tests that can be repeated: TCPLESS_SEED sets the seed, and every such test says which it took.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string_view>

namespace tcpless::test {

// The seed of this run: TCPLESS_SEED or a new one; printed once.
inline uint64_t run_seed() {
  static const uint64_t seed = [] {
    const char* given = std::getenv("TCPLESS_SEED");
    const uint64_t chosen = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
    std::printf("random tests: TCPLESS_SEED=%llu\n", static_cast<unsigned long long>(chosen));
    return chosen;
  }();
  return seed;
}

// Whether this is `npm run soak`, where random tests run at full length.
inline bool is_soak() { return std::getenv("TCPLESS_SOAK") != nullptr; }

// Whether this is `npm run check`, which tries a few of the places that `npm test` tries all of.
inline bool is_check() { return std::getenv("TCPLESS_CHECK") != nullptr; }

// The same numbers from the same seed in every build, which std::uniform_int_distribution does not promise.
class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  // 0 to bound - 1; the slight bias of the remainder does not matter here.
  size_t below(size_t bound) { return static_cast<size_t>(engine_() % bound); }
  bool one_in(size_t bound) { return below(bound) == 0; }
  char pick(std::string_view characters) { return characters[below(characters.size())]; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace tcpless::test
