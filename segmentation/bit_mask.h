// A small binary picture with 64 pixels in a word, and its morphology by whole words.
//
// Erosion and dilation by a disc are shifts and ands (ors) of rows, one operation for 64 pixels (van den Boomgaard &
// van Balen, CVGIP Graph Models Image Process 1992;54:252); a piece is filled by spreading along the runs of a word in
// six steps and from row to row. Pixels outside the picture are 0. Pure functions and values; thread-safe; no memory is
// taken once a mask has had its largest size.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace herald {

// Farthest a structuring element reaches from its centre, pixels.
inline constexpr int kLargestDiscPx = 3;

class BitMask {
 public:
  using Word = std::uint64_t;
  static constexpr int kWordPx = 64;

  // All pixels 0.
  void reset(int width, int height);
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  // Words of a row: at least kLargestDiscPx pixels wider than the picture, so that no shift wraps into the next row.
  [[nodiscard]] int rowWords() const { return row_words_; }
  [[nodiscard]] static constexpr int wordsFor(int width) { return (width + kLargestDiscPx + kWordPx - 1) / kWordPx; }

  // Pixel x of a row is bit x % 64 of its word x / 64. Bits from width() on must stay 0. Readable, and 0, are
  // kLargestDiscPx rows above and below the picture, and a word more.
  [[nodiscard]] Word* row(int y) { return words_.data() + offset(y); }
  [[nodiscard]] const Word* row(int y) const { return words_.data() + offset(y); }
  // (x, y) may lie up to one pixel outside the picture.
  [[nodiscard]] bool at(int x, int y) const {
    const auto shifted = static_cast<unsigned>(x + kWordPx);  // bit -1 is the last of the word before, which is 0
    return (((row(y) - 1)[shifted / kWordPx] >> (shifted % kWordPx)) & 1U) != 0;
  }
  void set(int x, int y) { row(y)[x / kWordPx] |= Word{1} << (x % kWordPx); }

 private:
  [[nodiscard]] std::ptrdiff_t offset(int y) const {
    return static_cast<std::ptrdiff_t>(y + kLargestDiscPx) * row_words_ + 1;
  }

  int width_ = 0;
  int height_ = 0;
  int row_words_ = 0;
  std::vector<Word> words_;
};

// Masks of the operations below between calls.
struct BitMaskScratch {
  std::array<BitMask, kLargestDiscPx + 1> spread;
};

// Bit i = bytes[i] of 64 bytes that are 0 or 1.
[[nodiscard]] inline BitMask::Word packBits(const std::uint8_t* bytes) {
  BitMask::Word packed = 0;
  for (std::size_t byte = 0; byte < sizeof(packed); ++byte) {
    BitMask::Word eight = 0;
    std::memcpy(&eight, bytes + 8 * byte, sizeof(eight));
    packed |= ((eight * 0x0102040810204080U) >> 56U) << (8 * byte);  // gathers the lowest bits of eight bytes
  }
  return packed;
}

// Pixels whose whole disc of kLargestDiscPx (the 37 pixels within sqrt(10)) lies in `mask`. `result` must be another
// mask.
void erodeByDisc(const BitMask& mask, BitMask& result, BitMaskScratch& scratch);

// Pixels of `within` that lie in a disc about a pixel of `mask`. Masks of one size; `result` must be another mask.
void dilateByDisc(const BitMask& mask, const BitMask& within, BitMask& result, BitMaskScratch& scratch);

// Adds to `mask` the pixels of `within` that share an edge with it. `before` is scratch.
void growByOne(const BitMask& within, BitMask& mask, BitMask& before);

// The 4-connected piece of `mask` that holds (x, y), a pixel of the picture; empty when that pixel is 0.
void fillPiece(const BitMask& mask, int x, int y, BitMask& piece);

// Pixels of `mask` of which the four pixels at `distance` (1 to 63) along the axes lie in it, too: a cheap erosion.
// `result` must be another mask.
void erodeByCross(const BitMask& mask, int distance, BitMask& result);

// Turns over all pixels of row `y` from column `x` on, which may lie outside the picture. Two crossings of an outline
// leave what lies between them: a polygon is filled edge by edge.
void flipFrom(int x, int y, BitMask& mask);

[[nodiscard]] int countPixels(const BitMask& mask);

// Calls visit(first, end) for stretches of ones [first, end) that make up row `y`, from left to right.
template <class Visit>
void forRuns(const BitMask& mask, int y, Visit&& visit) {
  const BitMask::Word* row = mask.row(y);
  for (int i = 0; i < mask.rowWords(); ++i) {
    int first = 0;
    for (BitMask::Word rest = row[i]; rest != 0;) {
      const int gap = std::countr_zero(rest);
      const int length = std::countr_one(rest >> gap);
      first += gap;
      visit(i * BitMask::kWordPx + first, i * BitMask::kWordPx + first + length);
      first += length;
      rest = first < BitMask::kWordPx ? row[i] >> first : 0;
    }
  }
}

}  // namespace herald
