#include "pipeline/cell_identity.h"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace herald {
namespace {

// Herald's own namespace, drawn at random once. It must never change: ids would change with it.
constexpr boost::uuids::uuid kHeraldNamespace = {
    {0x7b, 0x1d, 0x9a, 0x52, 0x3c, 0x0e, 0x4f, 0x6b, 0x9c, 0x85, 0x2e, 0x41, 0xd7, 0x60, 0xa8, 0xf3}};

std::string uuidOf(const std::string& name) {
  return boost::uuids::to_string(boost::uuids::name_generator_sha1(kHeraldNamespace)(name));
}

}  // namespace

std::string cellUuid(std::string_view quick_hash, Level0Pixel seed) {
  return uuidOf(std::string(quick_hash) + "/cell/" + std::to_string(seed.x) + "," + std::to_string(seed.y));
}

std::string regionUuid(std::string_view quick_hash, std::string_view name) {
  return uuidOf(std::string(quick_hash) + "/region/" + std::string(name));
}

}  // namespace herald
