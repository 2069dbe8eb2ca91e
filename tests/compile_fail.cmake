# SOURCE must be refused by the compiler, with the text that its first line gives as
#   // expects: <text>
file(STRINGS "${SOURCE}" first LIMIT_COUNT 1)
if(NOT first MATCHES "^// expects: (.+)$")
  message(FATAL_ERROR "${SOURCE}: its first line is not \"// expects: <text>\"")
endif()
set(expected "${CMAKE_MATCH_1}")
execute_process(
  COMMAND "${COMPILER}" -std=c++20 -fsyntax-only "-I${INCLUDE}" "${SOURCE}"
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles")
endif()
string(FIND "${output}" "${expected}" place)
if(place EQUAL -1)
  message(FATAL_ERROR "${SOURCE} is refused, but not with \"${expected}\":\n${output}")
endif()
