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

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/json_text.h"
#include "pipeline/files/whole_folder.h"
#include "pipeline/results/summary.h"
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
  const char* pointer;  // in run.json
  const char* meaning;
};
constexpr std::array kCommonValues = {
    CommonValue{"/provenance/herald", "program"},
    CommonValue{"/provenance/libraries", "libraries"},
    CommonValue{"/provenance/config_hash", "configuration or rule set"},
    CommonValue{"/provenance/command", "command line"},
    CommonValue{"/list", "list of slides"},
    CommonValue{"/shard/count", "number of shards"},
};

std::string shortText(const OrderedJson& value) {
  constexpr std::size_t kLongest = 120;
  const std::string text = value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

void checkSameRun(const ShardFolder& first, const ShardFolder& other) {
  for (const auto& [pointer, meaning] : kCommonValues) {
    const OrderedJson::json_pointer at(pointer);
    for (const ShardFolder* shard : {&first, &other})
      if (!shard->run.contains(at))
        throw std::invalid_argument(
            fmt::format("{}: damaged: {} is missing", (shard->path / "run.json").string(), pointer + 1));
    if (first.run.at(at) != other.run.at(at))
      throw std::invalid_argument(fmt::format("{}: not the same {} as {}: {} and {}", other.path.string(), meaning,
                                              first.path.string(), shortText(other.run.at(at)),
                                              shortText(first.run.at(at))));
  }
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
    if (found != shards.end() && found->second.finished) continue;
    if (found != shards.end() && !allowed)
      throw std::invalid_argument(
          fmt::format("{}: shard {} is unfinished: run it again to its end, or join what is "
                      "there with --allow-missing",
                      found->second.path.string(), nameOf(found->second.shard)));
    missing.push_back(number);
  }
  if (missing.empty() || allowed) return missing;
  constexpr std::size_t kMostNamed = 20;
  const auto end = missing.begin() + static_cast<std::ptrdiff_t>(std::min(missing.size(), kMostNamed));
  throw std::invalid_argument(fmt::format(
      "{} of {} shards missing: {}{}; name their folders too, or join what is there "
      "with --allow-missing",
      missing.size(), count, fmt::join(missing.begin(), end, ", "), missing.size() > kMostNamed ? ", ..." : ""));
}

// A slide and the shard it comes from.
struct MergedSlide {
  const ShardFolder* shard;
  const ResultSlide* slide;
};

// Where the slide's files are; nothing for a slide that has none. Throws when they should be there and are not.
fs::path folderOf(const MergedSlide& merged) {
  if (merged.slide->folder.empty()) return {};
  const fs::path folder = slideFolder(merged.shard->path, merged.slide->folder);
  std::error_code error;
  if (fs::is_regular_file(folder / "result.json", error)) return folder;
  // Nothing could be written of it.
  if (merged.slide->status == SlideStatus::kFailed && !fs::exists(folder, error) && !error) return {};
  throw std::invalid_argument(fmt::format("{}: is missing, although run.json says that {} is {}; run shard {} again",
                                          (folder / "result.json").string(), merged.slide->slide,
                                          slideStatusName(merged.slide->status), nameOf(merged.shard->shard)));
}

