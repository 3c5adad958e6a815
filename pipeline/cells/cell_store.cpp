#include "pipeline/cells/cell_store.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "pipeline/cells/cell_columns.h"
#include "pipeline/cells/cell_identity.h"
#include "pipeline/cells/measured_slide.h"
#include "pipeline/files/anndata_writer.h"
#include "pipeline/files/atomic_file.h"

namespace herald {
namespace {

using anndata::ElementType;

static_assert(sizeof(OutlineOffset) == 2 * sizeof(std::int16_t), "outlines are stored as pairs of int16");

constexpr std::string_view kUns = "/uns/herald/";

std::vector<std::string> columnOrder() {
  std::vector<std::string> names;
  const auto append = [&](const auto& columns) {
    for (const ColumnText& column : columns) names.emplace_back(column.name);
  };
  append(kStainingColumns);
  names.emplace_back(kWidthColumn.name);
  append(kCellColumns);
  append(kPlaceColumns);
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

// Fills its elements of the file with the cells of one block after the other.
using BlockWriter = std::function<void(const SlideCells::Block&)>;

// One value of type T a cell, what get(cell, staining) gives.
template <class T, class Get>
BlockWriter columnWriter(anndata::Rows rows, const Get& get) {
  return [rows = std::make_shared<anndata::Rows>(std::move(rows)), get,
          values = std::vector<T>()](const SlideCells::Block& block) mutable {
    values.clear();
    for (std::size_t i = 0; i < block.cells.size(); ++i)
      values.push_back(static_cast<T>(get(block.cells[i], block.staining[i])));
    rows->write(block.first_row, values.size(), values.data());
  };
}

// A row of bytes a cell: the array that get(cell) gives.
template <class Get>
BlockWriter rowWriter(anndata::Rows rows, const Get& get) {
  using Row = std::remove_cvref_t<decltype(get(std::declval<const CellRecord&>()))>;
  return [rows = std::make_shared<anndata::Rows>(std::move(rows)), get,
          values = std::vector<Row>()](const SlideCells::Block& block) mutable {
    values.clear();
    for (const CellRecord& cell : block.cells) values.push_back(get(cell));
    rows->write(block.first_row, values.size(), values.data());
  };
}

class CellTable {
 public:
  CellTable(anndata::Writer& file, std::size_t cells) : file_(file), n_(cells) {}

  void addIds(anndata::Rows index, const std::string& quick_hash) {
    writers_.push_back([rows = std::make_shared<anndata::Rows>(std::move(index)), quick_hash,
                        ids = std::string()](const SlideCells::Block& block) mutable {
      cellUuids(quick_hash, block.cells, ids);
      rows->write(block.first_row, block.cells.size(), ids.data());
    });
  }

  void addStaining() {
    using Cell = const CellRecord&;
    using Staining = const CellStaining&;
    add<std::int8_t>(file_.categorical("/obs/class", kCellClassNames, n_, true),
                     [](Cell, Staining s) { return s.cell_class; });
    add<std::int8_t>(file_.categorical("/obs/pattern", kPatternNames, n_, false),
                     [](Cell, Staining s) { return patternOf(s.pattern); });
    add<std::int8_t>(file_.categorical("/obs/intensity", kIntensityNames, n_, true),
                     [](Cell, Staining s) { return intensityOf(s.pattern); });
    addFloat("completeness", [](Cell, Staining s) { return s.completeness; });
    addFloat("longest_arc_fraction", [](Cell, Staining s) { return s.longest_arc_fraction; });
    add<std::int32_t>(file_.vector("/obs/arcs", ElementType::kInt32, n_), [](Cell, Staining s) { return s.arcs; });
    addFloat("excess_od_um", [](Cell, Staining s) { return s.excess_od_um; });
    addFloat("dab_od", [](Cell, Staining s) { return s.dab_od; });
  }

  void addColumns() {
    using Cell = const CellRecord&;
    using Staining = const CellStaining&;
    static constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
    addFloat("width_um", [](Cell c, Staining) { return c.membrane_width_um.value_or(kUnknown); });
    for (const CellColumn& known : kCellColumns)
      addFloat(known.name, [field = known.field](Cell c, Staining) { return c.*field; });
    add<std::int8_t>(file_.boolVector("/obs/tumour", n_), [](Cell c, Staining) { return c.tumour; });
    add<std::int8_t>(file_.categorical("/obs/excluded", std::span(kExclusionNames).subspan(1), n_, false),
                     [](Cell c, Staining) { return static_cast<int>(c.excluded) - 1; });
    add<std::int32_t>(file_.vector("/obs/seed_x", ElementType::kInt32, n_), [](Cell c, Staining) { return c.seed.x; });
    add<std::int32_t>(file_.vector("/obs/seed_y", ElementType::kInt32, n_), [](Cell c, Staining) { return c.seed.y; });
  }

  void addMatrices() {
    using Cell = const CellRecord&;
    file_.dict("/obsm");
    addRows("spatial", ElementType::kFloat64, 2, [](Cell c) {
      return std::array{c.centroid_in_level0.x, c.centroid_in_level0.y};
    });
    addRows("membrane_peak", ElementType::kUint8, kMembraneSectors,
            [](Cell c) -> decltype(auto) { return (c.membrane.peak); });
    addRows("membrane_contrast", ElementType::kUint8, kMembraneSectors,
            [](Cell c) -> decltype(auto) { return (c.membrane.contrast); });
    addRows("membrane_excess", ElementType::kUint8, kMembraneSectors,
            [](Cell c) -> decltype(auto) { return (c.membrane.excess); });
    addRows("cell_outline", ElementType::kInt16, 2 * kMembraneSectors,
            [](Cell c) -> decltype(auto) { return (c.outline); });
    addRows("nucleus_outline", ElementType::kInt16, 2 * kNucleusOutlinePoints,
            [](Cell c) -> decltype(auto) { return (c.nucleus_outline); });
  }

  void write(const SlideCells& cells) {
    SlideCells::Block block;
    for (std::size_t i = 0; i < cells.blockCount(); ++i) {
      cells.readBlock(i, block);
      for (const BlockWriter& writer : writers_) writer(block);
    }
  }

 private:
  template <class T, class Get>
  void add(anndata::Rows rows, const Get& get) {
    writers_.push_back(columnWriter<T>(std::move(rows), get));
  }
  template <class Get>
  void addFloat(std::string_view name, const Get& get) {
    add<float>(file_.vector("/obs/" + std::string(name), ElementType::kFloat32, n_), get);
  }
  template <class Get>
  void addRows(const char* name, ElementType type, std::size_t columns, const Get& get) {
    writers_.push_back(rowWriter(file_.matrix(std::string("/obsm/") + name, type, n_, columns), get));
  }

  anndata::Writer& file_;
  std::size_t n_;
  std::vector<BlockWriter> writers_;
};

void writeCuts(anndata::Writer& file, const CellClassOptions& cuts) {
  const std::string folder = std::string(kUns) + "cell_class";
  file.dict(folder);
  for (const auto& cut : descriptorsOf<CellClassOptions>())
    file.number(folder + "/" + std::string(cut.name()), numberOf(cut, cuts));
}

// Row by row, as runs of (class, length): a few kilobytes where the mask has megabytes.
void writeTissueMask(anndata::Writer& file, const Image<TissueClass>& classes) {
  std::vector<std::array<std::int32_t, 2>> runs;
  for (const TissueClass pixel : classes.pixels()) {
    const auto value = static_cast<std::int32_t>(pixel);
    if (runs.empty() || runs.back()[0] != value || runs.back()[1] == std::numeric_limits<std::int32_t>::max())
      runs.push_back({value, 0});
    ++runs.back()[1];
  }
  file.matrix(std::string(kUns) + "tissue_mask_runs", ElementType::kInt32, runs.size(), 2)
      .write(0, runs.size(), runs.data());
}

void writeProvenance(anndata::Writer& file, const SlideResult& result, const Provenance& provenance) {
  const std::string folder(kUns);
  file.dict("/uns");
  file.dict("/uns/herald");
  file.text(folder + "schema", std::string(kCellStoreSchema));
  file.text(folder + "herald", provenance.herald);
  file.text(folder + "config_hash", provenance.config_hash);
  file.text(folder + "slide", result.identity.slide);
  file.text(folder + "quick_hash", result.measured.description.quick_hash);
  if (result.measured.pixel_size) {
    file.number(folder + "mpp", result.measured.pixel_size->pixel_size.umPerPx());
    file.text(folder + "mpp_source", result.measured.pixel_size->source);
  }
  file.text(folder + "rule_set", result.judged.ruleSetName());
  file.text(folder + "rule_set_version", result.judged.ruleSetVersion());
  file.text(folder + "tumour_selection", result.judged.tumour_selection);
  file.number(folder + "peak_step_od", kPeakStepOd);
  file.number(folder + "contrast_step_od", kContrastStepOd);
  file.number(folder + "excess_step_od_um", kExcessStepOdUm);
  file.number(folder + "outline_step_px", kOutlineStepPx);
  if (result.judged.request) writeCuts(file, result.judged.request->cell_class);
  file.text(folder + "measured_slide", measuredSlideJson(result));
  writeTissueMask(file, result.measured.statistics.tissue.classes);
}

void writeAnnData(anndata::Writer& file, const SlideResult& result, const Provenance& provenance) {
  const std::size_t n = result.measured.cells.size();
  (void)file.matrix("/X", ElementType::kFloat32, n, 0);
  CellTable table(file, n);
  table.addIds(file.dataframe("/obs", n, kUuidLength, columnOrder()), result.measured.description.quick_hash);
  (void)file.dataframe("/var", 0, 1, {});
  table.addStaining();
  table.addColumns();
  table.addMatrices();
  writeProvenance(file, result, provenance);
  for (const char* empty : {"/layers", "/obsp", "/varm", "/varp"}) file.dict(empty);
  table.write(result.measured.cells);
}

}  // namespace

void writeCellStore(const SlideResult& result, const Provenance& provenance, const std::filesystem::path& path) {
  const std::lock_guard lock(hdf5Mutex());
  const QuietHdf5 quiet;
  writeFileAtomically(path, [&](const std::filesystem::path& partial) {
    anndata::Writer file(partial, path.string());
    writeAnnData(file, result, provenance);
    file.close();
  });
}

}  // namespace herald
