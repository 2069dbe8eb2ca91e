# SOURCE must be refused by the compiler, and its first error must have the text that the first line
# of SOURCE gives as
#   // expects: <text>
file(STRINGS "${SOURCE}" first LIMIT_COUNT 1)
if(NOT first MATCHES "^// expects: (.+)$")
  message(FATAL_ERROR "${SOURCE}: its first line is not \"// expects: <text>\"")
endif()
set(expected "${CMAKE_MATCH_1}")
# A sentence stays on one line, and in English.
set(ENV{LC_ALL} C)
execute_process(
  COMMAND "${COMPILER}" -std=c++20 -fsyntax-only -fmessage-length=0 "-I${INCLUDE}" "${SOURCE}"
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles")
endif()
string(REGEX MATCH "[^\n]*error: [^\n]*" first_error "${output}")
string(FIND "${first_error}" "${expected}" place)
if(place EQUAL -1)
  message(FATAL_ERROR
    "${SOURCE} is refused, but its first error is not \"${expected}\":\n${output}")
endif()
