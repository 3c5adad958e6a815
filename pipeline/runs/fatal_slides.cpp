#include "pipeline/runs/fatal_slides.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <system_error>

#include "pipeline/files/file_hash.h"
#include "pipeline/files/printable.h"
#include "pipeline/slides/slide_files.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

// Not flushed to the disk: it is to outlive the process, and there is one for each of ten thousand slides.
void writeText(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
}

void removeFile(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

}  // namespace

fs::path inWorkPath(const fs::path& out) {
  return out / ".herald.in_work";
}

std::string deathKeyOf(const SlideInput& slide, const Provenance& provenance, int threads,
                       std::optional<std::uint64_t> memory_bytes) {
  std::string text = fmt::format("{}\n{}\n{}\n{}\n{}", slide.identity.slide, provenance.herald, provenance.config_hash,
                                 threads, memory_bytes.value_or(0));
  for (const fs::path& path : {slide.path, slide.roi.value_or(fs::path())})
    for (const FileStamp::Entry& entry : slideStamp(path).entries)
      text += fmt::format("\n{} {}", entry.size_bytes, entry.modified_ns);
  return hash128Hex(text);
}

std::string setAsideReason(int deaths) {
  return fmt::format(
      "set aside: the program died {} times in a row while working on this slide (a crash, or out of "
      "memory); --force tries again",
      deaths);
}

FatalSlides::FatalSlides(const fs::path& out) : in_work_path_(inWorkPath(out)), fatal_path_(out / ".herald.fatal") {
  read();
  addDeathInWork();
}

void FatalSlides::read() {
  std::ifstream file(fatal_path_, std::ios::binary);
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    Deaths deaths;
    std::string slide;
    if (fields >> deaths.key >> deaths.count && std::getline(fields >> std::ws, slide)) deaths_[slide] = deaths;
  }
}

void FatalSlides::addDeathInWork() {
  std::ifstream file(in_work_path_, std::ios::binary);
  std::string key;
  std::string slide;
  if (!(file >> key) || !std::getline(file >> std::ws, slide)) return;
  Deaths& deaths = deaths_[slide];
  deaths = {key, deaths.key == key ? deaths.count + 1 : 1};
  write();
  removeFile(in_work_path_);
}

int FatalSlides::deathsOf(const std::string& slide, const std::string& key) const {
  const auto found = deaths_.find(printable(slide));
  return found != deaths_.end() && found->second.key == key ? found->second.count : 0;
}

void FatalSlides::begin(const std::string& slide, const std::string& key) {
  in_work_ = printable(slide);
  writeText(in_work_path_, fmt::format("{} {}\n", key, in_work_));
}

void FatalSlides::end() {
  removeFile(in_work_path_);
  if (deaths_.erase(in_work_) > 0) write();
}

void FatalSlides::giveUp() {
  removeFile(in_work_path_);
}

void FatalSlides::write() const {
  if (deaths_.empty()) return removeFile(fatal_path_);
  std::string text;
  for (const auto& [slide, deaths] : deaths_) text += fmt::format("{} {} {}\n", deaths.key, deaths.count, slide);
  writeText(fatal_path_, text);
}

}  // namespace herald
