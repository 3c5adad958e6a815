#include "pipeline/results/run_report.h"

#include <algorithm>
#include <new>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/json_text.h"

namespace herald {
namespace {

OrderedJson counts(const RunReport& report) {
  OrderedJson json = {{"slides", report.inputs.size()}};
  for (const SlideStatus status :
       {SlideStatus::kScored, SlideStatus::kIndeterminate, SlideStatus::kFailed, SlideStatus::kSkipped})
    json[std::string(slideStatusName(status))] = std::count_if(report.inputs.begin(), report.inputs.end(),
                                                               [&](const RunInput& i) { return i.status == status; });
  json["reused"] =
      std::count_if(report.inputs.begin(), report.inputs.end(), [](const RunInput& i) { return i.reused; });
  json["ignored_files"] = report.ignored_files;
  return json;
}

OrderedJson shard(const RunReport& report) {
  if (!report.shard) return nullptr;
  return {{"number", report.shard->number}, {"count", report.shard->count}};
}

OrderedJson inputs(const RunReport& report) {
  OrderedJson json = OrderedJson::array();
  for (const RunInput& input : report.inputs)
    json.push_back({{"slide", input.slide},
                    {"case_id", textOrNull(input.case_id)},
                    {"folder", textOrNull(input.folder)},
                    {"status", slideStatusName(input.status)},
                    {"score", textOrNull(input.score)},
                    {"reused", input.reused},
                    {"reasons", input.reasons},
                    {"seconds", rounded(input.seconds, 3)}});
  return json;
}

std::string oneLine(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

}  // namespace

std::string reasonOf(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::bad_alloc&) {
    return "does not fit into memory";
  } catch (const std::exception& error) {
    return oneLine(error.what());
  } catch (...) {
    return "failed for an unknown cause";
  }
}

RunInput entryOf(const SlideResult& result) {
  RunInput entry;
  entry.slide = result.identity.slide;
  entry.case_id = result.identity.case_id;
  entry.folder = result.identity.folder;
  entry.status = result.status;
  if (result.status == SlideStatus::kScored && result.score.score) entry.score = her2ScoreName(*result.score.score);
  entry.reasons = result.reasons;
  return entry;
}

std::string runJson(const RunReport& report) {
  const OrderedJson json = {{"schema", kRunSchemaName},
                            {"exit_code", report.exit_code},
                            {"started", report.started},
                            {"finished", textOrNull(report.finished)},
                            {"list", {{"slides", report.list_slides}, {"hash", report.list_hash}}},
                            {"shard", shard(report)},
                            {"rescored_from", textOrNull(report.rescored_from)},
                            {"missing_shards", OrderedJson::array()},
                            {"counts", counts(report)},
                            {"inputs", inputs(report)},
                            {"remaining", report.remaining},
                            {"provenance", provenanceJson(report.provenance)}};
  return documentText(json);
}

void writeRunJson(const RunReport& report, const std::filesystem::path& path) {
  writeFileAtomically(path, runJson(report));
}

}  // namespace herald
