// All options of all stages, and their one text form (TOML).
//
// To add an option: a field with its default in the stage's options struct and its descriptor below it
// (stain/option_descriptor.h). Configuration file, --set, --print-config, range check, did-you-mean, the hash in
// results and which command may change it follow from that. To add a struct: a member of Configuration and of
// eachSection. Pure; thread-safe.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/annotations/annotation_classes.h"
#include "pipeline/configuration/option_value.h"
#include "scoring/cell_class.h"
#include "scoring/controls.h"
#include "scoring/rule_set.h"
#include "scoring/slide_quality.h"
#include "scoring/slide_score.h"
#include "segmentation/focus_map.h"
#include "segmentation/membrane_profile.h"
#include "segmentation/nuclei.h"
#include "segmentation/territories.h"
#include "segmentation/tumour_cells.h"
#include "stain/artefacts.h"
#include "stain/background.h"
#include "stain/slide_kind.h"
#include "stain/stain_estimate.h"
#include "stain/tissue_mask.h"

namespace herald {

struct Configuration {
  BackgroundOptions background;
  TissueMaskOptions tissue;
  ArtefactOptions artefact;
  SlideKindOptions slide_kind;
  StainEstimateOptions stain;
  NucleusOptions nucleus;
  TerritoryOptions territory;
  MembraneOptions membrane;
  TumourCellOptions tumour;
  CellClassOptions cell_class;
  FocusOptions focus;
  SlideQualityOptions quality;
  SlideScoreOptions score;
  NoiseFloorOptions noise_floor;
  AnnotationOptions annotation;
  ControlOptions controls;
};

// Calls `act` with each member of Configuration, in the order their options are printed.
template <class Act>
void eachSection(Act act) {
  const auto each = [&](auto... sections) { (act(sections), ...); };
  each(&Configuration::background, &Configuration::tissue, &Configuration::artefact, &Configuration::slide_kind,
       &Configuration::stain, &Configuration::nucleus, &Configuration::territory, &Configuration::membrane,
       &Configuration::tumour, &Configuration::cell_class, &Configuration::focus, &Configuration::quality,
       &Configuration::score, &Configuration::noise_floor, &Configuration::annotation, &Configuration::controls);
}

// One option of the whole configuration.
struct Option {
  std::string key;  // "section.name"
  OptionStage stage;
  std::string range;    // as printed, e.g. "0 to 2"
  std::string unit;     // empty = none
  std::string meaning;  // one sentence
  std::string origin;   // where the default comes from
  std::function<OptionValue(const Configuration&)> get;
  // Throws std::invalid_argument naming key, value and range.
  std::function<void(Configuration&, const OptionValue&)> set;
};

// All options, in the order they are printed; those of one section stand together.
[[nodiscard]] std::span<const Option> configurationOptions();

// Sets what the TOML document says. `origin` (the file's name) starts every message. Throws std::invalid_argument with
// one line that names the document's line, too: syntax, a key given twice, unknown section or key (with a
// did-you-mean), wrong type, value out of range or not finite.
void readConfiguration(std::string_view toml, std::string_view origin, Configuration& configuration);

// Sets one option from "section.name=value"; text needs no quotes. Throws std::invalid_argument as above.
void setOption(std::string_view assignment, Configuration& configuration);

// Checks what one option alone cannot show, such as weak < strong. Throws std::invalid_argument. Call once all is set.
void validate(const Configuration& configuration);

// Every option in table order, as TOML that readConfiguration takes back to the same configuration. With comments each
// option has its meaning, range, unit, default and where that comes from.
enum class TomlComments { kWithout, kWith };
[[nodiscard]] std::string configurationToml(const Configuration& configuration,
                                            TomlComments comments = TomlComments::kWithout);

}  // namespace herald
