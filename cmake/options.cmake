# Flags of our own targets. Consumers of the package get none of them but the language level.

option(CARRICK_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(CARRICK_EXAMPLES "Build the examples" ${PROJECT_IS_TOP_LEVEL})
option(CARRICK_BENCH "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(CARRICK_WARNINGS_AS_ERRORS "Warnings end the build" OFF)
option(CARRICK_HARDENING "Stack protector, fortified libc calls, full relro" ON)
option(CARRICK_IPO "Link-time optimisation (doubles the build time)" OFF)
option(CARRICK_PCH "Precompiled headers" ON)
set(CARRICK_UNITY 8 CACHE STRING "How many sources of a target are compiled as one; 0: each alone")
set(CARRICK_SANITIZE "" CACHE STRING "Value of -fsanitize=, e.g. address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(carrick_flags INTERFACE)
target_compile_options(carrick_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual
  -Wold-style-cast -Wduplicated-cond -Wlogical-op -Wextra-semi -Wvla
  -Wimplicit-fallthrough=5 -Wundef
  # GCC 12 reports std::string's own operator+ (GCC bugs 105651 and 105329).
  -Wno-restrict -Wno-stringop-overflow
  # The same for libraries and programs, else they could not share a precompiled header.
  -fPIC -fno-semantic-interposition
  # One machine's paths stay out of the binaries, and two checkouts share one compiler cache.
  "-ffile-prefix-map=${PROJECT_BINARY_DIR}/include/carrick/="
  "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/="
  "$<$<CONFIG:Release>:-fno-plt>")
if(CARRICK_WARNINGS_AS_ERRORS)
  target_compile_options(carrick_flags INTERFACE -Werror)
endif()

if(CARRICK_SANITIZE)
  target_compile_options(carrick_flags INTERFACE
    "-fsanitize=${CARRICK_SANITIZE}" -fno-omit-frame-pointer -g1
    # A look at each pointer doubles what compiling costs. AddressSanitizer sees the first two; the
    # fuzzers check alignment where bytes are read.
    -fno-sanitize=null,object-size,alignment
    # What the sanitizers insert confuses this warning; the release build has it.
    -Wno-maybe-uninitialized)
  target_link_options(carrick_flags INTERFACE "-fsanitize=${CARRICK_SANITIZE}")
elseif(CARRICK_HARDENING)
  target_compile_options(carrick_flags INTERFACE -fstack-protector-strong
    "$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
  target_link_options(carrick_flags INTERFACE -Wl,-z,relro,-z,now)
endif()

if(CARRICK_IPO)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()

find_program(CARRICK_CCACHE ccache)
mark_as_advanced(CARRICK_CCACHE)
if(CARRICK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without these ccache takes no file that uses a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    "${CARRICK_CCACHE}")
  if(CARRICK_PCH)
    target_compile_options(carrick_flags INTERFACE -fpch-preprocess)
  endif()
endif()
