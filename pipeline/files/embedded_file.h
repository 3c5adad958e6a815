// Files of the source tree inside the program:
//
//   HERALD_EMBED(name, "path from the source folder")
//
// at the head of a source file gives it std::string_view name(). The name is the program's alone. herald_embeds in
// CMakeLists.txt says where the source tree is, and builds the source file again when the file changes.
#pragma once

#include <string_view>

// WebAssembly has its data in named segments, and no distance between two of them: texts end at a zero byte.
#ifdef __wasm__
#define HERALD_EMBED(name, path)                                \
  asm(".section .rodata.herald_" #name                          \
      ",\"\",@\n"                                               \
      ".type herald_" #name                                     \
      ",@object\n"                                              \
      ".globl herald_" #name "\nherald_" #name                  \
      ":\n"                                                     \
      ".incbin \"" path                                         \
      "\"\n"                                                    \
      ".byte 0\n"                                               \
      ".size herald_" #name ", . - herald_" #name "\n.text\n"); \
  extern "C" const char herald_##name[];                        \
  namespace herald {                                            \
  namespace {                                                   \
  std::string_view name() {                                     \
    return std::string_view(herald_##name);                     \
  }                                                             \
  }                                                             \
  }
#else
#define HERALD_EMBED(name, path)                                        \
  asm(".pushsection .rodata\n"                                          \
      ".global herald_" #name "_begin\nherald_" #name                   \
      "_begin:\n"                                                       \
      ".incbin \"" HERALD_SOURCE_DIR "/" path                           \
      "\"\n"                                                            \
      ".global herald_" #name "_end\nherald_" #name                     \
      "_end:\n.byte 0\n"                                                \
      ".popsection\n");                                                 \
  extern "C" const char herald_##name##_begin[], herald_##name##_end[]; \
  namespace herald {                                                    \
  namespace {                                                           \
  std::string_view name() {                                             \
    return {herald_##name##_begin, herald_##name##_end};                \
  }                                                                     \
  }                                                                     \
  }
#endif
