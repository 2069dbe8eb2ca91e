# carrick_library(name [DEPENDS target...] [PRIVATE target...] [PCH set])
#
# The static library carrick_<name>, alias carrick::<name>, of all .cpp files below the calling
# folder. A folder without sources is an interface library, so that its dependencies still hold.
function(carrick_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PCH" "DEPENDS;PRIVATE")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  set(target carrick_${name})
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:carrick_flags> ${arg_PRIVATE})
    carrick_precompile(${target} "${arg_PCH}")
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(carrick::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope}
    "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  target_link_libraries(${target} ${scope} ${arg_DEPENDS})
  set_property(GLOBAL APPEND PROPERTY CARRICK_LIBRARIES ${target})
endfunction()

# An executable of this repository, with our flags.
# carrick_executable(name SOURCES file... [DEPENDS target...] [PCH set])
function(carrick_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PCH" "SOURCES;DEPENDS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE carrick_flags ${arg_DEPENDS})
  carrick_precompile(${name} "${arg_PCH}")
  set_property(GLOBAL APPEND PROPERTY CARRICK_EXECUTABLES ${name})
endfunction()

# carrick_precompile(target set|"")
#
# GCC takes a precompiled header only where flags and macros agree, hence one owner target a set,
# from which the others reuse.
function(carrick_precompile target set)
  if(CARRICK_PCH AND set)
    target_precompile_headers(${target} REUSE_FROM carrick_pch_${set})
  endif()
endfunction()

function(carrick_precompiled_set set)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;DEPENDS")
  if(NOT CARRICK_PCH)
    return()
  endif()
  set(source "${PROJECT_BINARY_DIR}/pch/${set}.cpp")
  if(NOT EXISTS "${source}")
    file(WRITE "${source}" "")
  endif()
  add_library(carrick_pch_${set} OBJECT "${source}")
  target_link_libraries(carrick_pch_${set} PRIVATE carrick_flags ${arg_DEPENDS})
  target_precompile_headers(carrick_pch_${set} PRIVATE ${arg_HEADERS})
endfunction()
