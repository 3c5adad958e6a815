// What the viewer's page asks for, as JSON and pictures: everything of the server but HTTP. Below, SETTINGS are options
// of [cell_class] by name and `rules`, a place in rule_sets; what is left out is as the viewer began.
//   runJson                 herald, folder, cell_class{}, cuts[] (options_json.h: sliders), rule_sets[{name, version,
//                           title, of_run, option (of --rules; empty: needs none)}], legend{classes[], tissue[{name,
//                           colour}], heat[colours]}, words{statuses{}}, slides[{index, slide, case_id, status, score,
//                           reasons[] in words, measured}]
//   judgeJson(SETTINGS)     slides[{index, status, score, ish, borderline, reasons[], percent{} or null, h_score or
//                           null}]
//   slideJson(index)        slide, case_id, width, height, um_per_px, pixels, message, tile_size, max_level,
//                           cells{detected, counted}, regions (GeoJSON), regions_locked (why they cannot be saved)
//   answerJson(index, SETTINGS)  as result.json, and html, the same to be shown
//   cellJson(index, x, y, SETTINGS)  the cell whose seed is nearest: what was measured, in words and drawn
//                           (drawing/signature_drawing.h): wheel, marks in level-0 pixels
//   tile(index, layer, tile, SETTINGS)
//   saveRegions(index, GeoJSON)  saved (file) or null, command to score the slide with them; see drawn_regions.h
// Thread-safe. What is wrong with a request is a RequestError (viewer_request.h).
#pragma once

#include <memory>
#include <string>

#include "pipeline/files/json_text.h"
#include "pipeline/viewer/drawn_regions.h"
#include "pipeline/viewer/viewer_cohort.h"
#include "pipeline/viewer/viewer_request.h"
#include "pipeline/viewer/viewer_tiles.h"

namespace herald {

class ViewerAnswers {
 public:
  explicit ViewerAnswers(ViewerCohort& cohort) : cohort_(cohort) {}

  [[nodiscard]] OrderedJson runJson() const;
  [[nodiscard]] OrderedJson judgeJson(const QueryParameters& query) const;
  [[nodiscard]] OrderedJson slideJson(std::size_t index) const;
  [[nodiscard]] OrderedJson answerJson(std::size_t index, const QueryParameters& query) const;
  [[nodiscard]] OrderedJson cellJson(std::size_t index, const QueryParameters& query) const;
  struct Picture {
    std::string type;  // image/jpeg or image/png
    std::string bytes;
  };
  [[nodiscard]] Picture tile(std::size_t index, const std::string& layer, const ViewerTile& tile,
                             const QueryParameters& query) const;
  [[nodiscard]] OrderedJson saveRegions(std::size_t index, const std::string& geojson) const;

 private:
  [[nodiscard]] std::shared_ptr<const ViewedSlide> slide(std::size_t index) const;
  [[nodiscard]] ViewerSettings settingsOf(const QueryParameters& query) const;
  [[nodiscard]] DrawnRegions drawnRegions(std::size_t index) const;
  [[nodiscard]] std::string scoreCommand(std::size_t index, const std::string& regions) const;

  ViewerCohort& cohort_;
};

}  // namespace herald
