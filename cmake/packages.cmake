# Everything that is not ours, found in one place, so that what is missing is named all at once.

list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}")

set(carrick_missing_packages "")
macro(carrick_need found)
  if(NOT ${found})
    list(APPEND carrick_missing_packages ${ARGN})
  endif()
endmacro()

find_package(Threads QUIET)
carrick_need(Threads_FOUND libc6-dev)

# The 1.74 runtime libraries may be installed beside 1.81: only a package config of 1.81 is taken.
find_package(Boost 1.81...<1.82 QUIET CONFIG)
carrick_need(Boost_FOUND libboost1.81-dev)
find_package(boost_json 1.81...<1.82 QUIET CONFIG)
carrick_need(boost_json_FOUND libboost-json1.81-dev)

find_package(CAF 0.17 QUIET)
carrick_need(CAF_FOUND libcaf-dev)

find_package(cereal QUIET CONFIG)
carrick_need(cereal_FOUND libcereal-dev)
find_package(spdlog QUIET CONFIG)
carrick_need(spdlog_FOUND libspdlog-dev)
find_package(tomlplusplus QUIET CONFIG)
carrick_need(tomlplusplus_FOUND libtomlplusplus-dev)
find_package(CLI11 QUIET CONFIG)
carrick_need(CLI11_FOUND libcli11-dev)

find_path(CARRICK_XXHASH_INCLUDE_DIR xxhash.h)
mark_as_advanced(CARRICK_XXHASH_INCLUDE_DIR)
carrick_need(CARRICK_XXHASH_INCLUDE_DIR libxxhash-dev)

find_path(CARRICK_CARES_INCLUDE_DIR ares.h)
find_library(CARRICK_CARES_LIBRARY cares)
mark_as_advanced(CARRICK_CARES_INCLUDE_DIR CARRICK_CARES_LIBRARY)
carrick_need(CARRICK_CARES_INCLUDE_DIR libc-ares-dev)
carrick_need(CARRICK_CARES_LIBRARY libc-ares-dev)

if(CARRICK_TESTS)
  find_package(Catch2 2.13 QUIET CONFIG)
  carrick_need(Catch2_FOUND catch2)
endif()

if(carrick_missing_packages)
  list(REMOVE_DUPLICATES carrick_missing_packages)
  list(JOIN carrick_missing_packages " " carrick_missing_packages)
  message(FATAL_ERROR
    "Packages are missing. Install them all with\n"
    "  apt-get install -y ${carrick_missing_packages}\n"
    "or run ./dev setup.\n${CAF_NOT_FOUND_REASON}")
endif()
