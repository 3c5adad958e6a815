#include "pipeline/slides/tiff_directory.h"

#include <fmt/format.h>

#include <array>
#include <map>

namespace herald {
namespace {

enum Tag : std::uint16_t {
  kImageWidth = 256,
  kImageLength = 257,
  kStripOffsets = 273,
  kOrientation = 274,
  kSamplesPerPixel = 277,
  kRowsPerStrip = 278,
  kPlanarConfiguration = 284,
  kTileWidth = 322,
  kTileLength = 323,
  kTileOffsets = 324,
};

// What of an entry is of use: how many values it has, and the first one where that stands in the entry itself.
struct Entry {
  std::uint64_t count = 0;
  std::uint64_t value = 0;
};
using Directory = std::map<std::uint16_t, Entry>;

class Bytes {
 public:
  explicit Bytes(std::istream& file) : file_(file) {}

  // From the start of the file; false when it has no such place.
  bool seek(std::uint64_t position) {
    file_.clear();
    return position <= kLargestPosition && file_.seekg(static_cast<std::streamoff>(position)).good();
  }
  // "II" or "MM" gives the order of bytes; false for anything else.
  bool readOrder() {
    std::array<char, 2> order{};
    file_.read(order.data(), order.size());
    big_endian_ = order[0] == 'M';
    return file_.good() && order[0] == order[1] && (order[0] == 'I' || order[0] == 'M');
  }
  // A number of 1 to 8 bytes; 0 beyond the end, which good() then tells.
  std::uint64_t number(int size) {
    std::array<unsigned char, 8> bytes{};
    file_.read(reinterpret_cast<char*>(bytes.data()), size);  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
    if (!file_) return 0;
    std::uint64_t value = 0;
    for (int i = 0; i < size; ++i) value = value << 8 | bytes[static_cast<std::size_t>(big_endian_ ? i : size - 1 - i)];
    return value;
  }
  [[nodiscard]] bool good() const { return file_.good(); }

 private:
  static constexpr std::uint64_t kLargestPosition = std::uint64_t{1} << 62;
  std::istream& file_;
  bool big_endian_ = false;
};

// Bytes of a value of an unsigned type; 0 for the other types.
int sizeOfType(std::uint64_t type) {
  switch (type) {
    case 1:
      return 1;
    case 3:
      return 2;
    case 4:
    case 13:
      return 4;
    case 16:
    case 18:
      return 8;
    default:
      return 0;
  }
}

class Tiff {
 public:
  explicit Tiff(std::istream& file) : bytes_(file) {}

  // Position of the first directory; 0 when this is no TIFF.
  std::uint64_t open() {
    if (!bytes_.readOrder()) return 0;
    const std::uint64_t version = bytes_.number(2);
    big_ = version == 43;
    if (!big_ && version != 42) return 0;
    if (big_) (void)bytes_.number(4);  // size of offsets, 0
    return bytes_.number(offsetSize());
  }

  // Nothing when it is cut off or its tags do not rise. `next`: position of the one after it, 0 = none.
  std::optional<Directory> read(std::uint64_t position, std::uint64_t& next) {
    constexpr std::uint64_t kMostEntries = 4096;
    if (!bytes_.seek(position)) return std::nullopt;
    const std::uint64_t entries = bytes_.number(big_ ? 8 : 2);
    if (!bytes_.good() || entries == 0 || entries > kMostEntries) return std::nullopt;
    Directory directory;
    for (std::uint64_t i = 0; i < entries; ++i) {
      const auto tag = static_cast<std::uint16_t>(bytes_.number(2));
      if (!directory.empty() && tag <= directory.rbegin()->first) return std::nullopt;
      directory[tag] = readEntry();
    }
    next = bytes_.number(offsetSize());
    if (!bytes_.good()) return std::nullopt;
    return directory;
  }

 private:
  [[nodiscard]] int offsetSize() const { return big_ ? 8 : 4; }

  Entry readEntry() {
    const int size = sizeOfType(bytes_.number(2));
    Entry entry;
    entry.count = bytes_.number(offsetSize());
    const int in_place = entry.count == 1 && size > 0 ? std::min(size, offsetSize()) : 0;
    if (in_place > 0) entry.value = bytes_.number(in_place);
    for (int i = in_place; i < offsetSize(); ++i) (void)bytes_.number(1);
    return entry;
  }

  Bytes bytes_;
  bool big_ = false;
};

std::uint64_t valueOf(const Directory& directory, Tag tag, std::uint64_t otherwise) {
  const auto found = directory.find(tag);
  return found == directory.end() ? otherwise : found->second.value;
}

std::uint64_t pieces(std::uint64_t length, std::uint64_t piece) {
  return length / piece + (length % piece == 0 ? 0 : 1);
}

// OpenSlide ends the program where it cannot have the memory of a tile: 4 bytes a pixel, 1 GiB.
constexpr std::uint64_t kMostTilePixels = std::uint64_t{1} << 28;

std::optional<std::string> faultOf(const Directory& directory, int number) {
  const std::uint64_t width = valueOf(directory, kImageWidth, 0);
  const std::uint64_t height = valueOf(directory, kImageLength, 0);
  const bool tiled = directory.contains(kTileOffsets);
  const auto list = directory.find(tiled ? kTileOffsets : kStripOffsets);
  if (list == directory.end() || width == 0 || height == 0) return std::nullopt;
  const std::uint64_t piece_width = tiled ? valueOf(directory, kTileWidth, 0) : width;
  const std::uint64_t piece_height =
      tiled ? valueOf(directory, kTileLength, 0) : std::min(height, valueOf(directory, kRowsPerStrip, height));
  if (piece_width == 0 || piece_height == 0) return std::nullopt;
  if (tiled && piece_width > kMostTilePixels / piece_height)
    return fmt::format("directory {} has tiles of {} x {} pixels, too many to hold one", number, piece_width,
                       piece_height);
  const bool separate = valueOf(directory, kPlanarConfiguration, 1) == 2;
  const std::uint64_t planes = separate ? valueOf(directory, kSamplesPerPixel, 1) : 1;
  // Compared by division: a product of what a header claims can be beyond 64 bits.
  const std::uint64_t across = pieces(width, piece_width);
  const std::uint64_t down = pieces(height, piece_height);
  if (across <= list->second.count / down / std::max<std::uint64_t>(1, planes)) return std::nullopt;
  return fmt::format("directory {} claims {} x {} pixels, {} x {} {}, and lists {}", number, width, height, across,
                     down * std::max<std::uint64_t>(1, planes), tiled ? "tiles" : "strips", list->second.count);
}

}  // namespace

std::optional<std::string> tiffListFault(std::istream& file) {
  constexpr int kMostDirectories = 100'000;
  constexpr std::size_t kMostEntries = 1'000'000;  // directories can form a loop
  std::size_t entries = 0;
  Tiff tiff(file);
  std::uint64_t position = tiff.open();
  for (int number = 1; position != 0 && number <= kMostDirectories; ++number) {
    std::uint64_t next = 0;
    const auto directory = tiff.read(position, next);
    if (!directory || (entries += directory->size()) > kMostEntries) return std::nullopt;
    if (auto fault = faultOf(*directory, number)) return fault;
    position = next;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> tiffOrientation(std::istream& file) {
  Tiff tiff(file);
  const std::uint64_t position = tiff.open();
  std::uint64_t next = 0;
  const auto directory = position == 0 ? std::nullopt : tiff.read(position, next);
  if (!directory || !directory->contains(kOrientation)) return std::nullopt;
  return directory->at(kOrientation).value;
}

}  // namespace herald
