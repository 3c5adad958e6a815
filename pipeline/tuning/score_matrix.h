// One byte a slide and combination of cuts, in an unnamed file: what a slide's cells come to is kept while the next
// slide is read, and memory does not grow with either number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "pipeline/files/unnamed_file.h"

namespace herald {

class ScoreMatrix {
 public:
  // Opens a file in `folder`. Throws OutputError when that is not possible.
  ScoreMatrix(const std::filesystem::path& folder, std::size_t slides, std::size_t combinations);

  [[nodiscard]] std::size_t slides() const { return slides_; }
  [[nodiscard]] std::size_t combinations() const { return combinations_; }

  // All scores of a slide. Thread-safe for different slides. Throws OutputError, e.g. when the disk is full.
  void write(std::size_t slide, std::span<const std::uint8_t> scores);

  // Scores of all slides at `count` combinations from `first` on, slide after slide. Thread-safe once all is written.
  [[nodiscard]] std::vector<std::uint8_t> read(std::size_t first, std::size_t count) const;

 private:
  std::size_t slides_;
  std::size_t combinations_;
  UnnamedFile file_;
};

}  // namespace herald
