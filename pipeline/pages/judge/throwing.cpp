// WebAssembly as Debian's clang makes it has no exceptions: what would be thrown ends the call with a trap, which the
// page sees as an error.
#include <cstddef>
#include <new>

extern "C" void* __cxa_allocate_exception(std::size_t bytes) noexcept {
  return ::operator new(bytes);
}
extern "C" void __cxa_free_exception(void* /*exception*/) noexcept {}
extern "C" [[noreturn]] void __cxa_throw(void* /*exception*/, void* /*type*/, void (* /*destroy*/)(void*)) {
  __builtin_trap();
}
