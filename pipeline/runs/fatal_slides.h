// Slides that were in work when the program died without a word: a crash in a library, the out-of-memory killer.
//
//   OUT/.herald.in_work  the slide in work, from before it is opened until it is done
//   OUT/.herald.fatal    a line a slide: key, deaths in a row, name
//
// Both outlive the process and are gone when no slide is in work and none was fatal. They count, they are no results:
// what cannot be written or read of them is left out and fails nothing. For one run at a time (output_folder.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "pipeline/configuration/provenance.h"
#include "pipeline/inputs/inputs.h"

namespace herald {

// One death is no proof, power cuts happen. So many in a row on the same slide are: the next run sets it aside.
inline constexpr int kDeathsToSetAside = 2;

// Where the slide in work is named. Who ends the program on purpose without unwinding removes it first.
[[nodiscard]] std::filesystem::path inWorkPath(const std::filesystem::path& out);

// Hash of all that a death can depend on: slide, its file and annotation (slideStamp), program, configuration,
// threads and --memory. 32 hex digits.
[[nodiscard]] std::string deathKeyOf(const SlideInput& slide, const Provenance& provenance, int threads,
                                     std::optional<std::uint64_t> memory_bytes);

// Why a slide is set aside.
[[nodiscard]] std::string setAsideReason(int deaths);

class FatalSlides {
 public:
  // A slide that a dead run left in work has died once more.
  explicit FatalSlides(const std::filesystem::path& out);

  // How often in a row the program died on the slide. `key`: deathKeyOf; another key counts anew.
  [[nodiscard]] int deathsOf(const std::string& slide, const std::string& key) const;

  // The slide is in work, until one of the next two. One at a time.
  void begin(const std::string& slide, const std::string& key);
  // It is done, whatever became of it: its deaths are forgotten.
  void end();
  // It was given up, which says nothing about it.
  void giveUp();

 private:
  struct Deaths {
    std::string key;
    int count = 0;
  };
  void read();
  void addDeathInWork();
  void write() const;

  std::filesystem::path in_work_path_;
  std::filesystem::path fatal_path_;
  std::map<std::string, Deaths> deaths_;  // by printable name
  std::string in_work_;
};

}  // namespace herald
