// Feeds a target its seeds and a fixed number of mutations of them: the same inputs in every run.
//
//   replay MUTATIONS        the run
//   replay --seeds FOLDER   writes the seeds: a corpus for libFuzzer to begin with
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "fuzz_target.h"
#include "tests/support/seeded_random.h"

namespace herald {
namespace {

constexpr std::size_t kLargestInput = 1 << 16;

char anyByte(SeededRandom& random) {
  return static_cast<char>(random.integer(0, 255));
}

std::size_t placeIn(const std::string& text, SeededRandom& random) {
  return text.empty() ? 0 : static_cast<std::size_t>(random.next() % text.size());
}

// One change of the kinds that break readers: a byte, a number's length, a piece gone, twice, or of another input.
void mutate(const std::vector<std::string>& seeds, SeededRandom& random, std::string& text) {
  const std::size_t place = placeIn(text, random);
  const auto length = static_cast<std::size_t>(random.integer(1, 32));
  switch (random.integer(0, 6)) {
    case 0:
      if (!text.empty()) text[place] = anyByte(random);
      break;
    case 1:
      if (!text.empty()) text[place] = static_cast<char>(text[place] ^ (1 << random.integer(0, 7)));
      break;
    case 2:
      text.insert(place, std::string(length, anyByte(random)));
      break;
    case 3:
      text.erase(place, length);
      break;
    case 4:
      text.insert(place, text.substr(placeIn(text, random), length));
      break;
    case 5:
      text.resize(place);
      break;
    default: {
      const std::string& other = seeds[static_cast<std::size_t>(random.next() % seeds.size())];
      text.insert(place, other.substr(placeIn(other, random), 4 * length));
    }
  }
  text.resize(std::min(text.size(), kLargestInput));
}

void feed(const std::string& text) {
  (void)LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

int replay(int mutations) {
  const std::vector<std::string> seeds = seedInputs();
  for (const std::string& seed : seeds) feed(seed);
  feed("");
  SeededRandom random(1);
  for (int i = 0; i < mutations; ++i) {
    std::string text = seeds[static_cast<std::size_t>(i) % seeds.size()];
    for (int change = random.integer(1, 6); change > 0; --change) mutate(seeds, random, text);
    feed(text);
  }
  std::printf("%zu seeds and %d mutations\n", seeds.size(), mutations);
  return seeds.empty() ? 1 : 0;
}

int writeSeeds(const std::string& folder) {
  int index = 0;
  for (const std::string& seed : seedInputs()) {
    std::ofstream(folder + "/seed" + std::to_string(index++), std::ios::binary)
        .write(seed.data(), static_cast<std::streamsize>(seed.size()));
  }
  return 0;
}

}  // namespace
}  // namespace herald

int main(int count, char** words) {
  if (count == 3 && std::string(words[1]) == "--seeds") return herald::writeSeeds(words[2]);
  if (count != 2) return std::fputs("usage: replay MUTATIONS | --seeds FOLDER\n", stderr), 2;
  return herald::replay(std::atoi(words[1]));
}
