// The width of a membrane from profiles across it.
//
// JPEG keeps brightness at full resolution and colour at half of it, so a brown line is wider in the DAB plane than it
// is: there 0.66 and 1.1 um wide lines measure alike. `sharpOd` combines the two full-resolution planes to about
// 5 OD(red) + 3 OD(blue), in which the colour difference of DAB cancels and brightness is left. The width of a line is
// its full width at half of the rise from the darker of its two sides (stain beside a membrane that slants through the
// section is not part of its width); the width of a cell's membrane is the mean of its lines' widths without the
// narrowest eighth (noise) and the widest quarter (corners, where membranes meet at an angle). Scheel et al., Diagn
// Pathol 2018;13:85 give 0.64 / 1.00 / 2.14 um for 1+ / 2+ / 3+.
//
// Optics are not taken off: the blur is not known of a slide. On phantoms with 0.25 um of blur, medians of true 0.66 /
// 0.95 / 1.09 / 2.07 um measure 0.87 / 1.01 / 1.06 / 1.43: thin lines come out wide by the blur, broad ones narrow
// since their sides lie on their own flanks; strong stain or a nucleus close beside a line narrows it. The order is
// preserved; the number is not a calibrated width. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace herald {

// Optical density in which lines of DAB are sharp, about 0.4 per unit of DAB. Arguments: the values of
// FullResolutionPlanes in optical density.
[[nodiscard]] inline float sharpOd(float dab_od, float blue_minus_red_od) {
  // Red and blue of a JPEG differ from its full-resolution brightness by Cr and Cb. On a faint brown line their weights
  // for no colour are equal (factor 1.1 with the default stains); a darker line loses more blue light, which weighs its
  // error more. Spearman with the true width on tuning phantoms for 0.9 / 1.1 / 1.2 / 1.3 / 1.5 in a prototype: 0.77 /
  // 0.83 / 0.85 / 0.87 / 0.86, for brightness itself 0.86; 1.3 leaves less of the line (0.34 of DAB, not 0.39).
  constexpr float kBlueMinusRedShare = 1.2F;
  return dab_od - kBlueMinusRedShare * blue_minus_red_od;
}

// Full width at half maximum in micrometres of the line near sample `at` of `profile` (sharpOd, `step_um` > 0 apart,
// 0 <= at < size): of the crest within 0.75 um of it, over the mean of the samples 1.25 um to `side_far_um` away (one
// sample at least) on its darker side. Where a side lies beyond the profile, what is within counts. Nothing when a side
// has no sample or the line rises by less than 0.015.
[[nodiscard]] std::optional<float> lineWidthUm(std::span<const float> profile, int at, float step_um,
                                               float side_far_um);

// A width in whole steps of kWidthStepUm, to the nearest; the largest step for any wider.
inline constexpr float kWidthStepUm = 1.0F / 2048;
[[nodiscard]] std::int16_t widthStepsOf(float width_um);

// Width of the membrane from those of its lines, at most 65535 in any order. Nothing for fewer than 4.
[[nodiscard]] std::optional<float> membraneWidthUm(std::span<const std::int16_t> line_width_steps);

}  // namespace herald
