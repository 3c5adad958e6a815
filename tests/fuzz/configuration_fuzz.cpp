// Configuration files and --set.
#include "fuzz_target.h"
#include "pipeline/configuration/configuration.h"

std::vector<std::string> seedInputs() {
  return {herald::configurationToml({}, herald::TomlComments::kWith),
          herald::configurationToml({}, herald::TomlComments::kWithout),
          "[cell_class]\nstrong_od_um = 0.5\n[tumour]\nselection = \"all\"\n",
          "cell_class.strong_od_um=0.5",
          "tumour.selection=all",
          "[=]",
          "\xEF\xB3\xBF"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    herald::Configuration configuration;
    herald::readConfiguration(text, "input.toml", configuration);
    herald::validate(configuration);
    herald::Configuration again;
    const std::string written = herald::configurationToml(configuration, herald::TomlComments::kWith);
    herald::readConfiguration(written, "again.toml", again);
    if (herald::configurationToml(again, herald::TomlComments::kWith) != written) std::abort();
  } catch (const std::invalid_argument&) {
  }
  try {
    herald::Configuration configuration;
    herald::setOption(text, configuration);
    herald::validate(configuration);
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
