// libc++ and libc++abi print a message before they abort, and that message alone links printf into a module
// (14 KB). Nothing could show it: these definitions take the place of the library's own and trap.
#include <version>

#if __has_include(<__verbose_abort>)
#include <__verbose_abort>

#if _LIBCPP_VERSION >= 200000
#define TCPLESS_NOEXCEPT noexcept
#else
#define TCPLESS_NOEXCEPT
#endif

[[noreturn]] void std::__libcpp_verbose_abort(const char*, ...) TCPLESS_NOEXCEPT { __builtin_trap(); }
#endif

extern "C" {
[[noreturn]] void abort_message(const char*, ...);    // libc++abi up to 19
[[noreturn]] void __abort_message(const char*, ...);  // and from 20 on
[[noreturn]] void abort_message(const char*, ...) { __builtin_trap(); }
[[noreturn]] void __abort_message(const char*, ...) { __builtin_trap(); }
}
