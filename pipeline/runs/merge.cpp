#include "pipeline/runs/merge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <system_error>

#include "pipeline/comparison/run_changes.h"
#include "pipeline/files/atomic_file.h"
#include "pipeline/files/json_text.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/whole_folder.h"
#include "pipeline/results/run_json.h"
#include "pipeline/runs/run_page.h"
#include "pipeline/runs/shard_folder.h"
#include "pipeline/slides/slide_identity.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

std::string nameOf(Shard shard) {
  return fmt::format("{}/{}", shard.number, shard.count);
}

// What all shards of one run have in common.
struct CommonValue {
  const char* meaning;
  OrderedJson (*of)(const ShardFolder&);
};
constexpr std::array kCommonValues = {
    CommonValue{"program", [](const ShardFolder& of) { return OrderedJson(of.run.provenance.herald); }},
    CommonValue{"libraries", [](const ShardFolder& of) { return OrderedJson(of.run.provenance.libraries); }},
    CommonValue{"configuration or rule set",
                [](const ShardFolder& of) { return OrderedJson(of.run.provenance.config_hash); }},
    CommonValue{"command line",
                [](const ShardFolder& of) { return OrderedJson(commandText(of.run.provenance.command)); }},
    CommonValue{"list of slides",
                [](const ShardFolder& of) {
                  return OrderedJson({{"slides", of.run.list_slides}, {"hash", of.run.list_hash}});
                }},
    CommonValue{"number of shards", [](const ShardFolder& of) { return OrderedJson(of.shard.count); }},
};

std::string shortText(const OrderedJson& value) {
  constexpr std::size_t kLongest = 120;
  const std::string text = value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

void checkSameRun(const ShardFolder& first, const ShardFolder& other) {
  for (const auto& [meaning, of] : kCommonValues)
    if (of(first) != of(other))
      throw std::invalid_argument(fmt::format("{}: not the same {} as {}: {} and {}", other.path.string(), meaning,
                                              first.path.string(), shortText(of(other)), shortText(of(first))));
}

// By number. Throws for a shard that is there twice.
std::map<int, ShardFolder> readShards(const std::vector<fs::path>& folders) {
  if (folders.empty()) throw std::invalid_argument("nothing to merge: name the folders of the shards");
  std::vector<ShardFolder> read;
  for (const fs::path& folder : folders) {
    read.push_back(readShardFolder(folder));
    checkSameRun(read.front(), read.back());
  }
  std::map<int, ShardFolder> shards;
  for (ShardFolder& shard : read) {
    const fs::path path = shard.path;
    const Shard which = shard.shard;
    const auto [found, is_new] = shards.emplace(which.number, std::move(shard));
    if (!is_new)
      throw std::invalid_argument(
          fmt::format("shard {} is in both {} and {}", nameOf(which), found->second.path.string(), path.string()));
  }
  return shards;
}

// Numbers of the shards that are missing or unfinished. Throws unless that is allowed.
std::vector<int> missingShards(const std::map<int, ShardFolder>& shards, bool allowed) {
  const int count = shards.begin()->second.shard.count;
  std::vector<int> missing;
  for (int number = 1; number <= count; ++number) {
    const auto found = shards.find(number);
    if (found != shards.end() && found->second.finished()) continue;
    if (found != shards.end() && !allowed)
      throw std::invalid_argument(
          fmt::format("{}: shard {} is unfinished: run it again to completion, or join what "
                      "there is with --allow-missing",
                      found->second.path.string(), nameOf(found->second.shard)));
    missing.push_back(number);
  }
  if (missing.empty() || allowed) return missing;
  constexpr std::size_t kMostNamed = 20;
  const auto end = missing.begin() + static_cast<std::ptrdiff_t>(std::min(missing.size(), kMostNamed));
  throw std::invalid_argument(fmt::format(
      "{} of {} shards missing: {}{}; name their folders too, or join what there is "
      "with --allow-missing",
      missing.size(), count, fmt::join(missing.begin(), end, ", "), missing.size() > kMostNamed ? ", ..." : ""));
}

// A slide and the shard it comes from.
struct MergedSlide {
  const ShardFolder* shard;
  const RunInput* slide;
};

// Where the slide's files are; nothing for a slide that has none. Throws when they should be there and are not.
fs::path folderOf(const MergedSlide& merged) {
  if (merged.slide->folder.empty()) return {};
  const fs::path folder = slideFolder(merged.shard->path, merged.slide->folder);
  std::error_code error;
  if (fs::is_regular_file(folder / output::kResultJson, error)) return folder;
  // Nothing could be written of it.
  const SummaryRow& row = merged.slide->row;
  if (row.status == SlideStatus::kFailed && !fs::exists(folder, error) && !error) return {};
  throw std::invalid_argument(fmt::format("{}: is missing, although run.json says that {} is {}; run shard {} again",
                                          (folder / output::kResultJson).string(), row.slide,
                                          slideStatusName(row.status), nameOf(merged.shard->shard)));
}

// In the order of the list. Throws for a slide that is there twice, or whose files are missing.
std::vector<MergedSlide> slidesInOrder(const std::map<int, ShardFolder>& shards) {
  std::map<std::size_t, MergedSlide> by_place;
  std::map<std::string, const ShardFolder*> shard_of_folder;
  for (const auto& [number, shard] : shards) {
    for (std::size_t i = 0; i < shard.run.inputs.size(); ++i) {
      const RunInput& slide = shard.run.inputs[i];
      by_place.emplace(placeInList(shard.shard, i), MergedSlide{&shard, &slide});
      if (slide.folder.empty()) continue;
      const auto [found, is_new] = shard_of_folder.emplace(slide.folder, &shard);
      if (!is_new)
        throw std::invalid_argument(fmt::format("slide {} (folder {}) is in both {} and {}", slide.row.slide,
                                                slide.folder, found->second->path.string(), shard.path.string()));
    }
  }
  std::vector<MergedSlide> slides;
  for (const auto& [place, slide] : by_place) {
    (void)folderOf(slide);
    slides.push_back(slide);
  }
  return slides;
}

void linkOrCopy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_hard_link(from, to, error);
  if (!error) return;
  // Another file system, one without hard links, or one that forbids them here.
  writeFileAtomically(to, [&](const fs::path& partial) {
    fs::copy_file(from, partial, error);
    if (error)
      throw OutputError(fmt::format("{}: cannot be copied to {}: {}", from.string(), to.string(), error.message()));
  });
}

