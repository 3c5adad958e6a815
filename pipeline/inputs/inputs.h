// Which slides a command is about: SLIDE, FOLDER and LIST.csv arguments become one sorted list.
//
// Folders are searched recursively for the listed extensions, case ignored; each real folder once, so that links may
// form loops. Not searched: hidden files and folders, data folders of MIRAX slides, tiles of Hamamatsu VMS slides,
// results of Herald (a folder with run.json and summary.csv, its slides/, and slides' folders wherever they are). What
// is named on the command line or in a list is an input whatever its extension, even if it does not exist: it then
// fails by name instead of being overlooked.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/slides/slide_identity.h"
#include "stain/units.h"

namespace herald {

struct SlideInput {
  std::filesystem::path path;
  SlideIdentity identity;
  std::optional<PixelSize> list_pixel_size;  // column mpp of the list
  std::optional<std::filesystem::path> roi;  // its annotation: column roi of the list, or of --roi
  bool roi_missing = false;                  // --roi has none for it
  std::string roi_error;                     // not empty: it is not clear which annotation is its own
  std::string skip_reason;                   // not empty: deliberately not attempted, e.g. a duplicate
  std::string search_error;                  // not empty: `path` is a folder that could not be searched
};

struct InputList {
  std::vector<SlideInput> slides;  // sorted by identity.slide
  std::int64_t ignored_files = 0;  // files in searched folders that have no listed extension
};

// `results` is the output folder, which is not searched. The same file a second time (by its real path) gets a
// skip_reason. Throws std::invalid_argument for a list that cannot be read (naming file, line, value; unknown columns)
// and for two different files with the same identity or output folder (a collision of its 8 hex digits), because
// results are named by them.
[[nodiscard]] InputList expandInputs(const std::vector<std::string>& arguments,
                                     const std::filesystem::path& results = {});

// Throws std::invalid_argument, naming both, when an argument or a slide is `results`/slides or lies below it, through
// links too: results written there would mix with the user's files.
void requireNoInputBelowSlides(const std::vector<std::string>& arguments, const InputList& inputs,
                               const std::filesystem::path& results);

}  // namespace herald
