#include "pipeline/results/run_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "pipeline/files/atomic_file.h"
#include "pipeline/files/json_text.h"
#include "pipeline/files/output_names.h"
#include "pipeline/files/whole_file.h"
#include "pipeline/results/result_json.h"
#include "pipeline/results/summary.h"
#include "pipeline/slides/slide_identity.h"

namespace herald {
namespace {

OrderedJson countsJson(const RunReport& report) {
  OrderedJson json = {{"slides", report.inputs.size()}};
  for (const SlideStatus status :
       {SlideStatus::kScored, SlideStatus::kIndeterminate, SlideStatus::kFailed, SlideStatus::kSkipped})
    json[std::string(slideStatusName(status))] = slidesWith(status, report.inputs);
  json["reused"] =
      std::count_if(report.inputs.begin(), report.inputs.end(), [](const RunInput& input) { return input.reused; });
  json["ignored_files"] = report.ignored_files;
  return json;
}

OrderedJson shardJson(const RunReport& report) {
  if (!report.shard) return nullptr;
  return {{"number", report.shard->number}, {"count", report.shard->count}};
}

OrderedJson inputsJson(const RunReport& report) {
  OrderedJson json = OrderedJson::array();
  for (const RunInput& input : report.inputs)
    json.push_back({{"slide", input.row.slide},
                    {"case_id", textOrNull(input.row.case_id)},
                    {"folder", textOrNull(input.folder)},
                    {"status", slideStatusName(input.row.status)},
                    {"score", textOrNull(columnText(input.row, summaryColumn("score")))},
                    {"reader", textOrNull(input.decoder)},
                    {"reused", input.reused},
                    {"reasons", input.row.reasons},
                    {"seconds", rounded(input.seconds, kSecondsDecimals)}});
  return json;
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& cause) {
  throw std::invalid_argument(file.string() + ": " + cause);
}

// The members of a document or of a part of it, by JSON pointers.
class Members {
 public:
  Members(const std::filesystem::path& file, const OrderedJson& document) : file_(file), document_(document) {}

  template <class T>
  [[nodiscard]] T at(const std::string& pointer) const {
    try {
      return document_.at(OrderedJson::json_pointer(pointer)).get<T>();
    } catch (const nlohmann::json::exception&) {
      fail(file_, "damaged: " + pointer.substr(1) + " is missing or has the wrong type");
    }
  }
  // Empty for null.
  [[nodiscard]] std::string textAt(const std::string& pointer) const {
    return at<OrderedJson>(pointer).is_null() ? std::string() : at<std::string>(pointer);
  }
  // A number of things, at most kMostCounted: no narrower type can spoil it.
  [[nodiscard]] std::int64_t countAt(const std::string& pointer) const {
    const auto count = wholeNumberIn(at<OrderedJson>(pointer), 0, kMostCounted);
    if (!count) fail(file_, "damaged: " + pointer.substr(1) + " is not a count");
    return *count;
  }
  // Whether there is more than null: later versions have members that earlier ones lack.
  [[nodiscard]] bool has(const std::string& pointer) const {
    const OrderedJson::json_pointer place(pointer);
    return document_.contains(place) && !document_.at(place).is_null();
  }

