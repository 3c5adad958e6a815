#include "pipeline/tuning/tune_run.h"

#include <fmt/format.h>

#include <stdexcept>
#include <system_error>

#include "pipeline/comparison/reference.h"
#include "pipeline/configuration/program.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/file_hash.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/read_error.h"
#include "pipeline/slides/slide_identity.h"
#include "pipeline/tuning/tune_report.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

void requireUsable(const fs::path& out) {
  if (out.extension() != ".toml")
    throw std::invalid_argument(fmt::format("--out {}: the name must end in .toml", out.string()));
  std::error_code error;
  if (out.has_parent_path() && !fs::is_directory(out.parent_path(), error))
    throw std::invalid_argument(
        fmt::format("--out {}: there is no folder {}", out.string(), out.parent_path().string()));
}

// What is read stays: F.json could be run.json or a slide's result.json, F.toml the file of rules.
void requireNothingReadIsWritten(const ResultFolder& results, const TuneRequest& request) {
  std::vector<fs::path> read = {results.path / output::kRunJson, request.reference, request.rules};
  for (const RunInput& slide : results.run.inputs)
    if (!slide.folder.empty()) read.push_back(slideFolder(results.path, slide.folder) / output::kResultJson);
  for (const fs::path& written : {request.out, fs::path(request.out).replace_extension(".json")})
    for (const fs::path& file : read) {
      std::error_code missing;
      if (fs::equivalent(written, file, missing))
        throw std::invalid_argument(fmt::format("--out {}: {} would be written over {}; name another file",
                                                request.out.string(), written.string(), file.string()));
    }
}

std::vector<SlideReference> referencesOf(const ResultFolder& results, const Readers& readers,
                                         const Reference& reference, const fs::path& file) {
  std::vector<std::string> names;
  for (const RunInput& slide : results.run.inputs) names.push_back(slide.row.slide);
  const auto places = matchReaders(readers, names);
  std::vector<SlideReference> references;
  for (std::size_t i = 0; i < readers.slides.size(); ++i) {
    if (!places[i]) continue;
    const ReadSlide& slide = readers.slides[i];
    const std::optional<bool> ish_positive =
        slide.ish ? std::optional(*slide.ish == IshResult::kPositive) : std::nullopt;
    references.push_back({.slide = names[*places[i]],
                          .case_id = slide.case_id,
                          .score = reference.of(slide).score,
                          .ish_positive = ish_positive});
  }
  if (references.empty())
    throw std::invalid_argument(
        fmt::format("{}: none of its {} slides is in {}", file.string(), readers.slides.size(), results.path.string()));
  return references;
}

// A damaged store is a reason not to tune, like any other; there is no half of a result.
TuneReport tuned(const ResultFolder& results, const std::vector<SlideReference>& references, TuneOptions options,
                 const fs::path& out) {
  options.spill_folder = out.has_parent_path() ? out.parent_path() : fs::path(".");
  try {
    return tuneCuts(results, references, options);
  } catch (const ReadError& error) {
    throw std::invalid_argument(error.what());
  }
}

}  // namespace

TuneRun tuneFolder(const ResultFolder& results, const TuneRequest& request, const TuneOptions& options) {
  requireUsable(request.out);
  requireNothingReadIsWritten(results, request);
  const Readers readers = readReaders(request.reference);
  const Reference reference(readers, request.reference_by, false);
  TuneRun run{
      .report = tuned(results, referencesOf(results, readers, reference, request.reference), options, request.out),
      .notes = readers.notes};
  const TuneOrigin origin{.herald = programVersion(),
                          .command = commandText(request.command),
                          .results_hash = results.run.provenance.config_hash,
                          .reference = request.reference.filename().string(),
                          .reference_hash = hash128HexOfFile(request.reference),
                          .reference_by = reference.name()};
  writeFileAtomically(fs::path(request.out).replace_extension(".json"), tuneJson(run.report, options, origin));
  writeFileAtomically(request.out, tuneToml(run.report, options, origin));
  return run;
}

}  // namespace herald
