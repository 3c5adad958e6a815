// How much DAB a membrane holds: what its line stands above its surroundings, integrated across it.
//
// A peak rises with the cytoplasm's DAB and falls with blur and coarse pixels; the integral over the line's own sides
// is left alone by the first and, but for what light loses in dark narrow lines, by the others, and it grows with width
// as well as with darkness. The sides must lie where the line ends, and no farther: behind 2 or 3 um of cytoplasm comes
// a nucleus without DAB. So each is the lowest mean of three samples within 1.25 um of the peak and 2.7 times the
// line's half width at half maximum (of its narrower side), and before another line begins to rise. Where they differ
// (cytoplasm on one of them) the step between them is no line: the nearer to all of the peak's rise it is, the more the
// half on the darker side speaks for both, so that a bare step has no excess. No side lies below the cell's own level
// (membrane_level.h): a rim of brown cytoplasm between two nuclei is no line. Where the crest is clipped (no light is
// left to be measured) sides count as half of it at most: darkness all round must not take a strong line's strength.
//
// On simulated lines of 0.1-0.8 OD and full widths of 0.64 / 1.0 / 1.5 / 2.1 / 3.0 um, as a camera sees them, the
// excess is 0.80-0.94 / 0.86-0.93 / 0.90-0.96 / 0.93-0.96 / 0.91-0.92 of the line's; another blur of 0.5 um changes
// it by at most 9 % where lines have 0.3 OD (16-19 % at 0.8), 0.5 um/px by at most 7 %, an unsharp mask of 0.6 by at
// most 10 %, cytoplasm of 0.15 OD not at all. With sides at 0.75-2 um it was 0.91 / 0.80 / 0.59 / 0.38 / 0.19. Balanced
// accuracy of weak against moderate, moderate against strong on synthetic slides, with a cut chosen on plain ones: 0.96
// and 0.94, blur 0.91 and 0.92, 0.5 um/px 0.90 and 0.89, a blush of 0.15 OD 0.85 and 0.91; the peak's: 0.97 and 0.96,
// 0.92 and 0.73, 0.93 and 0.88, 0.50 and 0.75. Pure functions; thread-safe.
#pragma once

#include <span>

namespace herald {

// DAB from which a crest is clipped: blue light is down to 10 of 255 counts there, where a JPEG's steps are as large.
inline constexpr float kClippedOd = 1.8F;

// Optical density x um, not negative: of the line whose peak is at sample `peak` of a profile across it (optical
// density, `step_um` apart), with sides at most `reach` samples away and within the profile; at least one sample lies
// on either side of the peak. `level_od`: DAB of the cell beside the line; it can lie above the peak.
[[nodiscard]] float lineExcess(std::span<const float> profile, int peak, int reach, float step_um, float level_od);

}  // namespace herald
