// The tables of a slide's report as HTML. Pure; thread-safe.
#pragma once

#include <string>

#include "pipeline/analysis/slide_result.h"
#include "pipeline/configuration/provenance.h"

namespace herald {

[[nodiscard]] std::string answerHtml(const SlideResult& result);
[[nodiscard]] std::string percentagesHtml(const SlideScore& score);
[[nodiscard]] std::string auditHtml(const SlideScore& score);
[[nodiscard]] std::string stainingTableHtml(const SlideScore& score);
[[nodiscard]] std::string tissueHtml(const SlideResult& result);
[[nodiscard]] std::string qualityHtml(const SlideResult& result);
[[nodiscard]] std::string provenanceHtml(const SlideResult& result, const Provenance& provenance);

}  // namespace herald
