#include "pipeline/results/result_json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "pipeline/files/read_error.h"
#include "pipeline/results/result_schema.h"
#include "tests/support/synthetic_result.h"
#include "tests/support/temporary_folder.h"

namespace herald {
namespace {

using nlohmann::json;

json documentOf(const SlideResult& result) {
  return json::parse(resultJson(result, synthetic::provenance()));
}

TEST(ResultJson, CarriesTheScoreAndItsEvidence) {
  const SlideResult result = synthetic::scoredResult();
  const json document = documentOf(result);
  EXPECT_EQ(document["schema"], "herald.result/1");
  EXPECT_EQ(document["status"], "scored");
  EXPECT_EQ(document["score"], "2+");
  EXPECT_EQ(document["ish"], "reflex");
  EXPECT_EQ(document["rule_set"], json::parse(R"({"name":"asco-cap-2018","version":"1","clause":"asco-cap-2018/2+"})"));
  EXPECT_EQ(document["percent_complete"]["value"], 0.333);
  EXPECT_EQ(document["table"]["complete"]["strong"], result.judged.score.table[6]);
  EXPECT_EQ(document["table"]["incomplete"]["weak"], result.judged.score.table[1]);
  EXPECT_EQ(document["audit"][1]["fired"], true);
  EXPECT_EQ(document["provenance"]["config_hash"], "a1b2c3");
  EXPECT_EQ(document["seconds"]["total"], 1.235);
}

TEST(ResultJson, DetectedCellsAreTumourCellsAndExcludedOnes) {
  const json cells = documentOf(synthetic::scoredResult())["cells"];
  std::int64_t total = cells["tumour"].get<std::int64_t>();
  for (const auto& count : cells["excluded"]) total += count.get<std::int64_t>();
  EXPECT_EQ(total, cells["detected"].get<std::int64_t>());
  EXPECT_EQ(cells["excluded"].size(), kExclusionNames.size() - 1);
}

TEST(ResultJson, KeepsTheOrderOfTheContract) {
  const std::string text = resultJson(synthetic::scoredResult(), synthetic::provenance());
  std::size_t place = 0;
  for (const char* key :
       {"\"schema\"", "\"slide\"", "\"status\"", "\"score\"", "\"rule_set\"", "\"percent\"", "\"table\"", "\"h_score\"",
        "\"cells\"", "\"tumour_selection\"", "\"stain\"", "\"quality\"", "\"provenance\""}) {
    const std::size_t found = text.find(key, place);
    ASSERT_NE(found, std::string::npos) << key;
    place = found;
  }
}

TEST(ResultJson, EqualResultsGiveEqualText) {
  EXPECT_EQ(resultJson(synthetic::scoredResult(), {}), resultJson(synthetic::scoredResult(), {}));
}

TEST(ResultJson, AnIndeterminateSlideKeepsItsEvidenceButHasNoScore) {
  SlideResult result = synthetic::indeterminateResult();
  result.judged.score.borderline = true;
  const json document = documentOf(result);
  for (const char* key : {"score", "ish", "derived", "borderline"}) EXPECT_TRUE(document[key].is_null()) << key;
  EXPECT_EQ(document["reasons"], json::parse(R"(["6 tumour cells, 100 are needed"])"));
  EXPECT_EQ(document["cells"]["detected"], 6);
}

TEST(ResultJson, AFailedSlideHasNullsForWhatWasNotReached) {
  const json document = documentOf(synthetic::failedResult());
  EXPECT_EQ(document["status"], "failed");
  for (const char* key : {"score", "percent", "table", "h_score", "cells", "stain", "quality"})
    EXPECT_TRUE(document[key].is_null()) << key;
  EXPECT_TRUE(document["slide"]["mpp"].is_null());
}

TEST(ResultJson, WritesNullForWhatIsNotANumber) {
  SlideResult result = synthetic::indeterminateResult(0, 0);
  result.judged.quality.focus = std::nan("");
  result.judged.score.counted_cells = 1;
  result.judged.score.h_score = {std::nan(""), -0.0, 300};
  const json document = documentOf(result);
  EXPECT_TRUE(document["quality"]["focus"].is_null());
  EXPECT_EQ(document["h_score"].dump(), R"({"high":300.0,"low":0.0,"value":null})");
}

TEST(ResultJson, GivesNoSharesOfNoCells) {
  SlideResult result = synthetic::indeterminateResult(0, 0);
  result.judged.score.counted_cells = 0;
  const json document = documentOf(result);
  for (const char* key : {"percent", "percent_bootstrap", "percent_complete", "h_score"}) {
    EXPECT_TRUE(document[key].is_null()) << key;
  }
}

TEST(ResultJson, ReplacesBytesThatAreNotUtf8) {
  SlideResult result = synthetic::failedResult();
  result.identity.slide = "caf\xe9.svs";
  EXPECT_EQ(documentOf(result)["slide"]["path"], "caf\xef\xbf\xbd.svs");
}

TEST(ResultSchema, ShipsWithTheProgramAndNamesEveryFieldOfTheDocument) {
  const json schema = json::parse(resultSchema());
  const json document = documentOf(synthetic::scoredResult());
  for (const auto& [key, value] : document.items()) EXPECT_TRUE(schema["properties"].contains(key)) << key;
  EXPECT_EQ(schema["required"].size(), document.size());
}

TEST(ResultJson, AResultWithoutBoundsIsNotReadBack) {
  const TemporaryFolder folder;
  const auto refusalOf = [&](const std::string& filling) {
    const auto path = folder.write("a.json", R"({"schema":"herald.result/1","x":)" + filling + "}");
    return messageOf<ReadError>([&] { (void)readResultJson(path); });
  };
  EXPECT_NE(refusalOf(std::string(65, '[') + std::string(65, ']')), "");  // deeper than 64
  EXPECT_NE(refusalOf("\"" + std::string(std::size_t{5} << 20, 'x') + "\""), "");
}

TEST(ResultJson, AnythingButAResultIsNotReadBack) {
  const TemporaryFolder folder;
  EXPECT_EQ(messageOf<ReadError>([&] { (void)readResultJson(folder / "a.json"); }),
            (folder / "a.json").string() + ": cannot open");
  for (const char* text : {"", "{", "[1]", R"({"schema":"other"})", R"({"x":1})"}) {
    const auto path = folder.write("a.json", text);
    EXPECT_EQ(messageOf<ReadError>([&] { (void)readResultJson(path); }),
              path.string() + ": not a document of schema herald.result/1");
  }
}

}  // namespace
}  // namespace herald
