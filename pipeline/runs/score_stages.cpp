#include "pipeline/runs/score_stages.h"

#include "pipeline/inputs/annotation_files.h"

namespace herald {

RunStages scoreStages(const ScoreSettings& settings) {
  RunStages stages;
  const auto configuration = std::make_shared<const EffectiveConfiguration>(effectiveConfigurationOf(settings));
  stages.open = [&settings](const std::filesystem::path& path) { return openSlideSource(path, settings.decoder); };
  stages.annotate = [&settings](const SlideInput& slide, const SlideDescription& description) {
    return annotationOf(slide, description.levels.front(), settings.configuration);
  };
  stages.analyse = [&settings, configuration](SlideSource& source, const SlideIdentity& identity,
                                              const PixelSizeSource& pixel_size, const SlideAnnotation* annotation,
                                              const SlideProgress& progress) {
    AnalysisResources resources = settings.resources;
    resources.on_progress = progress.tiles_done;
    resources.on_stage = progress.stage_began;
    return analyseSlide(source, identity, pixel_size, configuration, settings.rules.rules, resources,
                        settings.frozen ? &*settings.frozen : nullptr, annotation);
  };
  return stages;
}

EffectiveConfiguration effectiveConfigurationOf(const ScoreSettings& settings) {
  EffectiveConfiguration effective;
  effective.options = settings.configuration;
  if (settings.frozen) effective.statistics = frozenStatisticsText(*settings.frozen);
  setRules(settings.rules, effective);
  return effective;
}

}  // namespace herald
