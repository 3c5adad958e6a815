#include "pipeline/comparison/compare_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/comparison/compare_csv.h"
#include "pipeline/comparison/compare_html.h"
#include "pipeline/comparison/compare_json.h"
#include "pipeline/comparison/run_changes_html.h"
#include "pipeline/comparison/run_changes_json.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/printable.h"
#include "pipeline/files/whole_folder.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

// Of each slide's evidence the path from `out`.
std::vector<std::string> evidencePaths(const Comparison& comparison, const ScoredSlides& scored, const fs::path& out) {
  std::vector<std::string> paths;
  for (const ComparedSlide& slide : comparison.slides) {
    const fs::path folder = evidenceFolder(scored, scored.slides[slide.program]);
    paths.push_back(folder.empty() ? "" : fs::weakly_canonical(folder).lexically_relative(out).generic_string());
  }
  return paths;
}

void addNames(const std::string& what, const std::vector<std::string>& slides, std::vector<std::string>& notes) {
  constexpr std::size_t kMost = 5;
  if (slides.empty()) return;
  std::string line = fmt::format("{}: {}: ", what, slides.size());
  for (std::size_t i = 0; i < std::min(slides.size(), kMost); ++i) line += (i == 0 ? "" : ", ") + printable(slides[i]);
  notes.push_back(line + (slides.size() > kMost ? ", ..." : ""));
}

std::string outcomeOf(const Comparison& of, const fs::path& out) {
  const auto& agreement = of.overall.agreement;
  const auto& kappa = of.overall.kappa[1];
  return fmt::format("{} slides compared with {}{}{}: {}", of.counts.compared, of.reference_name,
                     agreement ? fmt::format(", {:.1f} % the same score", 100 * agreement->value) : "",
                     kappa ? fmt::format(", linear kappa {:.2f}", kappa->value) : "",
                     (out / output::kCompareHtml).string());
}

}  // namespace

CompareReport compareWithReaders(const fs::path& scored_path, const fs::path& readers_path, const fs::path& out,
                                 const ComparisonOptions& options) {
  const ScoredSlides scored = readScoredSlides(scored_path);
  const Readers readers = readReaders(readers_path);
  const Comparison comparison = compareWithReaders(scored, readers, options);
  const fs::path path = newFolderPath(out);
  const ComparisonSources sources{scored, readers, options.bootstrap, evidencePaths(comparison, scored, path)};
  writeWholeFolder(path, [&](const fs::path& folder) {
    writeFileAtomically(folder / output::kSlidesCsv, comparedSlidesCsv(comparison, sources));
    writeFileAtomically(folder / output::kDiscordantCsv, discordantCsv(comparison, sources));
    writeFileAtomically(folder / output::kStatisticsCsv, statisticsCsv(comparison));
    writeFileAtomically(folder / output::kCompareHtml, compareHtml(comparison, sources));
    writeFileAtomically(folder / output::kCompareJson, compareJson(comparison, sources));
  });
  CompareReport report{scored.notes, outcomeOf(comparison, out)};
  report.notes.insert(report.notes.end(), readers.notes.begin(), readers.notes.end());
  if (comparison.counts.tied > 0)
    report.notes.push_back(fmt::format("{} references settle a tie between readers", comparison.counts.tied));
  addNames("read, but not among the program's slides", comparison.counts.unknown, report.notes);
  addNames("among the program's slides, but read by nobody", comparison.counts.unread, report.notes);
  return report;
}

CompareReport compareRuns(const fs::path& first_path, const std::optional<fs::path>& second_path, const fs::path& out) {
  const RunSide first = readRunSide(first_path);
  const std::optional<RunSide> second = second_path ? std::optional(readRunSide(*second_path)) : std::nullopt;
  const RunSide* other = second ? &*second : nullptr;
  const RunChanges changes = second ? compareRuns(first, *second) : driftOf(first);
  if (!second && changes.drift.empty())
    throw std::invalid_argument(first.scored.name +
                                ": has no evidence of slides to examine for drift; name a folder of results, a second "
                                "one, or --reference");
  writeWholeFolder(newFolderPath(out), [&](const fs::path& folder) {
    if (second) writeFileAtomically(folder / output::kSlidesCsv, changedSlidesCsv(changes, first, *second));
    writeFileAtomically(folder / output::kDriftCsv, driftCsv(changes));
    writeFileAtomically(folder / output::kChangesHtml, changesHtml(changes, first, other));
    writeFileAtomically(folder / output::kChangesJson, changesJson(changes, first, other));
  });
  CompareReport report{first.scored.notes, {}};
  if (second) report.notes.insert(report.notes.end(), second->scored.notes.begin(), second->scored.notes.end());
  addNames("only in " + first.scored.name, changes.only_first, report.notes);
  if (second) addNames("only in " + second->scored.name, changes.only_second, report.notes);
  const auto changed = std::count_if(changes.pairs.begin(), changes.pairs.end(),
                                     [](const PairedSlide& pair) { return pair.score_changed || pair.status_changed; });
  const std::string page = (out / output::kChangesHtml).string();
  report.outcome =
      second ? fmt::format("{} slides in both, {} with a different score or status: {}", changes.pairs.size(), changed,
                           page)
             : fmt::format("{} slides, {} measures: {}", first.scored.slides.size(), changes.drift.size(), page);
  return report;
}

}  // namespace herald
