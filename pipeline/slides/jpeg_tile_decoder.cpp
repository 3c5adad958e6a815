#include "pipeline/slides/jpeg_tile_decoder.h"

#include <cstdio>  // jpeglib.h needs it

#include <fmt/format.h>
#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <optional>
#include <string>
#include <utility>

#include "pipeline/slides/image_decoders.h"

namespace herald {

// A progressive picture has some ten. Of a few bytes each, scans could keep a small file busy for hours.
constexpr int kMostScans = 500;

struct JpegTileDecoder::State {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf escape;
  std::array<char, JMSG_LENGTH_MAX> message{};
  bool created = false;
  std::vector<std::uint8_t> tables;  // the library holds these and nothing else
  unsigned table_slots = 0;          // which of its slots they fill

  State() {
    jpeg.err = jpeg_std_error(&errors);
    jpeg.client_data = this;
    errors.error_exit = [](j_common_ptr about) { leave(about); };
    errors.emit_message = [](j_common_ptr about, int level) {
      if (level < 0) leave(about);  // a warning: the pixels would be made up
    };
    errors.output_message = [](j_common_ptr) {};
    progress.progress_monitor = [](j_common_ptr about) {
      if (reinterpret_cast<j_decompress_ptr>(about)->input_scan_number > kMostScans) leaveAfterScans(about);
    };
  }
  ~State() { jpeg_destroy_decompress(&jpeg); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[noreturn]] static void leave(j_common_ptr about) {
    auto& state = *static_cast<State*>(about->client_data);
    about->err->format_message(about, state.message.data());
    std::longjmp(state.escape, 1);
  }
  [[noreturn]] static void leaveAfterScans(j_common_ptr about) {
    auto& state = *static_cast<State*>(about->client_data);
    std::snprintf(state.message.data(), state.message.size(), "more than %d scans", kMostScans);
    std::longjmp(state.escape, 1);
  }

  bool readHeader(std::span<const std::uint8_t> stream, const JpegTileFormat& format) noexcept;
  bool readPixels(Rgb8* pixels, std::ptrdiff_t stride_px) noexcept;
  [[nodiscard]] unsigned filledSlots() const;
  void forgetTables();
};

template <class Table>
unsigned filled(Table* const (&slots)[4]) {
  unsigned bits = 0;
  for (const Table* slot : slots) bits = 2 * bits + (slot != nullptr ? 1U : 0U);
  return bits;
}

// One bit for each slot of the quantisation, DC and AC tables that has been filled.
unsigned JpegTileDecoder::State::filledSlots() const {
  return (filled(jpeg.quant_tbl_ptrs) << 8U) | (filled(jpeg.dc_huff_tbl_ptrs) << 4U) | filled(jpeg.ac_huff_tbl_ptrs);
}

void JpegTileDecoder::State::forgetTables() {
  jpeg_destroy_decompress(&jpeg);
  created = false;
  tables.clear();
  table_slots = 0;
}

// The colour space the stream names; nothing when it has neither marker. TIFF files of converters have JFIF streams,
// always YCbCr, under a tag that says RGB.
std::optional<J_COLOR_SPACE> markedColourSpace(const jpeg_decompress_struct& jpeg) {
  constexpr int kAdobeRgb = 0;  // else 1: of three components the library refuses others
  if (jpeg.saw_JFIF_marker != FALSE) return JCS_YCbCr;
  if (jpeg.saw_Adobe_marker == FALSE) return std::nullopt;
  return jpeg.Adobe_transform == kAdobeRgb ? JCS_RGB : JCS_YCbCr;
}

// The two functions the library leaves by longjmp: nothing in them has a destructor.
bool JpegTileDecoder::State::readHeader(std::span<const std::uint8_t> stream, const JpegTileFormat& format) noexcept {
  if (setjmp(escape) != 0) return false;
  if (!created) jpeg_create_decompress(&jpeg);
  created = true;
  jpeg.progress = &progress;
  if (!format.tables.empty()) {
    jpeg_mem_src(&jpeg, format.tables.data(), format.tables.size());
    if (jpeg_read_header(&jpeg, FALSE) != JPEG_HEADER_TABLES_ONLY) ERREXIT(&jpeg, JERR_NO_IMAGE);
    if (table_slots == 0) table_slots = filledSlots();
  }
  jpeg_mem_src(&jpeg, stream.data(), stream.size());
  jpeg_read_header(&jpeg, TRUE);
  return true;
}

bool JpegTileDecoder::State::readPixels(Rgb8* pixels, std::ptrdiff_t stride_px) noexcept {
  if (setjmp(escape) != 0) return false;
  jpeg_start_decompress(&jpeg);
  constexpr int kRowsAtOnce = 4;  // the library gives up to four: what one row of blocks yields at 4:2:0
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW rows[kRowsAtOnce];
    for (unsigned i = 0; i < kRowsAtOnce; ++i) {
      const JDIMENSION row = std::min(jpeg.output_scanline + i, jpeg.output_height - 1);
      rows[i] = reinterpret_cast<JSAMPROW>(pixels + static_cast<std::ptrdiff_t>(row) * stride_px);
    }
    jpeg_read_scanlines(&jpeg, rows, kRowsAtOnce);
  }
  return true;
}

JpegTileDecoder::JpegTileDecoder() : state_(std::make_unique<State>()) {}
JpegTileDecoder::~JpegTileDecoder() = default;

void JpegTileDecoder::decode(std::span<const std::uint8_t> stream, const JpegTileFormat& format, Rgb8* pixels,
                             std::ptrdiff_t stride_px) {
  static_assert(sizeof(Rgb8) == 3);
  State& state = *state_;
  const auto fail = [&](const std::string& cause) {
    state.forgetTables();
    throw DecodeError(cause);
  };
  if (state.tables != format.tables) state.forgetTables();
  if (!state.readHeader(stream, format)) fail(fmt::format("JPEG is damaged ({})", state.message.data()));
  state.tables = format.tables;
  jpeg_decompress_struct& jpeg = state.jpeg;
  if (jpeg.num_components != 3) fail(fmt::format("JPEG has {} components, not 3", jpeg.num_components));
  if (std::cmp_not_equal(jpeg.image_width, format.width) || std::cmp_not_equal(jpeg.image_height, format.height))
    fail(fmt::format("JPEG of {} x {} pixels in a tile of {} x {}", jpeg.image_width, jpeg.image_height, format.width,
                     format.height));
  jpeg.jpeg_color_space = markedColourSpace(jpeg).value_or(format.ycbcr ? JCS_YCbCr : JCS_RGB);
  jpeg.out_color_space = JCS_RGB;
  if (!state.readPixels(pixels, stride_px)) fail(fmt::format("JPEG is damaged ({})", state.message.data()));
  jpeg_abort_decompress(&jpeg);
  // A tile that brought tables of its own must not lend them to the next.
  if (state.filledSlots() != state.table_slots) state.forgetTables();
}

}  // namespace herald
