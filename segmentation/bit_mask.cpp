#include "segmentation/bit_mask.h"

#include <algorithm>
#include <bit>

#include "stain/dispatch.h"

namespace herald {
namespace {

using Word = BitMask::Word;
constexpr int kWordPx = BitMask::kWordPx;

// How far row `dy` of the disc reaches from its middle.
constexpr std::array<std::size_t, kLargestDiscPx + 1> kDiscHalfWidths = [] {
  std::array<std::size_t, kLargestDiscPx + 1> widths{};
  for (int dy = 0; dy <= kLargestDiscPx; ++dy) {
    for (int dx = 0; dx * dx + dy * dy <= kLargestDiscPx * kLargestDiscPx + 1; ++dx) {
      widths.at(static_cast<std::size_t>(dy)) = static_cast<std::size_t>(dx);
    }
  }
  return widths;
}();

// The pixels `shift` (1 to 63) to the left or right of those of *word; rows follow each other with zeros between.
Word leftOf(const Word* word, int shift) {
  return (*word << shift) | (word[-1] >> (kWordPx - shift));
}
Word rightOf(const Word* word, int shift) {
  return (*word >> shift) | (word[1] << (kWordPx - shift));
}

std::ptrdiff_t wordCount(const BitMask& mask) {
  return static_cast<std::ptrdiff_t>(mask.rowWords()) * mask.height();
}

// out = each pixel of `mask` joined with those up to 1, 2, ... kLargestDiscPx beside it.
template <class Join>
void spreadSideways(const BitMask& mask, BitMaskScratch& scratch, Join join) {
  const std::ptrdiff_t count = wordCount(mask);
  for (auto& spread : scratch.spread) spread.reset(mask.width(), mask.height());
  std::copy_n(mask.row(0), count, scratch.spread[0].row(0));
  const Word* from = mask.row(0);
  for (int shift = 1; shift <= kLargestDiscPx; ++shift) {
    const Word* before = scratch.spread[static_cast<std::size_t>(shift) - 1].row(0);
    Word* out = scratch.spread[static_cast<std::size_t>(shift)].row(0);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      out[i] = join(before[i], join(leftOf(from + i, shift), rightOf(from + i, shift)));
    }
  }
}

// Joins to `result` the sideways spread rows of the disc.
template <class Join>
void joinDiscRows(const BitMaskScratch& scratch, BitMask& result, Join join) {
  const std::ptrdiff_t count = wordCount(result);
  Word* out = result.row(0);
  for (int dy = 1; dy <= kLargestDiscPx; ++dy) {
    const BitMask& spread = scratch.spread[kDiscHalfWidths[static_cast<std::size_t>(dy)]];
    const Word* above = spread.row(-dy);
    const Word* below = spread.row(dy);
    for (std::ptrdiff_t i = 0; i < count; ++i) out[i] = join(out[i], join(above[i], below[i]));
  }
}

// `seeds` (part of `runs`) spread over the runs of ones they lie in.
Word fillRuns(Word runs, Word seeds) {
  const bool one_run = ((runs + (runs & (~runs + 1))) & runs) == 0;
  if (one_run) return seeds != 0 ? runs : 0;
  Word up = seeds;
  Word down = seeds;
  Word up_free = runs;
  Word down_free = runs;
  for (int shift = 1; shift < kWordPx; shift *= 2) {
    up |= up_free & (up << shift);
    down |= down_free & (down >> shift);
    up_free &= up_free << shift;
    down_free &= down_free >> shift;
  }
  return up | down;
}

// Spreads the piece from row `from` and along row `y` itself; says whether it grew.
bool spreadInto(const BitMask& mask, int from, int y, BitMask& piece) {
  const Word* runs = mask.row(y);
  const Word* source = piece.row(from);
  Word* row = piece.row(y);
  const int words = mask.rowWords();
  bool grew = false;
  const auto spread = [&](int i) {
    const Word beside = (row[i - 1] >> (kWordPx - 1)) | (i + 1 < words ? row[i + 1] << (kWordPx - 1) : 0);
    const Word seeds = (row[i] | source[i] | beside) & runs[i];
    if (seeds == row[i]) return;
    row[i] = fillRuns(runs[i], seeds);
    grew = true;
  };
  for (int i = 0; i < words; ++i) spread(i);
  for (int i = words - 1; i-- > 0;) spread(i);
  return grew;
}

// Spreads a piece from row to row of a mask one word wide; says whether it grew.
bool spreadFrom(Word source, Word runs, Word& row) {
  const Word seeds = (row | source) & runs;
  if (seeds == row) return false;
  row = fillRuns(runs, seeds);
  return true;
}

// From row `first` down and up again, over rows of one word each; says whether the piece grew.
bool spreadNarrow(const BitMask& mask, int first, BitMask& piece) {
  const Word* runs = mask.row(0);
  Word* rows = piece.row(0);
  bool grew = false;
  for (int y = first; y < mask.height(); ++y) grew |= spreadFrom(rows[y - 1], runs[y], rows[y]);
  for (int y = mask.height() - 1; y-- > 0;) grew |= spreadFrom(rows[y + 1], runs[y], rows[y]);
  return grew;
}

bool spreadWide(const BitMask& mask, int first, BitMask& piece) {
  bool grew = false;
  for (int y = first; y < mask.height(); ++y) grew |= spreadInto(mask, y - 1, y, piece);
  for (int y = mask.height() - 1; y-- > 0;) grew |= spreadInto(mask, y + 1, y, piece);
  return grew;
}

HERALD_DISPATCH void erodeWords(const BitMask& mask, BitMask& result, BitMaskScratch& scratch) {
  const auto both = [](Word a, Word b) { return a & b; };
  spreadSideways(mask, scratch, both);
  std::copy_n(scratch.spread[kDiscHalfWidths[0]].row(0), wordCount(mask), result.row(0));
  joinDiscRows(scratch, result, both);
}

HERALD_DISPATCH void dilateWords(const BitMask& mask, const BitMask& within, BitMask& result, BitMaskScratch& scratch) {
  const auto either = [](Word a, Word b) { return a | b; };
  spreadSideways(mask, scratch, either);
  std::copy_n(scratch.spread[kDiscHalfWidths[0]].row(0), wordCount(mask), result.row(0));
  joinDiscRows(scratch, result, either);
  const Word* limit = within.row(0);
  Word* out = result.row(0);
  for (std::ptrdiff_t i = 0; i < wordCount(mask); ++i) out[i] &= limit[i];
}

HERALD_DISPATCH int countWords(const Word* words, std::ptrdiff_t count) {
  int sum = 0;
  for (std::ptrdiff_t i = 0; i < count; ++i) sum += std::popcount(words[i]);
  return sum;
}

}  // namespace

