# Finds CAF 0.17 (its core library alone) as CAF::core. Debian's libcaf-dev brings no CMake file.
#
# CAF_INCLUDE_DIR            where caf/config.hpp is
# CAF_CORE_LIBRARY           libcaf_core
# CARRICK_CAF_LIBRARY_DIR    take the library from this folder and from nowhere else (a build of
#                            the same source with a sanitizer)
# CAF_VERSION                read from the header, as 0.17.6
#
# caf_io and caf_openssl are left out on purpose: distribution is not CAF's here.

set(CARRICK_CAF_LIBRARY_DIR "" CACHE PATH "Folder of the libcaf_core to link; empty: the system's")

find_path(CAF_INCLUDE_DIR caf/config.hpp)
if(CARRICK_CAF_LIBRARY_DIR)
  find_library(CAF_CORE_LIBRARY caf_core PATHS "${CARRICK_CAF_LIBRARY_DIR}" NO_DEFAULT_PATH)
else()
  find_library(CAF_CORE_LIBRARY caf_core)
endif()
mark_as_advanced(CAF_INCLUDE_DIR CAF_CORE_LIBRARY)

set(CAF_VERSION "")
if(CAF_INCLUDE_DIR)
  file(STRINGS "${CAF_INCLUDE_DIR}/caf/config.hpp" caf_version_line
    REGEX "^#define CAF_VERSION [0-9]+")
  if(caf_version_line MATCHES "([0-9]+)$")
    math(EXPR caf_major "${CMAKE_MATCH_1} / 10000")
    math(EXPR caf_minor "${CMAKE_MATCH_1} / 100 % 100")
    math(EXPR caf_patch "${CMAKE_MATCH_1} % 100")
    set(CAF_VERSION "${caf_major}.${caf_minor}.${caf_patch}")
  endif()
endif()

set(CAF_NOT_FOUND_REASON "")
set(caf_usable TRUE)
if(NOT CAF_INCLUDE_DIR OR NOT CAF_CORE_LIBRARY)
  set(caf_usable FALSE)
  if(CARRICK_CAF_LIBRARY_DIR)
    set(CAF_NOT_FOUND_REASON "CARRICK_CAF_LIBRARY_DIR=${CARRICK_CAF_LIBRARY_DIR} holds no libcaf_core.")
  else()
    set(CAF_NOT_FOUND_REASON "CAF 0.17 was not found: apt-get install -y libcaf-dev")
  endif()
elseif(NOT CAF_VERSION MATCHES "^0\\.17\\.")
  # 0.18 changed type ids, request time-outs and the scheduler's interface: it cannot work.
  set(caf_usable FALSE)
  set(CAF_NOT_FOUND_REASON
    "CAF ${CAF_VERSION} was found in ${CAF_INCLUDE_DIR}, but 0.17.x is needed: apt-get install -y libcaf-dev")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CAF
  REQUIRED_VARS CAF_CORE_LIBRARY CAF_INCLUDE_DIR caf_usable
  VERSION_VAR CAF_VERSION
  REASON_FAILURE_MESSAGE "${CAF_NOT_FOUND_REASON}")

if(CAF_FOUND AND NOT TARGET CAF::core)
  find_package(Threads REQUIRED)
  add_library(CAF::core UNKNOWN IMPORTED)
  set_target_properties(CAF::core PROPERTIES
    IMPORTED_LOCATION "${CAF_CORE_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${CAF_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES Threads::Threads)
endif()
