// --config and --set, for every command that analyses.
#pragma once

#include <boost/program_options.hpp>
#include <string>

#include "pipeline/configuration.h"

namespace herald {

// Adds the two options.
void addConfigurationOptions(boost::program_options::options_description& options);

// Defaults, then the file of --config, then each --set in turn; validated. Throws std::invalid_argument, also for a
// selection by regions, which cannot be read yet.
[[nodiscard]] Configuration configurationFrom(const boost::program_options::variables_map& values);

// The whole file. Throws std::invalid_argument when it cannot be read, is empty or is longer than 1 MiB.
[[nodiscard]] std::string contentOfFile(const std::string& path);

}  // namespace herald
