#include "pipeline/slides/described_pixel_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <pugixml.hpp>
#include <string>
#include <utility>

#include "pipeline/files/number_text.h"
#include "pipeline/slides/resolution.h"

namespace herald {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::optional<double> lengthUm(const std::optional<double>& value, const std::optional<double>& unit_um) {
  return value && unit_um ? std::optional(*value * *unit_um) : std::nullopt;
}

// --- OME-XML ---

bool isOmeXml(std::string_view text) {
  return text.find("<OME") != std::string_view::npos || text.find(":OME") != std::string_view::npos;
}

std::string_view localName(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
}

pugi::xml_node pixelsOfSize(const pugi::xml_document& document, const SlideLevel& level0) {
  return document.find_node([&](const pugi::xml_node& node) {
    return localName(node) == "Pixels" && node.attribute("SizeX").as_llong() == level0.width &&
           node.attribute("SizeY").as_llong() == level0.height;
  });
}

std::optional<double> physicalSizeUm(const pugi::xml_node& pixels, const std::string& axis,
                                     SlideDescription& description) {
  const pugi::xml_attribute size = pixels.attribute(("PhysicalSize" + axis).c_str());
  if (!size) return std::nullopt;
  const auto value = numberIn<double>(size.value());
  const auto unit_um = unitUm(pixels.attribute(("PhysicalSize" + axis + "Unit").c_str()).as_string("um"));
  if (!value) addUnusable("ome-xml", fmt::format("PhysicalSize{} is no number", axis), description);
  if (!unit_um) addUnusable("ome-xml", fmt::format("PhysicalSize{} has no unit of length", axis), description);
  return lengthUm(value, unit_um);
}

void addFromOmeXml(std::string_view text, const SlideLevel& level0, SlideDescription& description) {
  const auto unusable = [&](const std::string& why) { addUnusable("ome-xml", why, description); };
  pugi::xml_document document;
  if (!document.load_buffer(text.data(), text.size())) return unusable("is damaged");
  const pugi::xml_node pixels = pixelsOfSize(document, level0);
  if (!pixels) return unusable(fmt::format("describes no picture of {} x {} pixels", level0.width, level0.height));
  const std::size_t known = description.unusable_pixel_sizes.size();
  const auto x_um = physicalSizeUm(pixels, "X", description);
  const auto y_um = physicalSizeUm(pixels, "Y", description);
  if (x_um || y_um) return addPixelSize(x_um ? x_um : y_um, y_um ? y_um : x_um, "ome-xml", description);
  if (known == description.unusable_pixel_sizes.size()) unusable("has no PhysicalSizeX");
}

// --- ImageJ ---

// The value of the line "key=value".
std::optional<std::string_view> lineValue(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(key) && line.substr(key.size()).starts_with('=')) return line.substr(key.size() + 1);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::nullopt;
}

void addFromImageJ(std::string_view text, const ResolutionTags& tags, SlideDescription& description) {
  const auto unusable = [&](const char* why) { addUnusable("imagej", why, description); };
  const auto unit = lineValue(text, "unit");
  if (!unit) return unusable("has no unit");
  const auto unit_um = unitUm(*unit);
  if (!unit_um) return unusable("its unit is none of length");
  const auto edge_um = [&](const std::optional<double>& per_unit) {
    return per_unit && *per_unit > 0 ? std::optional(*unit_um / *per_unit) : std::nullopt;
  };
  const auto x_um = edge_um(tags.x_per_unit);
  const auto y_um = edge_um(tags.y_per_unit);
  if (!x_um && !y_um) return unusable("has a unit, and the resolution tags no number");
  addPixelSize(x_um ? x_um : y_um, y_um ? y_um : x_um, "imagej", description);
}

// --- other descriptions ---

struct Found {
  bool x = true;  // which edges the value is of
  bool y = true;
  double value = 0;
  std::optional<double> unit_um;
};

