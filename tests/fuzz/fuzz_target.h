// A reader under test: what it is given, and what it may answer.
//
// Each *_fuzz.cpp defines LLVMFuzzerTestOneInput (libFuzzer's name) and seedInputs. With clang and HERALD_FUZZ=ON it
// becomes a coverage-guided fuzzer; in every build replay.cpp feeds it its seeds and a fixed number of mutations of
// them. A target swallows the refusals a reader documents; any other exception, crash or endless loop is a finding,
// which becomes a test of the reader.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

// Valid inputs that mutations start from.
std::vector<std::string> seedInputs();

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace herald {

// The bytes as a file for readers that take a path; it has no name in any folder and goes with this object.
class InputFile {
 public:
  explicit InputFile(std::span<const std::uint8_t> bytes) : descriptor_(memfd_create("input", 0)) {
    if (descriptor_ < 0) throw std::runtime_error("no memory file");
    for (std::size_t done = 0; done < bytes.size();) {
      const auto count = write(descriptor_, bytes.data() + done, bytes.size() - done);
      if (count <= 0) throw std::runtime_error("the memory file cannot be written");
      done += static_cast<std::size_t>(count);
    }
  }
  ~InputFile() { close(descriptor_); }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace herald
