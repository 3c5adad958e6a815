#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "apps/commands.h"
#include "apps/configuration_arguments.h"
#include "apps/interrupt_signals.h"
#include "pipeline/runs/run.h"
#include "pipeline/viewer/viewer_cohort.h"
#include "pipeline/viewer/viewer_server.h"

namespace herald {
namespace {

namespace po = boost::program_options;

Arguments::Options optionsOfView() {
  Arguments::Options options("Options");
  auto add = options.add_options();
  add("port", po::value<int>()->default_value(0), "port of 127.0.0.1, 1-65535; 0: any free port");
  add("slides", po::value<std::vector<std::string>>(),
      "slide, folder or list where the slides are; repeatable; default: where they were when DIR was made");
  addRulesOfResults(options, "rule set to begin with");
  return options;
}

int portOf(const Arguments& arguments) {
  constexpr int kLargestPort = 65535;
  const int port = arguments.value<int>("port");
  if (port < 0 || port > kLargestPort) throw std::invalid_argument("--port must be 0 to 65535");
  return port;
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

int view(const Arguments& arguments) {
  const std::string& dir = arguments.onlyOperand("name one folder of results of herald score");
  const int port = portOf(arguments);
  ResultFolder results = readResultFolder(dir);
  const EffectiveConfiguration run = configurationOf(results);
  const ChosenRules rules = rulesFrom(arguments, run, dir);
  const FirstRules first{.rules = rules.rules,
                         .content_hash = rules.content_hash,
                         .option = arguments.ifAny<std::string>("rules").value_or("")};
  CohortOptions options;
  options.slides = arguments.all("slides");
  ViewerCohort cohort(std::move(results), run, first, options);
  if (!cohort.hasMeasuredSlide())
    throw std::invalid_argument(
        fmt::format("{}: no slide has a cells.h5ad there; view the folder that herald score wrote", dir));
  ViewerServer server(cohort, port);
  serve(server);
  return kExitDone;
}

}  // namespace

Subcommand viewCommand() {
  return {.name = "view",
          .summary = "show slides with cells and live thresholds in the browser",
          .synopsis = "DIR",
          .description =
              "Shows the slides of DIR, results of herald score, in the browser: deep zoom, every cell with\n"
              "its outline, thresholds that can be moved, regions that can be drawn for --roi. Prints the\n"
              "address to open, one line, and answers until it is interrupted; only this machine can reach\n"
              "it.\n",
          .exit_codes = "0 ended by a signal, 2 usage, or DIR cannot be shown.\n",
          .options = optionsOfView,
          .run = view};
}

}  // namespace herald
