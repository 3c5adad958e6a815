// The pictures of the viewer, tile by tile, as Deep Zoom lays them out: level `max_level` is level 0 of the slide, each
// lower one half of it, down to one pixel. Base layers are read from the slide, overlays drawn from the cells with a
// transparent ground. Pure but for reading; deterministic; thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/slides/slide_source.h"
#include "pipeline/viewer/viewed_slide.h"

namespace herald {

inline constexpr int kViewerTilePx = 512;

enum class ViewerLayer { kColour, kHematoxylin, kDab, kCells, kHeat, kTissue };
[[nodiscard]] std::optional<ViewerLayer> viewerLayerNamed(std::string_view name);
[[nodiscard]] inline bool isOverlay(ViewerLayer layer) {
  return layer >= ViewerLayer::kCells;
}

// One tile of the pyramid over a slide of that size.
struct ViewerTile {
  int level = 0;
  std::int64_t column = 0;
  std::int64_t row = 0;
};

// Level 0 rectangle and size of a tile.
struct TilePlace {
  PixelRect in_level0;  // what it shows, cut off at the slide's border
  double scale = 1;     // level-0 pixels per tile pixel
  int width = 0;        // of the tile, pixels
  int height = 0;
};

[[nodiscard]] int maxViewerLevel(std::int64_t width, std::int64_t height);
// Nothing for a tile that the pyramid does not have.
[[nodiscard]] std::optional<TilePlace> placeOf(const ViewerTile& tile, std::int64_t width, std::int64_t height);

// JPEG. A stain layer shows its optical density: white 0, black 1.5. Throws ReadError.
[[nodiscard]] std::string baseTile(SlideSource& source, const SlideStatistics& statistics, ViewerLayer layer,
                                   const TilePlace& place);

// PNG. Cells: outlines in the colour of the class where a cell is wider than 8 pixels, else dots; cells that do not
// count are thin and grey. Heat: fields in the colour of their H-score (heatmap.h), paler where they have few cells.
// Tissue: its border, and artefacts. Throws ReadError when records cannot be read.
[[nodiscard]] std::string overlayTile(const ViewedSlide& slide, const CalledCells& called, ViewerLayer layer,
                                      const TilePlace& place);

}  // namespace herald
