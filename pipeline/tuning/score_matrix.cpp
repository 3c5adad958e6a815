#include "pipeline/tuning/score_matrix.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "pipeline/files/atomic_file.h"

namespace herald {

ScoreMatrix::ScoreMatrix(const std::filesystem::path& folder, std::size_t slides, std::size_t combinations)
    : folder_(folder), slides_(slides), combinations_(combinations) {
  const std::filesystem::path path = partialPathOf(folder / "scores");
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file_ < 0) fail("create a temporary file");
  if (unlink(path.c_str()) == 0) return;
  const int error = errno;
  close(file_);
  errno = error;
  fail("unlink a temporary file");
}

ScoreMatrix::~ScoreMatrix() {
  close(file_);
}

void ScoreMatrix::fail(const char* action) const {
  throw OutputError(folder_.string() + ": cannot " + action + ": " + std::generic_category().message(errno));
}

void ScoreMatrix::write(std::size_t slide, std::span<const std::uint8_t> scores) {
  if (slide >= slides_ || scores.size() != combinations_) throw std::logic_error("scores do not fit the matrix");
  const std::uint8_t* bytes = scores.data();
  std::size_t left = scores.size();
  auto position = static_cast<off_t>(slide * combinations_);
  while (left > 0) {
    const ssize_t done = pwrite(file_, bytes, left, position);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail("write scores to a temporary file");
    bytes += done;
    position += done;
    left -= static_cast<std::size_t>(done);
  }
}

std::vector<std::uint8_t> ScoreMatrix::read(std::size_t first, std::size_t count) const {
  if (first + count > combinations_) throw std::logic_error("combinations beyond the matrix");
  std::vector<std::uint8_t> scores(slides_ * count);
  for (std::size_t slide = 0; slide < slides_; ++slide) {
    std::uint8_t* bytes = scores.data() + slide * count;
    std::size_t left = count;
    auto position = static_cast<off_t>(slide * combinations_ + first);
    while (left > 0) {
      const ssize_t done = pread(file_, bytes, left, position);
      if (done < 0 && errno == EINTR) continue;
      if (done == 0) errno = EIO;
      if (done <= 0) fail("read scores back from a temporary file");
      bytes += done;
      position += done;
      left -= static_cast<std::size_t>(done);
    }
  }
  return scores;
}

}  // namespace herald
