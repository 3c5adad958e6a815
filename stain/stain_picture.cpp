#include "stain/stain_picture.h"

#include <algorithm>
#include <cmath>

#include "stain/unmixing.h"

namespace herald {

Image<std::uint8_t> stainPicture(ImageView<Rgb8> rgb, const BackgroundLight& background, const StainMatrix& stains,
                                 ShownStain shown, double black_od) {
  AnalysisPlanes planes;
  UnmixingTables(background, stains, 1).unmixAnalysis(rgb, planes);
  const auto& amounts = (shown == ShownStain::kDab ? planes.dab : planes.hematoxylin).pixels();
  Image<std::uint8_t> picture(rgb.width, rgb.height);
  std::transform(amounts.begin(), amounts.end(), picture.pixels().begin(), [&](std::int16_t milli_od) {
    const double share = std::clamp(milli_od / (kMilliOd * black_od), 0.0, 1.0);
    return static_cast<std::uint8_t>(std::lround(255 * (1 - share)));
  });
  return picture;
}

}  // namespace herald
