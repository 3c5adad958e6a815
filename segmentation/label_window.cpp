#include "segmentation/label_window.h"

#include <algorithm>
#include <array>
#include <bit>

#include "stain/dispatch.h"

namespace herald {
namespace {

using Word = BitMask::Word;
constexpr int kWordPx = BitMask::kWordPx;

// Bit i = whether labels[i] is `label`, of 64 labels.
Word packLabels(const std::int32_t* labels, std::int32_t label) {
  std::array<std::uint8_t, kWordPx> same;
  for (std::size_t i = 0; i < kWordPx; ++i) same[i] = labels[i] == label ? 1 : 0;
  return packBits(same.data());
}

// The same of fewer than 64.
Word packFewLabels(const std::int32_t* labels, int count, std::int32_t label) {
  Word packed = 0;
  for (int i = 0; i < count; ++i) packed |= static_cast<Word>(labels[i] == label ? 1 : 0) << i;
  return packed;
}

// Rows of labels to be packed: from column `left` on, row `top` into the first `row_words` of `words`.
struct Packing {
  ImageView<std::int32_t> labels;
  std::int32_t label;
  int left;
  int width;
  int top;
  int row_words;
  Word* words;
};

// Packs row after row from `y` in direction `step` until one is empty or `last` is done; returns the row it ended
// before.
HERALD_DISPATCH int packRows(const Packing& packing, int y, int last, int step) {
  for (; y != last + step; y += step) {
    Word any = 0;
    Word* row = packing.words + static_cast<std::ptrdiff_t>(y - packing.top) * packing.row_words;
    for (int i = 0; i < packing.row_words; ++i) {
      const int x = packing.left + i * kWordPx;
      const int wanted = std::min(packing.width - i * kWordPx, kWordPx);
      if (wanted <= 0) {
        row[i] = 0;
        continue;
      }
      // Whole words are quicker, and the image mostly goes on.
      const Word packed = x + kWordPx <= packing.labels.width
                              ? packLabels(packing.labels.row(y) + x, packing.label)
                              : packFewLabels(packing.labels.row(y) + x, wanted, packing.label);
      row[i] = wanted == kWordPx ? packed : packed & ((Word{1} << wanted) - 1);
      any |= row[i];
    }
    if (any == 0) break;
  }
  return y;
}

// The columns of `rows` from the first to the last that is not empty.
void cropColumns(int rows, int row_words, LabelWindow& window, int top_row) {
  const Word* words = window.rows.data() + static_cast<std::ptrdiff_t>(top_row) * row_words;
  int first = row_words * kWordPx;
  int last = 0;
  for (int i = 0; i < row_words; ++i) {
    Word any = 0;
    for (int y = 0; y < rows; ++y) any |= words[y * row_words + i];
    if (any == 0) continue;
    first = std::min(first, i * kWordPx + std::countr_zero(any));
    last = i * kWordPx + kWordPx - 1 - std::countl_zero(any);
  }
  window.left += first;
  window.mask.reset(last - first + 1, rows);
  for (int y = 0; y < rows; ++y) {
    const Word* from = words + static_cast<std::ptrdiff_t>(y) * row_words;
    Word* to = window.mask.row(y);
    for (int i = 0; i < window.mask.rowWords(); ++i) {
      const int word = i + first / kWordPx;
      const int shift = first % kWordPx;
      const Word low = word < row_words ? from[word] : 0;
      const Word high = word + 1 < row_words ? from[word + 1] : 0;
      to[i] = shift == 0 ? low : (low >> shift) | (high << (kWordPx - shift));
    }
  }
}

}  // namespace

void cutOut(ImageView<std::int32_t> labels, std::int32_t label, int x, int y, int reach_px, LabelWindow& window) {
  window.mask.reset(0, 0);
  if (!labels.contains(x, y) || labels.at(x, y) != label) return;
  window.left = std::max(0, x - reach_px);
  const int width = std::min(labels.width - 1, x + reach_px) - window.left + 1;
  const int highest = std::max(0, y - reach_px);
  const int lowest = std::min(labels.height - 1, y + reach_px);
  const int row_words = BitMask::wordsFor(width);
  window.rows.resize(static_cast<std::size_t>((lowest - highest + 1) * row_words));
  const Packing packing{labels, label, window.left, width, highest, row_words, window.rows.data()};
  window.top = packRows(packing, y, highest, -1) + 1;
  const int bottom = y == lowest ? y + 1 : packRows(packing, y + 1, lowest, 1);
  cropColumns(bottom - window.top, row_words, window, window.top - highest);
}

}  // namespace herald
