// Many queries at once, their pieces in any order: each gets its own answer.
#include <catch2/catch_test_macros.hpp>
#include <list>

#include "support/golden.h"
#include "support/random.h"

using namespace tcpless;
using namespace tcpless::test;

namespace {

struct Running {
  const Golden* golden;
  Output output;
  Query query;
  std::string_view rest;
  bool has_head = false;
  bool restarted = false;
};

Answer answer_alone(const Golden& golden, Output output) {
  Query query(golden.record(output));
  query.head(golden.head);
  query.feed_body(golden.body, [] { return 0; });
  return query.answer();
}

// A step of one query; true when it has ended.
bool advance(Running& running, Random& random) {
  if (!running.has_head) {
    running.query.head(running.golden->head);
    running.has_head = true;
    return running.query.ended();
  }
  if (!running.restarted && random.one_in(20)) {
    running.query.reset();
    running.restarted = true;
    running.has_head = false;
    running.rest = running.golden->body;
    return false;
  }
  const size_t size = std::min(running.rest.size(), 1 + random.below(random.one_in(3) ? 400 : 20));
  running.query.feed(running.rest.substr(0, size), size == running.rest.size());
  running.rest.remove_prefix(size);
  return running.query.ended();
}

}  // namespace

TEST_CASE("threat 31: interleaved queries never see each other's rows", "[interleaved][random]") {
  const auto all = read_golden("tests/golden/neon");
  constexpr Output outputs[] = {Output::tape, Output::json, Output::ndjson, Output::csv, Output::arrays, Output::lazy};
  std::vector<Answer> alone;
  for (const Golden& golden : all) {
    for (const Output output : outputs) alone.push_back(answer_alone(golden, output));
  }
  const uint64_t first_seed = run_seed();
  const uint64_t seeds = is_soak() ? 10'000 : 500;
  for (uint64_t seed = first_seed; seed < first_seed + seeds; ++seed) {
    INFO("TCPLESS_SEED=" << seed);
    Random random(seed);
    std::list<Running> open;
    size_t to_start = 12;
    while (to_start > 0 || !open.empty()) {
      if (to_start > 0 && (open.empty() || random.one_in(3))) {
        const Golden& golden = all[random.below(all.size())];
        const Output any = outputs[random.below(std::size(outputs))];
        // A batch of lazy rows is refused before there is anything to answer.
        const bool refused = any == Output::lazy && golden.expected.contains("batch");
        const Output output = refused ? Output::tape : any;
        open.push_back({&golden, output, Query(golden.record(output)), golden.body});
        --to_start;
      }
      auto turn = std::next(open.begin(), static_cast<ptrdiff_t>(random.below(open.size())));
      if (random.one_in(100)) {
        open.erase(turn);
        continue;
      }
      if (!advance(*turn, random)) continue;
      const Answer& expected = alone[static_cast<size_t>(turn->golden - all.data()) * std::size(outputs) +
                                     static_cast<size_t>(turn->output)];
      Answer actual = turn->query.answer();
      // A query that was started again does not build its request again.
      if (turn->restarted) actual.requests = expected.requests;
      REQUIRE(actual == expected);
      open.erase(turn);
    }
  }
}
