// HERALD_DISPATCH before a function compiles it for several generations of x86-64; the loader picks the best one the
// machine has. The program then runs on every x86-64 and is as fast as one built for the machine.
//
// Results do not depend on the version that runs: floating-point contraction is off (CMakeLists.txt) and sums are only
// vectorised where their order stays. What such a function calls is compiled with it only when it is inlined.
#pragma once

// Sanitizers run code before the loader has resolved such functions.
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(HERALD_NO_DISPATCH)
#define HERALD_DISPATCH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define HERALD_DISPATCH
#endif
