#include "pipeline/cells/cell_identity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <vector>

#include "stain/dispatch.h"

namespace herald {
namespace {

// Herald's own namespace, drawn at random once. It must never change: ids would change with it.
constexpr std::array<std::uint8_t, 16> kHeraldNamespace = {0x7b, 0x1d, 0x9a, 0x52, 0x3c, 0x0e, 0x4f, 0x6b,
                                                           0x9c, 0x85, 0x2e, 0x41, 0xd7, 0x60, 0xa8, 0xf3};

constexpr std::size_t kLanes = 8;
using Lanes = std::uint32_t __attribute__((vector_size(kLanes * sizeof(std::uint32_t))));
using Sha1State = std::array<Lanes, 5>;

#define HERALD_ROTATED(value, bits) (((value) << (bits)) | ((value) >> (32 - (bits))))
#define HERALD_SHA1_ROUND(choice, constant)                                        \
  {                                                                                \
    const Lanes next = HERALD_ROTATED(a, 5) + (choice) + e + (constant) + word[t]; \
    e = d;                                                                         \
    d = c;                                                                         \
    c = HERALD_ROTATED(b, 30);                                                     \
    b = a;                                                                         \
    a = next;                                                                      \
  }

// One 64-byte block of eight messages at a time (FIPS 180-4, 6.1.2).
HERALD_DISPATCH void compress(Sha1State& state, const std::array<Lanes, 16>& block) {
  Lanes word[80];
  for (std::size_t t = 0; t < 16; ++t) word[t] = block[t];
  for (std::size_t t = 16; t < 80; ++t) {
    const Lanes mixed = word[t - 3] ^ word[t - 8] ^ word[t - 14] ^ word[t - 16];
    word[t] = HERALD_ROTATED(mixed, 1);
  }
  Lanes a = state[0];
  Lanes b = state[1];
  Lanes c = state[2];
  Lanes d = state[3];
  Lanes e = state[4];
  for (std::size_t t = 0; t < 20; ++t) HERALD_SHA1_ROUND((b & c) | (~b & d), 0x5a827999U)
  for (std::size_t t = 20; t < 40; ++t) HERALD_SHA1_ROUND(b ^ c ^ d, 0x6ed9eba1U)
  for (std::size_t t = 40; t < 60; ++t) HERALD_SHA1_ROUND((b & c) | (b & d) | (c & d), 0x8f1bbcdcU)
  for (std::size_t t = 60; t < 80; ++t) HERALD_SHA1_ROUND(b ^ c ^ d, 0xca62c1d6U)
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
}
#undef HERALD_SHA1_ROUND
#undef HERALD_ROTATED

// A message as it is hashed: the namespace, the name, a one bit, zeros, the length in bits.
std::size_t paddedSize(std::size_t name_size) {
  return (kHeraldNamespace.size() + name_size + 9 + 63) / 64 * 64;
}
void pad(std::string_view name, std::size_t padded_size, std::string& message) {
  message.assign(reinterpret_cast<const char*>(kHeraldNamespace.data()), kHeraldNamespace.size());
  message += name;
  const std::uint64_t bits = 8 * message.size();
  message += '\x80';
  message.resize(padded_size, '\0');
  for (std::size_t i = 0; i < 8; ++i) message[padded_size - 1 - i] = static_cast<char>(bits >> (8 * i));
}

std::uint32_t bigEndian(const char* bytes) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

// Up to eight names at once.
class NameBatch {
 public:
  void add(std::string_view name) {
    const std::size_t lane = count_++;
    pad(name, paddedSize(name.size()), messages_[lane]);
  }
  [[nodiscard]] bool full() const { return count_ == kLanes; }

  // Appends the ids in the order of the names, which are forgotten.
  void flush(std::string& ids) {
    Sha1State state;
    constexpr std::array<std::uint32_t, 5> kStart = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    for (std::size_t i = 0; i < state.size(); ++i) state[i] = Lanes{} + kStart[i];
    std::size_t longest = 0;
    for (std::size_t lane = 0; lane < count_; ++lane) longest = std::max(longest, messages_[lane].size());
    for (std::size_t begin = 0; begin < longest; begin += 64) advance(begin, state);
    for (std::size_t lane = 0; lane < count_; ++lane) appendUuid(state, lane, ids);
    count_ = 0;
  }

 private:
  // Shorter messages keep the state they ended with.
  void advance(std::size_t begin, Sha1State& state) {
    std::array<Lanes, 16> block{};
    for (std::size_t lane = 0; lane < count_; ++lane) {
      if (begin >= messages_[lane].size()) continue;
      for (std::size_t t = 0; t < 16; ++t) block[t][lane] = bigEndian(messages_[lane].data() + begin + 4 * t);
    }
    Sha1State after = state;
    compress(after, block);
    for (std::size_t lane = 0; lane < count_; ++lane) {
      if (begin >= messages_[lane].size()) continue;
      for (std::size_t i = 0; i < state.size(); ++i) state[i][lane] = after[i][lane];
    }
  }

  static void appendUuid(const Sha1State& state, std::size_t lane, std::string& ids) {
    constexpr std::string_view kHex = "0123456789abcdef";
    for (std::size_t byte = 0; byte < 16; ++byte) {
      std::uint32_t value = state[byte / 4][lane] >> (24 - 8 * (byte % 4)) & 0xffU;
      if (byte == 6) value = (value & 0x0fU) | 0x50U;  // version 5
      if (byte == 8) value = (value & 0x3fU) | 0x80U;  // variant of RFC 4122
      if (byte == 4 || byte == 6 || byte == 8 || byte == 10) ids += '-';
      ids += kHex[value >> 4];
      ids += kHex[value & 15U];
    }
  }

  std::array<std::string, kLanes> messages_;
  std::size_t count_ = 0;
};

std::string uuidOf(std::string_view name) {
  NameBatch batch;
  batch.add(name);
  std::string id;
  batch.flush(id);
  return id;
}

void appendNumber(std::int32_t value, std::string& text) {
  std::array<char, 12> digits{};
  text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

// "<quick hash>/cell/" is in `name` up to `prefix`.
void nameOfCell(Level0Pixel seed, std::size_t prefix, std::string& name) {
  name.resize(prefix);
  appendNumber(seed.x, name);
  name += ',';
  appendNumber(seed.y, name);
}

}  // namespace

void cellUuids(std::string_view quick_hash, std::span<const CellRecord> cells, std::string& ids) {
  ids.clear();
  ids.reserve(cells.size() * kUuidLength);
  std::string name = std::string(quick_hash) + "/cell/";
  const std::size_t prefix = name.size();
  NameBatch batch;
  for (const CellRecord& cell : cells) {
    nameOfCell(cell.seed, prefix, name);
    batch.add(name);
    if (batch.full()) batch.flush(ids);
  }
  batch.flush(ids);
}

std::string cellUuid(std::string_view quick_hash, Level0Pixel seed) {
  std::string name = std::string(quick_hash) + "/cell/";
  nameOfCell(seed, name.size(), name);
  return uuidOf(name);
}

std::string regionUuid(std::string_view quick_hash, std::string_view name) {
  return uuidOf(std::string(quick_hash) + "/region/" + std::string(name));
}

}  // namespace herald