// Reads a text from left to right.
class Reader {
 public:
  Reader(std::string_view text, std::size_t at) : text_(text), at_(at) {}
  [[nodiscard]] char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool skip(std::string_view any_of) {
    const bool there = next() != '\0' && any_of.find(lower(next())) != std::string_view::npos;
    if (there) ++at_;
    return there;
  }
  void skipAll(std::string_view any_of) {
    while (skip(any_of)) {
    }
  }
  // The key, in any case, its words apart as people write them: "pixel size", "pixel_size", "PixelSize".
  bool skipKey(std::string_view key) {
    const std::size_t before = at_;
    for (const char c : key) {
      if (c == ' ') {
        skip(" _-");
      } else if (lower(next()) == c) {
        ++at_;
      } else {
        at_ = before;
        return false;
      }
    }
    return true;
  }
  std::optional<double> number() {
    const std::size_t begin = at_;
    skipAll("0123456789.");
    const std::size_t mantissa_end = at_;
    if (skip("e")) {
      skip("-");
      if (!isDigit(next())) at_ = mantissa_end;
      skipAll("0123456789");
    }
    return numberIn<double>(text_.substr(begin, at_ - begin));
  }
  // What could be the name of a unit: letters and bytes beyond ASCII.
  std::string_view word() {
    const std::size_t begin = at_;
    while (isLetter(next()) || static_cast<unsigned char>(next()) > 127) ++at_;
    return text_.substr(begin, at_ - begin);
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

// The value behind a key that begins at `at`; nothing when none does.
std::optional<Found> valueAt(std::string_view text, std::size_t at) {
  Reader reader(text, at);
  const bool is_mpp = reader.skipKey("mpp") || reader.skipKey("microns per pixel");
  if (!is_mpp && !reader.skipKey("pixel size") && !reader.skipKey("physical size")) return std::nullopt;
  Found found;
  reader.skip(" _-.");
  if (reader.skip("x")) found.y = false;
  if (found.y && reader.skip("y")) found.x = false;
  if (isLetter(reader.next())) return std::nullopt;  // the beginning of another word
  reader.skipAll(" \t\"'");
  if (!reader.skip("=:")) return std::nullopt;
  reader.skipAll(" \t\"'");
  const auto value = reader.number();
  if (!value) return std::nullopt;
  found.value = *value;
  reader.skip(" ");
  found.unit_um = unitUm(reader.word());
  if (!found.unit_um && is_mpp) found.unit_um = 1;
  return found;
}

void addFromText(std::string_view text, SlideDescription& description) {
  std::optional<double> x_um;
  std::optional<double> y_um;
  bool without_unit = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins_word = at == 0 || !(isLetter(text[at - 1]) || isDigit(text[at - 1]));
    const auto found = begins_word && isLetter(text[at]) ? valueAt(text, at) : std::nullopt;
    if (!found) continue;
    without_unit = without_unit || !found->unit_um;
    const auto um = lengthUm(found->value, found->unit_um);
    if (found->x && !x_um) x_um = um;
    if (found->y && !y_um) y_um = um;
  }
  if (x_um || y_um) return addPixelSize(x_um ? x_um : y_um, y_um ? y_um : x_um, "description", description);
  addUnusable("description", without_unit ? "its pixel size has no unit of length" : "names none", description);
}

}  // namespace

std::optional<double> unitUm(std::string_view unit) {
  // Both letters mu of Unicode, in UTF-8, the one of Latin-1, and the escape ImageJ writes.
  constexpr std::array<std::pair<std::string_view, double>, 27> kUnits = {
      {{"pm", 1e-6},        {"\xC3\x85", 1e-4},  {"\xE2\x84\xAB", 1e-4},
       {"angstrom", 1e-4},  {"nm", 1e-3},        {"nanometer", 1e-3},
       {"nanometre", 1e-3}, {"um", 1},           {"\xC2\xB5m", 1},
       {"\xCE\xBCm", 1},    {"\xB5m", 1},        {"\\u00B5m", 1},
       {"micron", 1},       {"microns", 1},      {"micrometer", 1},
       {"micrometre", 1},   {"micrometers", 1},  {"micrometres", 1},
       {"mm", 1e3},         {"millimeter", 1e3}, {"millimetre", 1e3},
       {"cm", 1e4},         {"centimeter", 1e4}, {"centimetre", 1e4},
       {"m", 1e6},          {"in", 25400},       {"inch", 25400}}};
  const auto* const found = std::find_if(kUnits.begin(), kUnits.end(), [&](const auto& u) { return u.first == unit; });
  return found == kUnits.end() ? std::nullopt : std::optional(found->second);
}

DescribedPlanes describedPlanes(std::string_view text, const SlideLevel& level0) {
  DescribedPlanes planes;
  const auto plausible = [](std::optional<int> count) { return std::clamp(count.value_or(1), 1, 1000); };
  if (text.starts_with("ImageJ=")) {
    const auto line = [&](std::string_view key) { return plausible(numberIn<int>(lineValue(text, key).value_or(""))); };
    return {line("slices"), line("frames"), line("channels")};
  }
  pugi::xml_document document;
  if (!isOmeXml(text) || !document.load_buffer(text.data(), text.size())) return planes;
  const pugi::xml_node pixels = pixelsOfSize(document, level0);
  planes.z = plausible(pixels.attribute("SizeZ").as_int(1));
  planes.times = plausible(pixels.attribute("SizeT").as_int(1));
  planes.channels = plausible(static_cast<int>(
      std::count_if(pixels.begin(), pixels.end(), [](const auto& node) { return localName(node) == "Channel"; })));
  return planes;
}

void addDescribedPixelSize(std::string_view text, const ResolutionTags& tags, const SlideLevel& level0,
                           SlideDescription& description) {
  text = text.substr(0, text.find_last_not_of(std::string_view(" \t\r\n\0", 5)) + 1);
  if (text.empty()) {
    addUnusable("description", "there is none", description);
  } else if (text.starts_with("ImageJ=")) {
    addFromImageJ(text, tags, description);
  } else if (isOmeXml(text)) {
    addFromOmeXml(text, level0, description);
  } else {
    addFromText(text, description);
  }
}

}  // namespace herald