void linkSlide(const MergedSlide& merged, const fs::path& result) {
  const fs::path from = folderOf(merged);
  if (from.empty()) return;
  const fs::path to = slideFolder(result, merged.slide->folder);
  fs::create_directory(to);
  for (const auto& entry : fs::directory_iterator(from)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.')) continue;  // what a killed writer left
    if (!entry.is_regular_file() || entry.is_symlink())
      throw OutputError(entry.path().string() + ": is not a regular file and cannot be joined");
    linkOrCopy(entry.path(), to / name);
  }
}

int exitCodeOf(const RunReport& run) {
  if (run.list_slides == 0) return kExitNothingFound;
  return slidesWith(SlideStatus::kFailed, run.inputs) > 0 || !run.missing_shards.empty() ? kExitSomeFailed : kExitDone;
}

// Slides that unfinished shards have not reached, in the order of the list.
std::vector<std::string> remainingOf(const std::map<int, ShardFolder>& shards) {
  std::map<std::size_t, std::string> by_place;
  for (const auto& [number, shard] : shards) {
    std::size_t index = shard.run.inputs.size();
    for (const std::string& slide : shard.run.remaining) by_place.emplace(placeInList(shard.shard, index++), slide);
  }
  std::vector<std::string> remaining;
  for (auto& [place, slide] : by_place) remaining.push_back(std::move(slide));
  return remaining;
}

// The logs, one after the other, as every run adds to its own.
void joinLogs(const std::map<int, ShardFolder>& shards, const fs::path& log) {
  writeFileAtomically(log, [&](const fs::path& partial) {
    std::ofstream joined(partial, std::ios::binary);
    for (const auto& [number, shard] : shards) {
      std::ifstream part(shard.path / output::kLogTxt, std::ios::binary);
      if (part && part.peek() != std::ifstream::traits_type::eof()) joined << part.rdbuf();
    }
    joined.close();
    if (!joined) throw OutputError(log.string() + ": cannot be written");
  });
}

// For the page of the run. A result that somebody has damaged since is joined as it is, and shows none.
DriftValues driftOf(const MergedSlide& merged) {
  const fs::path folder = folderOf(merged);
  try {
    return folder.empty() ? DriftValues() : readDriftValues(folder / output::kResultJson);
  } catch (const std::invalid_argument&) {
    return {};
  }
}

// The first shard's with everything that is of one shard replaced; the rest is of all.
RunReport mergedRun(const std::map<int, ShardFolder>& shards, const std::vector<MergedSlide>& slides,
                    std::vector<int> missing) {
  RunReport run = shards.begin()->second.run;
  for (const auto& [number, shard] : shards) {
    run.started = std::min(run.started, shard.run.started);
    run.finished = std::max(run.finished, shard.run.finished);
  }
  run.shard.reset();
  run.missing_shards = std::move(missing);
  run.remaining = remainingOf(shards);
  run.inputs.clear();
  for (const MergedSlide& merged : slides) {
    run.inputs.push_back(*merged.slide);
    run.inputs.back().drift = driftOf(merged);
  }
  run.exit_code = exitCodeOf(run);
  return run;
}

void writeResult(const std::map<int, ShardFolder>& shards, const std::vector<MergedSlide>& slides, const RunReport& run,
                 const fs::path& out) {
  writeWholeFolder(out, [&](const fs::path& partial) {
    fs::create_directory(partial / output::kSlidesFolder);
    for (const MergedSlide& merged : slides) linkSlide(merged, partial);
    joinLogs(shards, partial / output::kLogTxt);
    writeRunReport(run, partial);
    writeRunPage(run, partial);
  });
}

}  // namespace

MergeReport mergeShards(const std::vector<fs::path>& folders, const fs::path& out, const MergeOptions& options) {
  const std::map<int, ShardFolder> shards = readShards(folders);
  const std::vector<int> missing = missingShards(shards, options.allow_missing);
  const std::vector<MergedSlide> slides = slidesInOrder(shards);
  const RunReport run = mergedRun(shards, slides, missing);
  writeResult(shards, slides, run, newFolderPath(out));
  return {shards.size(), slides.size(), slidesWith(SlideStatus::kFailed, run.inputs), missing, run.exit_code};
}

}  // namespace herald