void BitMask::reset(int width, int height) {
  width_ = width;
  height_ = height;
  row_words_ = wordsFor(width);
  words_.assign(static_cast<std::size_t>((height + 2 * kLargestDiscPx) * row_words_ + 2), 0);
}

void erodeByDisc(const BitMask& mask, BitMask& result, BitMaskScratch& scratch) {
  result.reset(mask.width(), mask.height());
  erodeWords(mask, result, scratch);
}

void dilateByDisc(const BitMask& mask, const BitMask& within, BitMask& result, BitMaskScratch& scratch) {
  result.reset(mask.width(), mask.height());
  dilateWords(mask, within, result, scratch);
}

void growByOne(const BitMask& within, BitMask& mask, BitMask& before) {
  before = mask;
  const std::ptrdiff_t count = wordCount(mask);
  const Word* limit = within.row(0);
  const Word* here = before.row(0);
  const Word* above = before.row(-1);
  const Word* below = before.row(1);
  Word* out = mask.row(0);
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    out[i] = limit[i] & (here[i] | above[i] | below[i] | leftOf(here + i, 1) | rightOf(here + i, 1));
  }
}

void fillPiece(const BitMask& mask, int x, int y, BitMask& piece) {
  piece.reset(mask.width(), mask.height());
  if (!mask.at(x, y)) return;
  const int word = x / kWordPx;
  piece.row(y)[word] = fillRuns(mask.row(y)[word], Word{1} << (x % kWordPx));
  (void)spreadInto(mask, y, y, piece);
  // From the seed down and up again, then over all rows while something grows.
  const auto spread = mask.rowWords() == 1 ? spreadNarrow : spreadWide;
  for (int first = std::max(y, 1); spread(mask, first, piece);) first = 1;
}

void erodeByCross(const BitMask& mask, int distance, BitMask& result) {
  result.reset(mask.width(), mask.height());
  const int words = mask.rowWords();
  for (int y = distance; y + distance < mask.height(); ++y) {
    const Word* row = mask.row(y);
    const Word* above = mask.row(y - distance);
    const Word* below = mask.row(y + distance);
    for (int i = 0; i < words; ++i) {
      const Word left = (row[i] << distance) | (i > 0 ? row[i - 1] >> (kWordPx - distance) : 0);
      const Word right = (row[i] >> distance) | (i + 1 < words ? row[i + 1] << (kWordPx - distance) : 0);
      result.row(y)[i] = row[i] & above[i] & below[i] & left & right;
    }
  }
}

void flipFrom(int x, int y, BitMask& mask) {
  const int first = std::clamp(x, 0, mask.width());
  Word* row = mask.row(y);
  for (int i = first / kWordPx; i * kWordPx < mask.width(); ++i) {
    const Word from = i == first / kWordPx ? ~Word{0} << (first % kWordPx) : ~Word{0};
    const int in_word = std::min(mask.width() - i * kWordPx, kWordPx);
    row[i] ^= from & (~Word{0} >> (kWordPx - in_word));
  }
}

int countPixels(const BitMask& mask) {
  return countWords(mask.row(0), wordCount(mask));
}

}  // namespace herald