 private:
  const std::filesystem::path& file_;
  const OrderedJson& document_;
};

OrderedJson documentIn(const std::filesystem::path& file) {
  const std::string text = requiredText(file, kLargestListBytes);
  try {
    OrderedJson run = boundedJson(text);
    if (run.is_object() && run.contains("schema") && run["schema"] == kRunSchemaName) return run;
  } catch (const std::invalid_argument& error) {
    fail(file, error.what());
  }
  fail(file, fmt::format("is not a document of schema {}", kRunSchemaName));
}

void requirePlain(const std::filesystem::path& file, const std::string& folder) {
  try {
    (void)slideFolder({}, folder);
  } catch (const std::invalid_argument& error) {
    fail(file, fmt::format("damaged: {}", error.what()));
  }
}

RunInput inputOf(const std::filesystem::path& file, const OrderedJson& entry) {
  const Members members(file, entry);
  RunInput input;
  try {
    for (const std::string name : {"slide", "status", "case_id", "score"})
      setColumn(summaryColumn(name), members.textAt("/" + name), input.row);
  } catch (const std::invalid_argument& error) {
    fail(file, fmt::format("damaged: {}", error.what()));
  }
  input.row.reasons = members.at<std::vector<std::string>>("/reasons");
  input.folder = members.textAt("/folder");
  if (!input.folder.empty()) requirePlain(file, input.folder);
  if (members.has("/reader")) input.decoder = members.at<std::string>("/reader");
  if (members.has("/seconds")) input.seconds = members.at<double>("/seconds");
  if (members.has("/reused")) input.reused = members.at<bool>("/reused");
  return input;
}

Provenance provenanceOf(const Members& run) {
  Provenance provenance;
  provenance.herald = run.at<std::string>("/provenance/herald");
  provenance.libraries = run.at<std::map<std::string, std::string>>("/provenance/libraries");
  provenance.config_hash = run.at<std::string>("/provenance/config_hash");
  provenance.config_toml = run.at<std::string>("/provenance/config");
  provenance.command = parseCommand(run.at<std::string>("/provenance/command"));
  if (!run.has("/arguments")) return provenance;
  provenance.command.paths = run.at<std::vector<std::string>>("/arguments/paths");
  provenance.command.options = run.at<std::vector<std::string>>("/arguments/options");
  return provenance;
}

std::optional<Shard> shardOf(const std::filesystem::path& file, const Members& run) {
  if (!run.has("/shard")) return std::nullopt;
  const std::string name = fmt::format("{}/{}", run.countAt("/shard/number"), run.countAt("/shard/count"));
  try {
    return parseShard(name);
  } catch (const std::invalid_argument&) {
    fail(file, "damaged: there is no shard " + name);
  }
}

}  // namespace

std::string runJson(const RunReport& report) {
  const Command& command = report.provenance.command;
  const OrderedJson json = {{"schema", kRunSchemaName},
                            {"exit_code", report.exit_code},
                            {"started", report.started},
                            {"finished", textOrNull(report.finished)},
                            {"arguments", {{"paths", command.paths}, {"options", command.options}}},
                            {"list", {{"slides", report.list_slides}, {"hash", report.list_hash}}},
                            {"shard", shardJson(report)},
                            {"rescored_from", textOrNull(report.rescored_from)},
                            {"missing_shards", report.missing_shards},
                            {"counts", countsJson(report)},
                            {"inputs", inputsJson(report)},
                            {"remaining", report.remaining},
                            {"provenance", provenanceJson(report.provenance)}};
  return documentText(json);
}

void writeRunReport(const RunReport& report, const std::filesystem::path& out) {
  writeSummaryCsv(rowsOf(report), out / output::kSummaryCsv);
  writeFileAtomically(out / output::kRunJson, runJson(report));
}

RunReport readRunJson(const std::filesystem::path& file) {
  const OrderedJson document = documentIn(file);
  const Members run(file, document);
  RunReport report;
  report.list_slides = static_cast<std::size_t>(run.countAt("/list/slides"));
  report.list_hash = run.at<std::string>("/list/hash");
  report.finished = run.textAt("/finished");
  for (const OrderedJson& entry : run.at<std::vector<OrderedJson>>("/inputs"))
    report.inputs.push_back(inputOf(file, entry));
  report.shard = shardOf(file, run);
  report.provenance = provenanceOf(run);
  report.started = run.at<std::string>("/started");
  report.exit_code = run.at<int>("/exit_code");
  report.ignored_files = run.countAt("/counts/ignored_files");
  report.remaining = run.at<std::vector<std::string>>("/remaining");
  if (run.has("/missing_shards")) report.missing_shards = run.at<std::vector<int>>("/missing_shards");
  if (run.has("/rescored_from")) report.rescored_from = run.at<std::string>("/rescored_from");
  return report;
}

}  // namespace herald
