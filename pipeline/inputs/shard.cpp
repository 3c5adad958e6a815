#include "pipeline/inputs/shard.h"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

#include "pipeline/files/file_hash.h"
#include "pipeline/files/number_text.h"

namespace herald {

Shard parseShard(std::string_view text) {
  constexpr int kMaximumCount = 1'000'000;
  const std::size_t slash = text.find('/');
  const auto number = numberIn<int>(text.substr(0, slash));
  const auto count = slash == std::string_view::npos ? std::nullopt : numberIn<int>(text.substr(slash + 1));
  if (!number || !count)
    throw std::invalid_argument(fmt::format("--shard {} is not i/n, the i-th of n parts, such as 2/8", text));
  if (*count < 1 || *count > kMaximumCount)
    throw std::invalid_argument(
        fmt::format("--shard {}: the number of shards is outside 1 to {}", text, kMaximumCount));
  if (*number < 1 || *number > *count)
    throw std::invalid_argument(fmt::format("--shard {} is outside 1/{} to {}/{}", text, *count, *count, *count));
  return {*number, *count};
}

std::size_t placeInList(Shard shard, std::size_t index) {
  return index * static_cast<std::size_t>(shard.count) + static_cast<std::size_t>(shard.number - 1);
}

std::size_t sizeOfShard(Shard shard, std::size_t slides) {
  return (slides + static_cast<std::size_t>(shard.count - shard.number)) / static_cast<std::size_t>(shard.count);
}

InputList slidesOfShard(const InputList& list, Shard shard) {
  InputList part;
  part.ignored_files = list.ignored_files;
  const std::size_t size = sizeOfShard(shard, list.slides.size());
  for (std::size_t i = 0; i < size; ++i) part.slides.push_back(list.slides[placeInList(shard, i)]);
  return part;
}

std::string hashOfList(const InputList& list) {
  std::string text;
  const auto add = [&](const std::string& field) {
    text.append(std::to_string(field.size())).append(":").append(field);
  };
  for (const SlideInput& slide : list.slides) {
    add(slide.identity.slide);
    add(slide.identity.case_id);
    add(slide.list_pixel_size ? fmt::format("{}", slide.list_pixel_size->umPerPx()) : "");
    add(slide.roi ? slide.roi->string() : "");
    add(slide.skip_reason);
    add(slide.search_error);
  }
  return hash128Hex(text);
}

}  // namespace herald
