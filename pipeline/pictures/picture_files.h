// One picture in the two forms in which it leaves the program.
#pragma once

#include <string>

namespace herald {

struct PictureFiles {
  std::string file;       // in the slide's folder
  std::string page_jpeg;  // in its report: no wider than a page
};

}  // namespace herald
