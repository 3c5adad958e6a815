// LIST.csv.
#include "fuzz_target.h"
#include "pipeline/inputs/input_list.h"

std::vector<std::string> seedInputs() {
  return {"slide,mpp,roi,case_id\na.svs,0.25,a.geojson,c1\n\"b, c.tif\",,,\"say \"\"x\"\"\"\n", "slide\na.svs\n",
          "\xEF\xBB\xBFslide;mpp\r\na.svs;0.5\r\n", "slide,mpp\na.svs,\"0.25\n\"\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const herald::InputFile file({data, size});
  try {
    (void)herald::readInputList(file.path());
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
