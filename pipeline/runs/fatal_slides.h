// Slides that were being processed when the program died without a message: a crash in a library, the out-of-memory
// killer.
//
//   OUT/.herald.in_work  the slide being processed, from before it is opened until it is done
//   OUT/.herald.fatal    a line a slide: key, deaths in a row, name
//
// Both outlive the process and are gone when no slide is being processed and none was fatal. They only count and are
// not results: what cannot be written or read of them is left out and fails nothing. For one run at a time
// (output_folder.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "pipeline/configuration/provenance.h"
#include "pipeline/inputs/inputs.h"

namespace herald {

// One death proves nothing: power cuts happen. This many in a row on the same slide do: the next run sets it aside.
inline constexpr int kDeathsToSetAside = 2;

// Where the slide being processed is named. Code that ends the program on purpose without unwinding removes it first.
[[nodiscard]] std::filesystem::path inWorkPath(const std::filesystem::path& out);

// Hash of all that a death can depend on: slide, its file and annotation (slideStamp), program, configuration,
// threads and --memory. 32 hex digits.
[[nodiscard]] std::string deathKeyOf(const SlideInput& slide, const Provenance& provenance, int threads,
                                     std::optional<std::uint64_t> memory_bytes);

// Why a slide is set aside.
[[nodiscard]] std::string setAsideReason(int deaths);

class FatalSlides {
 public:
  // A slide that a dead run left unfinished has died once more.
  explicit FatalSlides(const std::filesystem::path& out);

  // How often in a row the program died on the slide. `key`: deathKeyOf; another key counts anew.
  [[nodiscard]] int deathsOf(const std::string& slide, const std::string& key) const;

  // The slide is being processed, until one of the next two. One at a time.
  void begin(const std::string& slide, const std::string& key);
  // It is done, whatever became of it: its deaths are forgotten.
  void end();
  // It was abandoned, which says nothing about it.
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
