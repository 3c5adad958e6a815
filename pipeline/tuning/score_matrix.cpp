#include "pipeline/tuning/score_matrix.h"

#include <stdexcept>

namespace herald {

ScoreMatrix::ScoreMatrix(const std::filesystem::path& folder, std::size_t slides, std::size_t combinations)
    : slides_(slides), combinations_(combinations), file_(folder, "scores") {}

void ScoreMatrix::write(std::size_t slide, std::span<const std::uint8_t> scores) {
  if (slide >= slides_ || scores.size() != combinations_) throw std::logic_error("scores do not fit the matrix");
  file_.write(slide * combinations_, std::as_bytes(scores));
}

std::vector<std::uint8_t> ScoreMatrix::read(std::size_t first, std::size_t count) const {
  if (first + count > combinations_) throw std::logic_error("combinations beyond the matrix");
  std::vector<std::uint8_t> scores(slides_ * count);
  for (std::size_t slide = 0; slide < slides_; ++slide)
    file_.read(slide * combinations_ + first, std::as_writable_bytes(std::span(scores).subspan(slide * count, count)));
  return scores;
}

}  // namespace herald
