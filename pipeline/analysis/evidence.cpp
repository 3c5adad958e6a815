#include "pipeline/analysis/evidence.h"

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <set>
#include <stdexcept>

#include "pipeline/files/image_encoders.h"

namespace herald {
namespace {

constexpr int kJpegQuality = 85;

std::vector<EvidenceCandidate> candidatesOf(const SlideCells& cells, const CellClassOptions& cuts) {
  std::vector<EvidenceCandidate> candidates;
  SlideCells::Block block;
  for (std::size_t i = 0; i < cells.blockCount(); ++i) {
    cells.readBlock(i, block);
    for (std::size_t k = 0; k < block.cells.size(); ++k)
      if (block.cells[k].counted()) candidates.push_back(evidenceCandidate(block.first_row + k, block.cells[k], cuts));
  }
  return candidates;
}

// The cells of the rows wanted; blocks without one are not read.
std::vector<EvidenceCell> readCells(const SlideCells& cells, const std::set<std::uint32_t>& rows) {
  std::vector<EvidenceCell> shown;
  SlideCells::Block block;
  for (std::size_t i = 0; i < cells.blockCount(); ++i) {
    const auto [first, end] = cells.rowsOfBlock(i);
    auto row = rows.lower_bound(static_cast<std::uint32_t>(first));
    if (row == rows.end() || *row >= end) continue;
    cells.readBlock(i, block);
    for (; row != rows.end() && *row < end; ++row)
      shown.push_back({*row, block.cells[*row - first], block.staining[*row - first], "", {}, 0});
  }
  return shown;
}

void takePicture(SlideSource& source, int edge_px, EvidenceCell& shown) {
  const std::int64_t left = shown.cell.seed.x - edge_px / 2;
  const std::int64_t top = shown.cell.seed.y - edge_px / 2;
  Image<Rgb8> pixels;
  source.readRegion(0, left, top, edge_px, edge_px, pixels);
  cv::Mat picture(edge_px, edge_px, CV_8UC3, pixels.pixels().data());
  if (edge_px > kMostEvidencePx) cv::resize(picture, picture, {kMostEvidencePx, kMostEvidencePx}, 0, 0, cv::INTER_AREA);
  shown.jpeg = encodeJpeg(
      {picture.data, picture.cols, picture.rows, static_cast<std::ptrdiff_t>(picture.step), ChannelOrder::kRgb},
      kJpegQuality);
  shown.corner_in_level0 = {static_cast<double>(left), static_cast<double>(top)};
  shown.edge_in_level0_px = edge_px;
}

}  // namespace

const EvidenceCell& Evidence::of(std::uint32_t row) const {
  const auto found = std::lower_bound(cells.begin(), cells.end(), row,
                                      [](const EvidenceCell& cell, std::uint32_t wanted) { return cell.row < wanted; });
  if (found == cells.end() || found->row != row) throw std::out_of_range("a cell that is not shown");
  return *found;
}

Evidence gatherEvidence(const SlideCells& cells, const JudgementRequest& judged_with, const SlideScore& score,
                        const EvidenceOptions& options) {
  Evidence evidence;
  evidence.groups = chooseEvidence(candidatesOf(cells, judged_with.cell_class), judged_with.cell_class,
                                   judged_with.rules, score, options);
  std::set<std::uint32_t> rows;
  for (const EvidenceGroup& group : evidence.groups) rows.insert(group.rows.begin(), group.rows.end());
  evidence.cells = readCells(cells, rows);
  return evidence;
}

void takePictures(SlideSource& source, double um_per_px, int threads, Evidence& evidence) {
  const int edge_px = std::max(1, static_cast<int>(std::lround(kEvidenceEdgeUm / um_per_px)));
  tbb::task_arena arena(threads);
  arena.execute([&] {
    tbb::parallel_for(std::size_t{0}, evidence.cells.size(),
                      [&](std::size_t i) { takePicture(source, edge_px, evidence.cells[i]); });
  });
}

}  // namespace herald
