#include "pipeline/cell_store.h"

#include <algorithm>
#include <limits>
#include <span>
#include <stdexcept>

#include "pipeline/anndata_file.h"
#include "pipeline/atomic_file.h"
#include "pipeline/cell_columns.h"
#include "pipeline/cell_identity.h"

namespace herald {
namespace {

using anndata::ElementType;

static_assert(sizeof(OutlineOffset) == 2 * sizeof(std::int16_t), "outlines are stored as pairs of int16");

constexpr std::string_view kUns = "/uns/herald/";

std::span<const std::string_view> exclusionCategories() {
  return std::span(kExclusionNames).subspan(1);
}

// One value a cell, in store order.
template <class T, class Items, class Get>
std::vector<T> column(const Items& items, const Get& get) {
  std::vector<T> values;
  values.reserve(items.size());
  for (const auto& item : items) values.push_back(static_cast<T>(get(item)));
  return values;
}

// `Count` values a cell, one cell a row.
template <class T, std::size_t Count, class Get>
std::vector<T> rowsOf(const std::vector<CellRecord>& cells, const Get& get) {
  std::vector<T> values;
  values.reserve(cells.size() * Count);
  for (const CellRecord& cell : cells) {
    const std::array<T, Count>& row = get(cell);
    values.insert(values.end(), row.begin(), row.end());
  }
  return values;
}

std::vector<std::string> columnOrder() {
  std::vector<std::string> names = {"class", "pattern", "intensity", "completeness", "longest_arc_fraction",
                                    "arcs",  "dab_od",  "width_um"};
  for (const CellColumn& known : kCellColumns) names.emplace_back(known.name);
  names.insert(names.end(), {"tumour", "excluded", "seed_x", "seed_y"});
  return names;
}

// The two sides of the table: none iw im is cw cm cs.
constexpr std::array<std::string_view, 3> kPatternNames = {"none", "incomplete", "complete"};
constexpr std::array<std::string_view, 4> kIntensityNames = {"none", "weak", "moderate", "strong"};
int patternOf(StainingPattern pattern) {
  return (static_cast<int>(pattern) + 2) / 3;
}
int intensityOf(StainingPattern pattern) {
  return pattern == StainingPattern::kNone ? 0 : (static_cast<int>(pattern) - 1) % 3 + 1;
}

void writeStaining(anndata::Writer& file, const std::vector<CellStaining>& staining) {
  const auto classes = column<std::int8_t>(staining, [](const CellStaining& s) { return s.cell_class; });
  file.categorical("/obs/class", kCellClassNames, classes, true);
  const auto patterns = column<std::int8_t>(staining, [](const CellStaining& s) { return patternOf(s.pattern); });
  file.categorical("/obs/pattern", kPatternNames, patterns, false);
  const auto intensities = column<std::int8_t>(staining, [](const CellStaining& s) { return intensityOf(s.pattern); });
  file.categorical("/obs/intensity", kIntensityNames, intensities, true);
  const auto completeness = column<float>(staining, [](const CellStaining& s) { return s.completeness; });
  file.vector("/obs/completeness", ElementType::kFloat32, completeness.data(), staining.size());
  const auto arc = column<float>(staining, [](const CellStaining& s) { return s.longest_arc_fraction; });
  file.vector("/obs/longest_arc_fraction", ElementType::kFloat32, arc.data(), staining.size());
  const auto arcs = column<std::int32_t>(staining, [](const CellStaining& s) { return s.arcs; });
  file.vector("/obs/arcs", ElementType::kInt32, arcs.data(), staining.size());
  const auto dab = column<float>(staining, [](const CellStaining& s) { return s.dab_od; });
  file.vector("/obs/dab_od", ElementType::kFloat32, dab.data(), staining.size());
}

void writeColumns(anndata::Writer& file, const std::vector<CellRecord>& cells) {
  static constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
  const auto width = column<float>(cells, [](const CellRecord& c) { return c.membrane_width_um.value_or(kUnknown); });
  file.vector("/obs/width_um", ElementType::kFloat32, width.data(), cells.size());
  for (const CellColumn& known : kCellColumns) {
    const auto values = column<float>(cells, [&](const CellRecord& c) { return c.*known.field; });
    file.vector("/obs/" + std::string(known.name), ElementType::kFloat32, values.data(), cells.size());
  }
  const auto tumour = column<std::int8_t>(cells, [](const CellRecord& c) { return c.tumour; });
  file.boolVector("/obs/tumour", tumour);
  const auto excluded =
      column<std::int8_t>(cells, [](const CellRecord& c) { return static_cast<int>(c.excluded) - 1; });
  file.categorical("/obs/excluded", exclusionCategories(), excluded, false);
  const auto seed_x = column<std::int32_t>(cells, [](const CellRecord& c) { return c.seed.x; });
  file.vector("/obs/seed_x", ElementType::kInt32, seed_x.data(), cells.size());
  const auto seed_y = column<std::int32_t>(cells, [](const CellRecord& c) { return c.seed.y; });
  file.vector("/obs/seed_y", ElementType::kInt32, seed_y.data(), cells.size());
}

void writeMatrices(anndata::Writer& file, const std::vector<CellRecord>& cells) {
  const std::size_t n = cells.size();
  file.dict("/obsm");
  std::vector<double> spatial;
  for (const CellRecord& cell : cells) {
    spatial.push_back(cell.centroid_in_level0.x);
    spatial.push_back(cell.centroid_in_level0.y);
  }
  file.matrix("/obsm/spatial", ElementType::kFloat64, spatial.data(), n, 2);
  const auto peak = rowsOf<std::uint8_t, kMembraneSectors>(
      cells, [](const CellRecord& c) -> decltype(auto) { return (c.membrane.peak); });
  file.matrix("/obsm/membrane_peak", ElementType::kUint8, peak.data(), n, kMembraneSectors);
  const auto contrast = rowsOf<std::uint8_t, kMembraneSectors>(
      cells, [](const CellRecord& c) -> decltype(auto) { return (c.membrane.contrast); });
  file.matrix("/obsm/membrane_contrast", ElementType::kUint8, contrast.data(), n, kMembraneSectors);
  const auto outline =
      rowsOf<OutlineOffset, kMembraneSectors>(cells, [](const CellRecord& c) -> decltype(auto) { return (c.outline); });
  file.matrix("/obsm/cell_outline", ElementType::kInt16, outline.data(), n, 2 * kMembraneSectors);
  const auto nucleus = rowsOf<OutlineOffset, kNucleusOutlinePoints>(
      cells, [](const CellRecord& c) -> decltype(auto) { return (c.nucleus_outline); });
  file.matrix("/obsm/nucleus_outline", ElementType::kInt16, nucleus.data(), n, 2 * kNucleusOutlinePoints);
}

void writeCuts(anndata::Writer& file, const CellClassOptions& cuts) {
  const std::string folder = std::string(kUns) + "cell_class";
  file.dict(folder);
  file.number(folder + "/stained_od", cuts.stained_od);
  file.number(folder + "/cytoplasm_coefficient", cuts.cytoplasm_coefficient);
  file.number(folder + "/moderate_od", cuts.moderate_od);
  file.number(folder + "/strong_od", cuts.strong_od);
  file.number(folder + "/complete_fraction", cuts.complete_fraction);
  file.number(folder + "/none_fraction", cuts.none_fraction);
}

void writeProvenance(anndata::Writer& file, const SlideResult& result, const Provenance& provenance) {
  const std::string folder(kUns);
  file.dict("/uns");
  file.dict("/uns/herald");
  file.text(folder + "schema", std::string(kCellStoreSchema));
  file.text(folder + "herald", provenance.herald);
  file.text(folder + "config_hash", provenance.config_hash);
  file.text(folder + "slide", result.identity.slide);
  file.text(folder + "quick_hash", result.description.quick_hash);
  if (result.pixel_size) {
    file.number(folder + "mpp", result.pixel_size->pixel_size.umPerPx());
    file.text(folder + "mpp_source", result.pixel_size->source);
  }
  file.text(folder + "rule_set", result.rule_set_name);
  file.text(folder + "rule_set_version", result.rule_set_version);
  file.text(folder + "tumour_selection", result.tumour_selection);
  file.number(folder + "peak_step_od", kPeakStepOd);
  file.number(folder + "contrast_step_od", kContrastStepOd);
  file.number(folder + "outline_step_px", kOutlineStepPx);
  if (result.cell_class) writeCuts(file, *result.cell_class);
}

void writeAnnData(anndata::Writer& file, const SlideResult& result, const Provenance& provenance) {
  file.matrix("/X", ElementType::kFloat32, nullptr, result.cells.size(), 0);
  std::vector<std::string> ids;
  ids.reserve(result.cells.size());
  for (const CellRecord& cell : result.cells) ids.push_back(cellUuid(result.description.quick_hash, cell.seed));
  file.dataframe("/obs", ids, columnOrder());
  file.dataframe("/var", {}, {});
  writeStaining(file, result.staining);
  writeColumns(file, result.cells);
  writeMatrices(file, result.cells);
  writeProvenance(file, result, provenance);
  for (const char* empty : {"/layers", "/obsp", "/varm", "/varp"}) file.dict(empty);
}

// Each cell's row of a matrix, `Count` values of T, into the array `get` gives. T is one element or a pair of them.
template <class T, std::size_t Count, class Get>
void readRows(const anndata::Reader& file, const std::string& path, ElementType type, std::size_t columns,
              std::vector<CellRecord>& cells, const Get& get) {
  std::vector<T> values(cells.size() * Count);
  file.read(path, type, values.data(), cells.size(), columns);
  for (std::size_t i = 0; i < cells.size(); ++i)
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(i * Count), Count, get(cells[i]).begin());
}

void readColumns(const anndata::Reader& file, std::vector<CellRecord>& cells) {
  const std::size_t n = cells.size();
  std::vector<float> values(n);
  for (const CellColumn& known : kCellColumns) {
    file.read("/obs/" + std::string(known.name), ElementType::kFloat32, values.data(), n, 0);
    for (std::size_t i = 0; i < n; ++i) cells[i].*known.field = values[i];
  }
  file.read("/obs/width_um", ElementType::kFloat32, values.data(), n, 0);
  for (std::size_t i = 0; i < n; ++i)
    if (values[i] == values[i]) cells[i].membrane_width_um = values[i];
  std::vector<std::int8_t> codes(n);
  file.readBool("/obs/tumour", codes);
  for (std::size_t i = 0; i < n; ++i) cells[i].tumour = codes[i] != 0;
  file.readCategorical("/obs/excluded", exclusionCategories(), codes);
  for (std::size_t i = 0; i < n; ++i) cells[i].excluded = static_cast<Exclusion>(codes[i] + 1);
  std::vector<std::int32_t> seeds(n);
  file.read("/obs/seed_x", ElementType::kInt32, seeds.data(), n, 0);
  for (std::size_t i = 0; i < n; ++i) cells[i].seed.x = seeds[i];
  file.read("/obs/seed_y", ElementType::kInt32, seeds.data(), n, 0);
  for (std::size_t i = 0; i < n; ++i) cells[i].seed.y = seeds[i];
}

void readMatrices(const anndata::Reader& file, std::vector<CellRecord>& cells) {
  std::vector<double> spatial(2 * cells.size());
  file.read("/obsm/spatial", ElementType::kFloat64, spatial.data(), cells.size(), 2);
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i].centroid_in_level0 = {spatial[2 * i], spatial[2 * i + 1]};
  readRows<std::uint8_t, kMembraneSectors>(file, "/obsm/membrane_peak", ElementType::kUint8, kMembraneSectors, cells,
                                           [](CellRecord& c) -> decltype(auto) { return (c.membrane.peak); });
  readRows<std::uint8_t, kMembraneSectors>(file, "/obsm/membrane_contrast", ElementType::kUint8, kMembraneSectors,
                                           cells,
                                           [](CellRecord& c) -> decltype(auto) { return (c.membrane.contrast); });
  readRows<OutlineOffset, kMembraneSectors>(file, "/obsm/cell_outline", ElementType::kInt16, 2 * kMembraneSectors,
                                            cells, [](CellRecord& c) -> decltype(auto) { return (c.outline); });
  readRows<OutlineOffset, kNucleusOutlinePoints>(file, "/obsm/nucleus_outline", ElementType::kInt16,
                                                 2 * kNucleusOutlinePoints, cells,
                                                 [](CellRecord& c) -> decltype(auto) { return (c.nucleus_outline); });
}

}  // namespace

