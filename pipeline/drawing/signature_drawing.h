// The drawings of one cell, in one place for all that draw: the reports, the script that draws them again when a cut
// moves (pipeline/pages/judge), and the viewer. Its class and measures in words, its membrane signature as a wheel (a
// spoke a sector, sector 0 up, clockwise, as long as its optical density; rings at the cuts of moderate and strong),
// its outline on a picture or on the slide. Of the cell its seed, membrane, cytoplasm and outlines are used. `cuts`
// must be valid. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "scoring/cell_class.h"

namespace herald {

// The 64 points of a membrane: x, y, x, y, ... in whole units of a drawing.
using OutlinePoints = std::vector<int>;

// Paths of SVG: the whole outline, and its stained sectors, each from the middle before its point to the middle behind.
[[nodiscard]] std::string closedPath(const OutlinePoints& outline);
[[nodiscard]] std::string stainedPath(const OutlinePoints& outline, SectorSet sectors);

// The wheel, an <svg>.
[[nodiscard]] std::string wheelSvg(const CellRecord& cell, const CellClassOptions& cuts);

// An <svg> to lie on a square picture; `outline` in thousandths of the picture's edge.
[[nodiscard]] std::string outlineOnPicture(const CellRecord& cell, const OutlinePoints& outline,
                                           const CellClassOptions& cuts);

// Membrane and nucleus in level-0 pixels: a <g> for the inside of an <svg>.
[[nodiscard]] std::string outlineOnSlide(const CellRecord& cell, const CellClassOptions& cuts);

// Wheel, class and measures, as a figure's caption has them.
[[nodiscard]] std::string signatureHtml(const CellRecord& cell, const CellClassOptions& cuts);

}  // namespace herald
