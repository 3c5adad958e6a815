#include "pipeline/cells/cell_geojson.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_pipeline.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <span>

#include "pipeline/cells/cell_columns.h"
#include "pipeline/cells/cell_identity.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/gzip_member.h"
#include "pipeline/pictures/class_palette.h"
#include "segmentation/outline_ring.h"

namespace herald {
namespace {

// Text of so many cells, some 1.3 MB, is compressed at once.
constexpr std::size_t kCellsPerMember = 512;
// More than one cell can take: 98 points of at most 28 letters, 26 measurements of at most 64, the rest 400.
constexpr std::size_t kLargestFeature = 8192;

// Appends to memory that is known to suffice.
class Line {
 public:
  explicit Line(char* end) : end_(end) {}
  [[nodiscard]] char* end() const { return end_; }

  Line& operator<<(char letter) {
    *end_++ = letter;
    return *this;
  }
  Line& operator<<(std::string_view text) {
    end_ = std::copy(text.begin(), text.end(), end_);
    return *this;
  }
  Line& operator<<(std::int64_t number) {
    end_ = std::to_chars(end_, end_ + 20, number).ptr;
    return *this;
  }

 private:
  char* end_;
};

// A coordinate in quarters of a pixel: exact with two decimals.
void appendQuarters(Line& line, std::int64_t quarters) {
  constexpr std::array<std::string_view, 4> kFraction = {"", ".25", ".5", ".75"};
  if (quarters < 0) line << '-';
  const std::int64_t size = std::abs(quarters);
  line << size / 4 << kFraction[static_cast<std::size_t>(size % 4)];
}

void appendPolygon(Line& line, std::span<const OutlineOffset> outline, Level0Pixel seed) {
  static_assert(kOutlineStepPx == 0.25, "outlines are in quarters of a pixel");
  line << std::string_view(R"({"type":"Polygon","coordinates":[[)");
  const std::vector<OutlineOffset> ring = simpleRing(outline);
  const std::int64_t x = std::int64_t{4} * seed.x + 2;
  const std::int64_t y = std::int64_t{4} * seed.y + 2;
  const auto append = [&](const OutlineOffset& point) {
    line << '[';
    appendQuarters(line, x + point.dx);
    line << ',';
    appendQuarters(line, y + point.dy);
    line << ']';
  };
  for (const OutlineOffset& point : ring) {
    append(point);
    line << ',';
  }
  append(ring.front());
  line << std::string_view("]]}");
}

// Four decimals are finer than anything here is measured.
void appendRounded(Line& line, double value) {
  constexpr double kLargest = 1e12;  // no measurement is near it
  if (!(std::abs(value) < kLargest)) {
    line << std::string_view(R"("NaN")");
    return;
  }
  const std::int64_t rounded = std::llround(value * 1e4);
  if (rounded < 0) line << '-';
  const std::int64_t size = std::abs(rounded);
  line << size / 10000;
  std::int64_t fraction = size % 10000;
  if (fraction == 0) return;
  line << '.';
  for (std::int64_t digit = 1000; fraction > 0; fraction %= digit, digit /= 10)
    line << static_cast<char>('0' + fraction / digit);
}

void appendMeasurement(Line& line, std::string_view name, double value) {
  line << ',' << '"' << name << std::string_view("\":");
  appendRounded(line, value);
}

void appendMeasurements(Line& line, const CellRecord& cell, const CellStaining& staining) {
  line << std::string_view(R"("measurements":{"completeness":)");
  appendRounded(line, staining.completeness);
  appendMeasurement(line, "longest_arc_fraction", staining.longest_arc_fraction);
  appendMeasurement(line, "arcs", staining.arcs);
  appendMeasurement(line, "excess_od_um", staining.excess_od_um);
  appendMeasurement(line, "dab_od", staining.dab_od);
  appendMeasurement(line, "width_um", cell.membrane_width_um ? double{*cell.membrane_width_um} : std::nan(""));
  for (const CellColumn& known : kCellColumns) appendMeasurement(line, known.name, double{cell.*known.field});
  line << '}';
}

void appendFeature(Line& line, const CellRecord& cell, const CellStaining& staining, std::string_view id) {
  line << std::string_view(R"({"type":"Feature","id":")") << id << std::string_view(R"(","geometry":)");
  appendPolygon(line, cell.outline, cell.seed);
  line << std::string_view(R"(,"nucleusGeometry":)");
  appendPolygon(line, cell.nucleus_outline, cell.seed);
  const NamedColour& shown = colourOfCell(cell, staining.pattern);
  line << std::string_view(R"(,"properties":{"objectType":"cell","classification":{"name":")") << shown.name
       << std::string_view(R"(","color":[)") << std::int64_t{shown.colour.r} << ',' << std::int64_t{shown.colour.g}
       << ',' << std::int64_t{shown.colour.b} << std::string_view("]},");
  appendMeasurements(line, cell, staining);
  line << std::string_view("}}");
}

// What one thread needs for a block of cells.
struct Worker {
  SlideCells::Block block;
  std::string ids;
  std::string text;
};

// The features of a block, compressed. Every feature but the first of the file has a comma before it.
std::string compressedBlock(const SlideResult& result, std::size_t index, Worker& worker) {
  result.measured.cells.readBlock(index, worker.block);
  cellUuids(result.measured.description.quick_hash, worker.block.cells, worker.ids);
  std::string members;
  const std::size_t cells = worker.block.cells.size();
  for (std::size_t begin = 0; begin < cells; begin += kCellsPerMember) {
    const std::size_t end = std::min(cells, begin + kCellsPerMember);
    worker.text.resize(kCellsPerMember * kLargestFeature);
    Line line(worker.text.data());
    for (std::size_t i = begin; i < end; ++i) {
      line << (worker.block.first_row + i == 0 ? std::string_view("\n") : std::string_view(",\n"));
      appendFeature(line, worker.block.cells[i], worker.block.staining[i],
                    std::string_view(worker.ids).substr(i * kUuidLength, kUuidLength));
    }
    const auto size = static_cast<std::size_t>(line.end() - worker.text.data());
    appendGzipMember(std::string_view(worker.text).substr(0, size), members);
  }
  return members;
}

void write(std::ofstream& file, std::string_view bytes, const std::filesystem::path& path) {
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file) throw OutputError(path.string() + ": cannot write: the disk may be full");
}

void writeText(std::ofstream& file, std::string_view text, const std::filesystem::path& path) {
  std::string member;
  appendGzipMember(text, member);
  write(file, member, path);
}

// Blocks are read, put into words and compressed side by side, and written in their order.
void writeBlocks(const SlideResult& result, int threads, const std::function<void(std::string_view)>& write_bytes) {
  tbb::enumerable_thread_specific<Worker> workers;
  std::size_t next = 0;
  const auto next_block = [&](tbb::flow_control& control) -> std::size_t {
    if (next == result.measured.cells.blockCount()) {
      control.stop();
      return 0;
    }
    return next++;
  };
  const auto compressed = [&](std::size_t index) { return compressedBlock(result, index, workers.local()); };
  tbb::parallel_pipeline(
      static_cast<std::size_t>(threads) + 1,
      tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order, next_block) &
          tbb::make_filter<std::size_t, std::string>(tbb::filter_mode::parallel, compressed) &
          tbb::make_filter<std::string, void>(tbb::filter_mode::serial_in_order,
                                              [&](const std::string& bytes) { write_bytes(bytes); }));
}

}  // namespace

std::string cellFeature(const CellRecord& cell, const CellStaining& staining, std::string_view quick_hash) {
  std::string text(kLargestFeature, '\0');
  Line line(text.data());
  appendFeature(line, cell, staining, cellUuid(quick_hash, cell.seed));
  text.resize(static_cast<std::size_t>(line.end() - text.data()));
  return text;
}

void writeCellGeoJson(const SlideResult& result, const std::filesystem::path& path, int threads) {
  writeFileAtomically(path, [&](const std::filesystem::path& partial) {
    std::ofstream file(partial, std::ios::binary);
    if (!file) throw OutputError(path.string() + ": cannot create the file");
    writeText(file, R"({"type":"FeatureCollection","features":[)", path);
    writeBlocks(result, threads, [&](std::string_view bytes) { write(file, bytes, path); });
    writeText(file, "\n]}\n", path);
    file.close();
    if (!file) throw OutputError(path.string() + ": cannot write: the disk may be full");
  });
}

}  // namespace herald
