# Installs the built tree into a fresh prefix, then builds and runs a program outside the tree
# against it, once with find_package and once with pkg-config.
#
# BUILD_DIR the built tree · SOURCE_DIR the consumer · WORK_DIR is emptied · COMPILER

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nended with ${status}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(check_greeting program)
  run("${program}")
  if(NOT output STREQUAL "hello from n1\n")
    message(FATAL_ERROR "${program} says: ${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK_DIR}")
set(prefix "${WORK_DIR}/prefix")
# A copy, so that nothing is found by a path relative to the tree.
file(COPY "${SOURCE_DIR}/" DESTINATION "${WORK_DIR}/source")

run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --prefix "${prefix}")
run("${CMAKE_COMMAND}" -S "${WORK_DIR}/source" -B "${WORK_DIR}/build"
  "-DCMAKE_PREFIX_PATH=${prefix}" "-DCMAKE_CXX_COMPILER=${COMPILER}" -DCMAKE_BUILD_TYPE=Debug)
run("${CMAKE_COMMAND}" --build "${WORK_DIR}/build")
check_greeting("${WORK_DIR}/build/consumer")

find_program(pkg_config pkg-config)
if(NOT pkg_config)
  message("skipped: the same with carrick.pc (pkg-config is not installed)")
  return()
endif()
file(GLOB pc "${prefix}/lib*/pkgconfig/carrick.pc" "${prefix}/lib*/*/pkgconfig/carrick.pc")
run("${pkg_config}" --cflags --libs "${pc}")
separate_arguments(flags UNIX_COMMAND "${output}")
run("${COMPILER}" -O0 "${WORK_DIR}/source/consumer.cpp" ${flags} -o "${WORK_DIR}/consumer_pc")
check_greeting("${WORK_DIR}/consumer_pc")
