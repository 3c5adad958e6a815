// readers.csv, and the tables of other programs.
#include <cstdlib>

#include "fuzz_target.h"
#include "pipeline/comparison/readers.h"
#include "pipeline/comparison/scored_slides.h"

std::vector<std::string> seedInputs() {
  return {"slide,reader,score,ish,pct_complete,case_id\na.svs,anna,2+,positive,35.5,c1\n\"b, c\",ben,0,,,\n",
          "\xEF\xBB\xBFSlide;Reader;Score\r\na;x;HER2 3+\r\nb;x;2\r\n", "slide\tscore\na\t1+\na\t1+\n",
          "slide,status,score,borderline,pct_0,h_score,reasons\na,scored,3+,true,1.5,200,\nb,failed,,,,,x\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const herald::Readers readers = herald::parseReaders(text, "readers.csv");
    for (const herald::ReadSlide& slide : readers.slides)
      if (slide.scores.size() != readers.names.size()) std::abort();
  } catch (const std::invalid_argument&) {
  }
  try {
    const herald::ScoredSlides scored = herald::parseScoredSlides(text, "summary.csv");
    for (const herald::ScoredSlide& slide : scored.slides)
      if (slide.score.has_value() != (slide.status == herald::SlideStatus::kScored)) std::abort();
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
