// Exit codes of the program.
#pragma once

namespace herald {

inline constexpr int kExitDone = 0;  // every slide scored, indeterminate or skipped
inline constexpr int kExitSomeFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitNothingFound = 3;  // no slide among the arguments; a shard without one is done
inline constexpr int kExitInterrupted = 130;

}  // namespace herald