void writeCellStore(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& path) {
  if (result.cells.size() != result.staining.size()) throw std::logic_error("cells and staining differ in number");
  const std::lock_guard lock(anndata::hdf5Mutex());
  const anndata::QuietHdf5 quiet;
  writeFileAtomically(path, [&](const std::filesystem::path& partial) {
    anndata::Writer file(partial, path.string());
    writeAnnData(file, result, provenance);
    file.close();
  });
}

CellStore readCellStore(const std::filesystem::path& path) {
  const std::lock_guard lock(anndata::hdf5Mutex());
  const anndata::QuietHdf5 quiet;
  const anndata::Reader file(path);
  const std::string schema = file.text(std::string(kUns) + "schema").value_or("none");
  if (schema != kCellStoreSchema)
    throw SlideError(path.string() + ": not a cell store of this program: schema is \"" + schema + "\", wanted \"" +
                     std::string(kCellStoreSchema) + "\"");
  CellStore store;
  store.slide = file.text(std::string(kUns) + "slide").value_or("");
  store.quick_hash = file.text(std::string(kUns) + "quick_hash").value_or("");
  store.config_hash = file.text(std::string(kUns) + "config_hash").value_or("");
  store.um_per_px = file.number(std::string(kUns) + "mpp");
  store.cells.resize(file.rows("/obs/seed_x"));
  readColumns(file, store.cells);
  readMatrices(file, store.cells);
  return store;
}

}  // namespace herald