// In the order of the list. Throws for a slide that is there twice, or whose files are missing.
std::vector<MergedSlide> slidesInOrder(const std::map<int, ShardFolder>& shards) {
  std::map<std::size_t, MergedSlide> by_place;
  std::map<std::string, const ShardFolder*> shard_of_folder;
  for (const auto& [number, shard] : shards) {
    for (std::size_t i = 0; i < shard.slides.size(); ++i) {
      const ResultSlide& slide = shard.slides[i];
      by_place.emplace(placeInList(shard.shard, i), MergedSlide{&shard, &slide});
      if (slide.folder.empty()) continue;
      const auto [found, is_new] = shard_of_folder.emplace(slide.folder, &shard);
      if (!is_new)
        throw std::invalid_argument(fmt::format("slide {} (folder {}) is in both {} and {}", slide.slide, slide.folder,
                                                found->second->path.string(), shard.path.string()));
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
      throw OutputError(entry.path().string() + ": is no plain file and cannot be joined");
    linkOrCopy(entry.path(), to / name);
  }
}

int exitCodeOf(const MergeReport& report, const OrderedJson& run) {
  if (run.at("list").at("slides") == 0) return kExitNothingFound;
  return report.failed > 0 || !report.missing.empty() ? kExitSomeFailed : kExitDone;
}

// The counts of a run: sums over the shards, but of the files beside the slides, which every shard has seen.
OrderedJson countsOf(const std::map<int, ShardFolder>& shards) {
  OrderedJson counts = OrderedJson::object();
  for (const auto& [number, shard] : shards)
    for (const auto& [name, ignored] : shard.run.at("counts").items()) {
      const std::int64_t count = countAt(shard.path / "run.json", shard.run, "/counts/" + name);
      counts[name] = name == "ignored_files" ? count : counts.value(name, std::int64_t{0}) + count;
    }
  return counts;
}

// Slides that unfinished shards have not reached, in the order of the list.
OrderedJson remainingOf(const std::map<int, ShardFolder>& shards) {
  std::map<std::size_t, OrderedJson> by_place;
  for (const auto& [number, shard] : shards) {
    std::size_t index = shard.slides.size();
    for (const OrderedJson& slide : shard.run.at("remaining"))
      by_place.emplace(placeInList(shard.shard, index++), slide);
  }
  OrderedJson remaining = OrderedJson::array();
  for (auto& [place, slide] : by_place) remaining.push_back(std::move(slide));
  return remaining;
}

// The logs, one after the other, as every run adds to its own.
void joinLogs(const std::map<int, ShardFolder>& shards, const fs::path& log) {
  writeFileAtomically(log, [&](const fs::path& partial) {
    std::ofstream joined(partial, std::ios::binary);
    for (const auto& [number, shard] : shards) {
      std::ifstream part(shard.path / "log.txt", std::ios::binary);
      if (part && part.peek() != std::ifstream::traits_type::eof()) joined << part.rdbuf();
    }
    joined.close();
    if (!joined) throw OutputError(log.string() + ": cannot be written");
  });
}

// The first shard's run.json with everything that is of one shard replaced; whatever else it says is of all.
OrderedJson mergedRun(const std::map<int, ShardFolder>& shards, const std::vector<MergedSlide>& slides,
                      const MergeReport& report) {
  OrderedJson run = shards.begin()->second.run;
  for (const auto& [number, shard] : shards) {
    if (shard.run.at("started") < run.at("started")) run["started"] = shard.run.at("started");
    const OrderedJson& finished = shard.run.at("finished");
    if (run.at("finished").is_null() || (!finished.is_null() && run.at("finished") < finished))
      run["finished"] = finished;
  }
  run["shard"] = nullptr;
  run["missing_shards"] = report.missing;
  run["counts"] = countsOf(shards);
  run["remaining"] = remainingOf(shards);
  run["inputs"] = OrderedJson::array();
  for (const MergedSlide& merged : slides) run["inputs"].push_back(merged.slide->entry);
  run["exit_code"] = report.exit_code;
  return run;
}

void writeResult(const std::map<int, ShardFolder>& shards, const std::vector<MergedSlide>& slides,
                 const OrderedJson& run, const fs::path& out) {
  writeWholeFolder(out, [&](const fs::path& partial) {
    fs::create_directory(partial / "slides");
    std::vector<SummaryRow> rows;
    for (const MergedSlide& merged : slides) {
      linkSlide(merged, partial);
      rows.push_back(merged.slide->row);
    }
    joinLogs(shards, partial / "log.txt");
    writeSummaryCsv(rows, partial / "summary.csv");
    writeFileAtomically(partial / "run.json", documentText(run));
    (void)writeRunPage(partial);
  });
}

}  // namespace

MergeReport mergeShards(const std::vector<fs::path>& folders, const fs::path& out, const MergeOptions& options) {
  const std::map<int, ShardFolder> shards = readShards(folders);
  MergeReport report;
  report.shards = shards.size();
  report.missing = missingShards(shards, options.allow_missing);
  const std::vector<MergedSlide> slides = slidesInOrder(shards);
  report.slides = slides.size();
  report.failed = static_cast<std::size_t>(std::count_if(slides.begin(), slides.end(), [](const MergedSlide& merged) {
    return merged.slide->status == SlideStatus::kFailed;
  }));
  const fs::path path = newFolderPath(out);
  report.exit_code = exitCodeOf(report, shards.begin()->second.run);
  OrderedJson run;
  try {
    run = mergedRun(shards, slides, report);
  } catch (const nlohmann::json::exception& error) {
    throw std::invalid_argument(fmt::format("run.json of a shard is damaged: {}", error.what()));
  }
  writeResult(shards, slides, run, path);
  return report;
}

}  // namespace herald
