// The rooms of the program in their order.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace herald {

// From the ground up: each room may include, embed and compile in what is its own or stands before it. A room is a
// folder; every folder of sources is one.
inline constexpr std::array<std::string_view, 25> kRooms = {
    "stain",                   //
    "segmentation",            //
    "segmentation/phantom",    //
    "scoring",                 //
    "scoring/agreement",       //
    "scoring/tuning",          //
    "pipeline/schema",         // of the JSON documents; no sources
    "pipeline/files",          // from here on the outside world: files, threads, clock
    "pipeline/slides",         //
    "pipeline/annotations",    //
    "pipeline/configuration",  //
    "pipeline/inputs",         //
    "pipeline/analysis",       //
    "pipeline/pictures",       //
    "pipeline/cells",          //
    "pipeline/results",        //
    "pipeline/drawing",        //
    "pipeline/pages/judge",    // a program of its own, for the pages
    "pipeline/pages",          //
    "pipeline/comparison",     //
    "pipeline/runs",           //
    "pipeline/tuning",         //
    "pipeline/viewer",         //
    "pipeline/phantoms",       //
    "apps",
};
inline constexpr std::string_view kFirstRoomOfTheWorld = "pipeline/files";

// Place in kRooms of the room that a path from the source folder lies in, the longest prefix of it; nothing: in none.
[[nodiscard]] std::optional<std::size_t> roomOf(std::string_view path);

}  // namespace herald
