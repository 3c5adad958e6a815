#include "pipeline/cells/cell_store_reader.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>

#include "pipeline/cells/cell_columns.h"
#include "pipeline/cells/cell_store.h"
#include "pipeline/cells/measured_slide.h"
#include "pipeline/files/anndata_reader.h"
#include "pipeline/files/read_error.h"

namespace herald {
namespace {

using anndata::ElementType;
using anndata::RowRange;

const std::string kUns = "/uns/herald/";

std::span<const std::string_view> exclusionCategories() {
  return std::span(kExclusionNames).subspan(1);
}

// The rows asked for of one element after the other, into the cells.
class Rows {
 public:
  Rows(const anndata::Reader& file, std::size_t first_row, std::span<CellRecord> cells)
      : file_(file), range_{first_row, cells.size()}, cells_(cells) {}

  void readSummaries() {
    for (const CellColumn& known : kCellColumns)
      if (known.of_summary) readColumn(known);
    readNumbers<std::int32_t>("/obs/seed_x", ElementType::kInt32, [](CellRecord& c, auto v) { c.seed.x = v; });
    readNumbers<std::int32_t>("/obs/seed_y", ElementType::kInt32, [](CellRecord& c, auto v) { c.seed.y = v; });
    std::vector<std::int8_t> codes(range_.count);
    file_.readBool("/obs/tumour", codes.data(), range_);
    for (std::size_t i = 0; i < codes.size(); ++i) cells_[i].tumour = codes[i] != 0;
    file_.readCodes("/obs/excluded", exclusionCategories().size(), codes, range_.first);
    for (std::size_t i = 0; i < codes.size(); ++i) cells_[i].excluded = static_cast<Exclusion>(codes[i] + 1);
  }

  void readMembranes() {
    readColumn(columnNamed("side_dab_od"));
    readRows(
        "/obsm/membrane_peak", ElementType::kUint8, kMembraneSectors,
        [](CellRecord & c) -> auto& { return c.membrane.peak; });
    readRows(
        "/obsm/membrane_contrast", ElementType::kUint8, kMembraneSectors,
        [](CellRecord & c) -> auto& { return c.membrane.contrast; });
    readRows(
        "/obsm/membrane_excess", ElementType::kUint8, kMembraneSectors,
        [](CellRecord & c) -> auto& { return c.membrane.excess; });
  }

  void readRest() {
    for (const CellColumn& known : kCellColumns)
      if (!known.of_summary) readColumn(known);
    readNumbers<float>("/obs/width_um", ElementType::kFloat32,
                       [](CellRecord& c, float v) { c.membrane_width_um = v == v ? std::optional(v) : std::nullopt; });
    std::vector<std::array<double, 2>> points(range_.count);
    file_.read("/obsm/spatial", ElementType::kFloat64, points.data(), range_, 2);
    for (std::size_t i = 0; i < points.size(); ++i) cells_[i].centroid_in_level0 = {points[i][0], points[i][1]};
    readRows(
        "/obsm/cell_outline", ElementType::kInt16, 2 * kMembraneSectors,
        [](CellRecord & c) -> auto& { return c.outline; });
    readRows(
        "/obsm/nucleus_outline", ElementType::kInt16, 2 * kNucleusOutlinePoints,
        [](CellRecord & c) -> auto& { return c.nucleus_outline; });
  }

 private:
  static const CellColumn& columnNamed(std::string_view name) {
    return *std::find_if(kCellColumns.begin(), kCellColumns.end(), [&](const auto& c) { return c.name == name; });
  }

  template <class Number, class Set>
  void readNumbers(const std::string& path, ElementType type, const Set& set) {
    std::vector<Number> values(range_.count);
    file_.read(path, type, values.data(), range_, 0);
    for (std::size_t i = 0; i < values.size(); ++i) set(cells_[i], values[i]);
  }
  void readColumn(const CellColumn& column) {
    readNumbers<float>("/obs/" + std::string(column.name), ElementType::kFloat32,
                       [&](CellRecord& cell, float value) { cell.*column.field = value; });
  }
  // Each cell's row of a matrix, `columns` numbers, into the array get(cell).
  template <class Get>
  void readRows(const std::string& path, ElementType type, std::size_t columns, const Get& get) {
    using Row = std::remove_cvref_t<decltype(get(std::declval<CellRecord&>()))>;
    std::vector<Row> values(range_.count);
    file_.read(path, type, values.data(), range_, columns);
    for (std::size_t i = 0; i < values.size(); ++i) get(cells_[i]) = values[i];
  }

  const anndata::Reader& file_;
  RowRange range_;
  std::span<CellRecord> cells_;
};

void readTissueMask(const anndata::Reader& file, std::vector<TissueClass>& pixels) {
  const std::string path = kUns + "tissue_mask_runs";
  std::vector<std::array<std::int32_t, 2>> runs(file.rows(path));
  file.read(path, ElementType::kInt32, runs.data(), {0, runs.size()}, 2);
  auto pixel = pixels.begin();
  for (const auto& [value, length] : runs) {
    if (value < 0 || value >= kTissueClasses || length < 1 || length > pixels.end() - pixel)
      throw std::invalid_argument("the runs of the tissue mask do not fit it");
    pixel = std::fill_n(pixel, length, static_cast<TissueClass>(value));
  }
  if (pixel != pixels.end()) throw std::invalid_argument("the runs of the tissue mask do not fill it");
}

}  // namespace

struct CellStoreReader::File {
  explicit File(const std::filesystem::path& path) : reader(path) {}
  anndata::Reader reader;
};

CellStoreReader::CellStoreReader(const std::filesystem::path& path) : path_(path) {
  const std::lock_guard lock(hdf5Mutex());
  const QuietHdf5 quiet;
  auto file = std::make_unique<File>(path);
  const std::string schema = file->reader.text(kUns + "schema").value_or("none");
  if (schema != kCellStoreSchema)
    throw ReadError(path.string() + ": not a cell store of this program: schema is \"" + schema + "\", wanted \"" +
                    std::string(kCellStoreSchema) + "\"");
  herald_ = file->reader.text(kUns + "herald").value_or("");
  config_hash_ = file->reader.text(kUns + "config_hash").value_or("");
  file->reader.requireCategories("/obs/excluded", exclusionCategories());
  size_ = file->reader.rows("/obs/seed_x");
  file_ = std::move(file);
}

CellStoreReader::~CellStoreReader() {
  const std::lock_guard lock(hdf5Mutex());
  file_.reset();
}

SlideResult CellStoreReader::measuredSlide() const {
  const std::lock_guard lock(hdf5Mutex());
  const QuietHdf5 quiet;
  try {
    SlideResult result = parseMeasuredSlide(file_->reader.text(kUns + "measured_slide").value_or(""));
    readTissueMask(file_->reader, result.measured.statistics.tissue.classes.pixels());
    return result;
  } catch (const std::invalid_argument& error) {
    throw ReadError(path_.string() + ": damaged: " + error.what());
  }
}

void CellStoreReader::read(std::size_t first_row, std::span<CellRecord> cells, CellFields fields) const {
  const std::lock_guard lock(hdf5Mutex());
  const QuietHdf5 quiet;
  Rows rows(file_->reader, first_row, cells);
  rows.readSummaries();
  rows.readMembranes();
  if (fields == CellFields::kAll) rows.readRest();
}

std::vector<CellRecord> readAllCells(const std::filesystem::path& path) {
  const CellStoreReader store(path);
  std::vector<CellRecord> cells(store.size());
  store.read(0, cells, CellFields::kAll);
  return cells;
}

}  // namespace herald
