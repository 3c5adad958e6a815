// Reads every level-0 pixel of a slide once with OpenSlide, and nothing else: what the benchmarks are held against.
// usage: read_with_openslide SLIDE THREADS
// Blocks of 1024 px on the tile grid, one shared handle. Prints the pixels read. Exit code: 1 failure, 2 usage.
#include <openslide/openslide.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

namespace {

constexpr std::int64_t kBlockPx = 1024;

struct Close {
  void operator()(openslide_t* slide) const { openslide_close(slide); }
};

// Takes blocks until none is left.
void readBlocks(openslide_t* slide, std::int64_t width, std::int64_t height, std::atomic<std::int64_t>& next) {
  const std::int64_t across = (width + kBlockPx - 1) / kBlockPx;
  const std::int64_t blocks = across * ((height + kBlockPx - 1) / kBlockPx);
  std::vector<std::uint32_t> pixels(static_cast<std::size_t>(kBlockPx * kBlockPx));
  for (std::int64_t block = next++; block < blocks; block = next++) {
    const std::int64_t x = block % across * kBlockPx;
    const std::int64_t y = block / across * kBlockPx;
    openslide_read_region(slide, pixels.data(), x, y, 0, std::min(kBlockPx, width - x), std::min(kBlockPx, height - y));
  }
}

}  // namespace

int main(int count, char** words) {
  const int threads = count == 3 ? std::atoi(words[2]) : 0;
  if (threads < 1) {
    std::fprintf(stderr, "usage: read_with_openslide SLIDE THREADS\n");
    return 2;
  }
  const std::unique_ptr<openslide_t, Close> slide(openslide_open(words[1]));
  if (!slide || openslide_get_error(slide.get()) != nullptr) {
    std::fprintf(stderr, "%s: OpenSlide cannot open it\n", words[1]);
    return 1;
  }
  std::int64_t width = 0;
  std::int64_t height = 0;
  openslide_get_level0_dimensions(slide.get(), &width, &height);
  std::atomic<std::int64_t> next{0};
  std::vector<std::jthread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back([&] { readBlocks(slide.get(), width, height, next); });
  workers.clear();  // joins
  if (const char* error = openslide_get_error(slide.get())) {
    std::fprintf(stderr, "%s: %s\n", words[1], error);
    return 1;
  }
  std::printf("%lld\n", static_cast<long long>(width * height));
  return 0;
}
