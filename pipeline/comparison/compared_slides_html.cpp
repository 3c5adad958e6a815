#include "pipeline/comparison/compared_slides_html.h"

#include <cstdlib>

#include "pipeline/drawing/html_template.h"
#include "pipeline/drawing/html_text.h"
#include "pipeline/files/embedded_file.h"
#include "pipeline/files/output_names.h"
#include "pipeline/results/words.h"

HERALD_EMBED(compared_slides_html, "pipeline/comparison/templates/compared_slides.html")

namespace herald {
namespace {

std::string scoreText(const std::optional<Her2Score>& score) {
  return score ? std::string(her2ScoreName(*score)) : "–";
}

std::string programText(const ComparedSlide& slide, const ScoredSlide& scored) {
  if (slide.score) return scoreText(slide.score);
  return wordsOf(slideStatusName(slide.status)) + (scored.reasons.empty() ? "" : ": " + wordsOf(scored.reasons));
}

std::string readersText(const ReadSlide& read, const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < read.scores.size(); ++i)
    if (read.scores[i]) text += (text.empty() ? "" : ", ") + names[i] + " " + scoreText(read.scores[i]);
  return text;
}

std::string_view ishText(const std::optional<IshResult>& ish) {
  if (!ish) return "–";
  return *ish == IshResult::kPositive ? "amplified" : "not amplified";
}

// Links to what the slide's folder has; null without one.
OrderedJson evidenceValues(const std::string& folder) {
  if (folder.empty()) return nullptr;
  OrderedJson links = OrderedJson::array();
  const auto add = [&](std::string_view file, std::string_view name) {
    links.push_back({{"address", htmlPath(folder + "/" + std::string(file))}, {"name", name}});
  };
  add(output::kReportHtml, "report");
  add(output::kOverviewJpg, "overview");
  add(output::kHeatmapPng, "heat map");
  add(output::kResultJson, "numbers");
  return links;
}

OrderedJson slideValues(const Comparison& comparison, const ComparisonSources& sources, std::size_t index) {
  const ComparedSlide& slide = comparison.slides[index];
  const ReadSlide& read = sources.readers.slides[slide.read];
  const ScoredSlide& scored = sources.scored.slides[slide.program];
  return {{"slide", slide.slide},
          {"far", std::abs(slide.steps) > 1},
          {"program", programText(slide, scored)},
          {"borderline", scored.borderline},
          {"reference", scoreText(slide.reference)},
          {"tied", slide.tied},
          {"readers", readersText(read, sources.readers.names)},
          {"ish", ishText(read.ish)},
          {"evidence", evidenceValues(sources.evidence.at(index))}};
}

std::string slidesHtml(const Comparison& comparison, const ComparisonSources& sources,
                       const std::vector<std::size_t>& indices) {
  static const HtmlTemplate kSlides(compared_slides_html());
  if (indices.empty()) return "";
  OrderedJson slides = OrderedJson::array();
  for (const std::size_t index : indices) slides.push_back(slideValues(comparison, sources, index));
  return kSlides.filled({{"slides", std::move(slides)}});
}

}  // namespace

std::string discordantSlidesHtml(const Comparison& comparison, const ComparisonSources& sources) {
  return slidesHtml(comparison, sources, comparison.discordant);
}

std::string unscoredSlidesHtml(const Comparison& comparison, const ComparisonSources& sources) {
  std::vector<std::size_t> unscored;
  for (std::size_t i = 0; i < comparison.slides.size(); ++i)
    if (!comparison.slides[i].score) unscored.push_back(i);
  return slidesHtml(comparison, sources, unscored);
}

}  // namespace herald
