# carrick_library(name [COLD] [DEPENDS target...] [PRIVATE target...] [PCH set] [UNITE count])
#
# COLD: no message passes here. -O2 in place of -O3 compiles a fifth faster; under the sanitizers -O0, in
# half the time, and without the precompiled header, which GCC takes only where all is optimised alike.
#
# The static library carrick_<name>, alias carrick::<name>, of all .cpp files below the calling
# folder. A folder without sources is an interface library, so that its dependencies still hold.
function(carrick_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "COLD" "PCH;UNITE" "DEPENDS;PRIVATE")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  set(target carrick_${name})
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:carrick_flags> ${arg_PRIVATE})
    carrick_unite(${target} ${arg_UNITE})
    if(arg_COLD AND CARRICK_SANITIZE)
      target_compile_options(${target} PRIVATE -O0)
    else()
      carrick_precompile(${target} "${arg_PCH}")
    endif()
    if(arg_COLD)
      target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O2>)
    endif()
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
# carrick_executable(name SOURCES file... [DEPENDS target...] [PCH set] [UNITE count])
function(carrick_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PCH;UNITE" "SOURCES;DEPENDS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE carrick_flags ${arg_DEPENDS})
  carrick_precompile(${name} "${arg_PCH}")
  carrick_unite(${name} ${arg_UNITE})
  set_property(GLOBAL APPEND PROPERTY CARRICK_EXECUTABLES ${name})
endfunction()

# carrick_unite(target [count])
#
# Several sources of a target are compiled as one: most of what a source costs alone are its headers.
# Names at namespace scope are therefore unique in a folder; ./dev build alone compiles each source by
# itself. More in one make the whole cheaper, and a change of one of them dearer: `count` where sources
# are dear in themselves, else CARRICK_UNITY.
function(carrick_unite target)
  if(CARRICK_UNITY EQUAL 0)
    return()
  endif()
  set(count ${CARRICK_UNITY})
  if(ARGC GREATER 1 AND NOT CARRICK_SANITIZE)
    set(count ${ARGV1})
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${count})
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
  target_include_directories(carrick_pch_${set} PRIVATE "${PROJECT_BINARY_DIR}/include")
  target_precompile_headers(carrick_pch_${set} PRIVATE ${arg_HEADERS})
endfunction()
