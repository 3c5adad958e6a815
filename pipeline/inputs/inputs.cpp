#include "pipeline/inputs/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "pipeline/files/output_names.h"
#include "pipeline/inputs/input_list.h"
#include "pipeline/slides/slide_files.h"
#include "pipeline/slides/slide_folder_mark.h"
#include "pipeline/slides/slide_opening.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

std::string extensionOf(const fs::path& path) {
  std::string extension = path.extension().string();
  if (!extension.empty()) extension.erase(0, 1);
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return extension;
}

bool hasListedExtension(const fs::path& path) {
  const std::string extension = extensionOf(path);
  const auto formats = slideFormats();
  return std::any_of(formats.begin(), formats.end(), [&](const auto& format) { return format.extension == extension; });
}

fs::path realPath(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  return error ? fs::absolute(path).lexically_normal() : real;
}

bool isFolder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

bool isThere(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

// Finds the slides below one folder.
class FolderSearch {
 public:
  FolderSearch(fs::path folder, const fs::path& results, InputList& found)
      : folder_(std::move(folder)), results_(results.empty() ? fs::path() : realPath(results)), found_(found) {}

  // The folder that was named is searched even where it holds results: only they are left out.
  void run() {
    if (isSlideFolder(folder_)) return;
    searched_.insert(realPath(folder_));
    searchEntries(folder_);
  }

 private:
  void search(const fs::path& folder) {
    const fs::path real = realPath(folder);
    if (real == results_ || !searched_.insert(real).second || holdsResults(folder) || isSlideFolder(folder)) return;
    if (folder.filename() == output::kSlidesFolder &&
        (holdsResults(real.parent_path()) || holdsResults(folder.parent_path())))
      return;
    searchEntries(folder);
  }

  void searchEntries(const fs::path& folder) {
    const auto entries = sortedEntries(folder);
    const auto vms_stems = stemsOfVms(entries);
    for (const fs::path& entry : entries) {
      if (isFolder(entry)) {
        if (!isCompanionFolder(entry)) search(entry);
      } else if (isVmsTile(entry, vms_stems)) {
        continue;
      } else if (hasListedExtension(entry)) {
        add(entry);
      } else {
        ++found_.ignored_files;
      }
    }
  }

  void add(const fs::path& path) {
    SlideInput input;
    input.path = path;
    input.identity = identityOf(path.lexically_relative(folder_).generic_string());
    found_.slides.push_back(std::move(input));
  }

  // Not hidden; real ones before links, so that a folder keeps its own name if it is also linked to.
  std::vector<fs::path> sortedEntries(const fs::path& folder) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error) {
      add(folder);
      found_.slides.back().search_error = "the folder cannot be searched: " + error.message();
      return {};
    }
    std::vector<std::pair<bool, fs::path>> sorted;
    for (const auto& entry : entries)
      if (!entry.path().filename().string().starts_with('.')) sorted.emplace_back(entry.is_symlink(), entry.path());
    std::sort(sorted.begin(), sorted.end());
    std::vector<fs::path> paths;
    for (auto& [link, path] : sorted) paths.push_back(std::move(path));
    return paths;
  }

  static bool holdsResults(const fs::path& folder) {
    return isThere(folder / output::kRunJson) && isThere(folder / output::kSummaryCsv);
  }

  static std::vector<std::string> stemsOfVms(const std::vector<fs::path>& entries) {
    std::vector<std::string> stems;
    for (const fs::path& entry : entries)
      if (extensionOf(entry) == "vms") stems.push_back(entry.stem().string());
    return stems;
  }

  static bool isVmsTile(const fs::path& path, const std::vector<std::string>& stems) {
    const std::string name = path.filename().string();
    return extensionOf(path) == "jpg" &&
           std::any_of(stems.begin(), stems.end(), [&](const auto& stem) { return name.starts_with(stem); });
  }

  fs::path folder_;
  fs::path results_;
  InputList& found_;
  std::set<fs::path> searched_;
};

void addList(const fs::path& list, InputList& found) {
  for (ListedSlide& listed : readInputList(list)) {
    const fs::path written = fs::path(listed.slide).lexically_normal();
    const bool inside = written.is_relative() && !written.generic_string().starts_with("..");
    SlideInput input;
    input.path = listed.path;
    input.identity = identityOf(inside ? written.generic_string() : written.filename().string(), listed.case_id);
    input.list_pixel_size = listed.pixel_size;
    input.roi = listed.roi;
    found.slides.push_back(std::move(input));
  }
}

void addFile(const fs::path& path, InputList& found) {
  SlideInput input;
  input.path = path;
  input.identity = identityOf(path.filename().string());
  found.slides.push_back(std::move(input));
}

bool isBelow(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

void markDuplicates(std::vector<SlideInput>& slides) {
  std::map<fs::path, std::string> first_of_file;
  std::map<std::string, fs::path> file_of_identity;
  std::map<std::string, std::string> slide_of_folder;
  for (SlideInput& slide : slides) {
    const fs::path real = realPath(slide.path);
    const auto [first, is_new] = first_of_file.emplace(real, slide.identity.slide);
    if (!is_new) {
      slide.skip_reason = "duplicate: the same file as " + first->second;
      continue;
    }
    const auto [named, name_is_new] = file_of_identity.emplace(slide.identity.slide, slide.path);
    if (!name_is_new)
      throw std::invalid_argument(
          fmt::format("two slides are called {}: {} and {}; give a folder that holds both, so "
                      "that their names differ",
                      slide.identity.slide, named->second.string(), slide.path.string()));
    const auto [held, folder_is_new] = slide_of_folder.emplace(slide.identity.folder, slide.identity.slide);
    if (!folder_is_new)
      throw std::invalid_argument(fmt::format("{} and {} would have the same output folder {}; rename one of them",
                                              held->second, slide.identity.slide, slide.identity.folder));
  }
}

}  // namespace

InputList expandInputs(const std::vector<std::string>& arguments, const fs::path& results) {
  InputList found;
  for (const std::string& argument : arguments) {
    const fs::path path = argument;
    if (isFolder(path))
      FolderSearch(path, results, found).run();
    else if (extensionOf(path) == "csv")
      addList(path, found);
    else
      addFile(path, found);
  }
  markDuplicates(found.slides);
  std::stable_sort(found.slides.begin(), found.slides.end(),
                   [](const auto& a, const auto& b) { return a.identity.slide < b.identity.slide; });
  return found;
}

void requireNoInputBelowSlides(const std::vector<std::string>& arguments, const InputList& inputs,
                               const fs::path& results) {
  const fs::path slides = results / output::kSlidesFolder;
  const fs::path real_slides = realPath(slides);
  const auto require = [&](const fs::path& input) {
    if (isBelow(realPath(input), real_slides))
      throw std::invalid_argument(
          fmt::format("{}: is an input and lies where the results would be written, in {}; name another folder for "
                      "the results",
                      input.string(), slides.string()));
  };
  for (const std::string& argument : arguments) require(argument);
  for (const SlideInput& input : inputs.slides) require(input.path);
}

}  // namespace herald
