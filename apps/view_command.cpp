#include "apps/view_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <atomic>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "apps/command_line.h"
#include "apps/configuration_arguments.h"
#include "apps/interrupt_signals.h"
#include "pipeline/configuration/effective_configuration.h"
#include "pipeline/runs/run.h"
#include "pipeline/viewer/viewer_cohort.h"
#include "pipeline/viewer/viewer_server.h"

namespace herald {
namespace {

namespace po = boost::program_options;

constexpr int kLargestPort = 65535;

po::options_description optionsOfView() {
  po::options_description options("Options");
  options.add_options()("port", po::value<int>()->default_value(0), "of 127.0.0.1, 1-65535; 0: any that is free")(
      "slides", po::value<std::vector<std::string>>(),
      "slide, folder or list where the slides are; repeatable; default: where DIR was made from")(
      "rules", po::value<std::string>(),
      fmt::format("rule set to begin with: {}, or a TOML file; default: that of DIR",
                  fmt::join(builtInRuleSetNames(), " | "))
          .c_str())("help,h", po::bool_switch(), "this text");
  return options;
}

// Until the first signal.
void serve(ViewerServer& server) {
  static Interruption interruption;
  stopOnSignals(interruption, {}, "");
  // One line, at once: whoever started the program waits for it.
  std::cout << server.address() << std::endl;
  std::atomic<bool> ended = false;
  std::thread answering([&] {
    server.run();
    ended = true;
  });
  const auto pause = [] { std::this_thread::sleep_for(std::chrono::milliseconds(50)); };
  while (!interruption.requested() && !ended) pause();
  while (!server.isRunning() && !ended) pause();  // one that has not begun does not hear that it is to stop
  if (!ended) server.stop();
  answering.join();
}

int view(const std::string& dir, const po::variables_map& values) {
  const int port = values["port"].as<int>();
  if (port < 0 || port > kLargestPort) throw std::invalid_argument("--port must be 0 to 65535");
  ResultFolder results = readResultFolder(dir);
  const EffectiveConfiguration run = configurationOf(results);
  const ChosenRules rules = rulesFrom(values, run, dir);
  CohortOptions options;
  if (values.contains("slides")) options.slides = values["slides"].as<std::vector<std::string>>();
  const std::string named = values.contains("rules") ? values["rules"].as<std::string>() : "";
  ViewerCohort cohort(std::move(results), run, {rules.rules, rules.content_hash, named}, options);
  bool measured = false;
  for (std::size_t i = 0; i < cohort.slides().size(); ++i) measured = measured || cohort.isMeasured(i);
  if (!measured)
    throw std::invalid_argument(
        fmt::format("{}: no slide has cells.h5ad there; view the folder that herald score wrote", dir));
  ViewerServer server(cohort, port);
  serve(server);
  return kExitDone;
}

}  // namespace

int viewCommand(const std::vector<std::string>& arguments) {
  const auto options = optionsOfView();
  const auto values = parseCommandLine(arguments, options, "folder");
  if (values["help"].as<bool>()) {
    std::cout << "herald view DIR [options]\n"
                 "Shows the slides of DIR, results of herald score, in the browser: deep zoom, every cell with its\n"
                 "outline, thresholds that can be moved, regions that can be drawn for --roi. Prints the address to\n"
                 "open, one line, and answers until it is interrupted; only this machine can reach it.\n\n"
              << options << "\nExit code: 0 ended by a signal, 2 usage, or DIR cannot be shown.\n";
    return kExitDone;
  }
  if (!values.contains("folder") || values["folder"].as<std::vector<std::string>>().size() != 1)
    throw std::invalid_argument("name one folder of results of herald score");
  return view(values["folder"].as<std::vector<std::string>>().front(), values);
}

}  // namespace herald
