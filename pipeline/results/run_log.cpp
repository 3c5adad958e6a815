#include "pipeline/results/run_log.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/core/demangle.hpp>
#include <chrono>
#include <typeinfo>
#include <utility>

#include "pipeline/files/printable.h"

namespace herald {

RunLog::RunLog(const std::filesystem::path& path) : file_(path, O_WRONLY | O_CREAT | O_APPEND) {}

bool RunLog::add(const std::string& event, const std::vector<std::string>& details) {
  std::string entry = fmt::format("{} {}\n", utcNow(), printable(event));
  for (const std::string& detail : details) entry += fmt::format("    {}\n", printable(detail));
  const off_t before = file_.valid() ? lseek(file_.get(), 0, SEEK_END) : -1;
  if (before < 0) return false;
  const ssize_t written = write(file_.get(), entry.data(), entry.size());
  if (written == static_cast<ssize_t>(entry.size())) return true;
  if (written > 0) (void)!ftruncate(file_.get(), before);
  return false;
}

std::vector<std::string> causesOf(const std::exception_ptr& failure) {
  std::vector<std::string> causes;
  std::exception_ptr next = failure;
  while (next) {
    try {
      std::rethrow_exception(std::exchange(next, nullptr));
    } catch (const std::exception& error) {
      causes.push_back(fmt::format("{}: {}", boost::core::demangle(typeid(error).name()), error.what()));
      if (const auto* nested = dynamic_cast<const std::nested_exception*>(&error)) next = nested->nested_ptr();
    } catch (...) {
      causes.emplace_back("not a standard exception");
    }
  }
  return causes;
}

std::string utcNow() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::now()));
}

}  // namespace herald
