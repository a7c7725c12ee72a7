# cmake -DQEMU=... -DIMAGE=... -DLIBRARY=... -DSIZE=... -P parser_size.cmake: runs the image of the
# parser alone, prints what the parser takes of the device, and holds the bounds that docs/parser.md
# states. Without QEMU it only measures.
cmake_minimum_required(VERSION 3.25)

# What the parser works on, its caller gives. It has one variable, a pointer: the path that is taken
# (baton/parser_path.hpp). All else it has stands in flash.
execute_process(COMMAND "${SIZE}" -t "${LIBRARY}" OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)
if(NOT listing MATCHES "[ \t]*([0-9]+)[ \t]+([0-9]+)[ \t]+([0-9]+)[ \t]+[0-9]+[ \t]+[0-9a-f]+[ \t]+\\(TOTALS\\)")
  message(FATAL_ERROR "no totals in: ${listing}")
endif()
set(data "${CMAKE_MATCH_2}")
set(bss "${CMAKE_MATCH_3}")
message("the whole library: text ${CMAKE_MATCH_1}, data ${data}, bss ${bss} bytes")
if(data GREATER 0 OR bss GREATER 4)
  message(FATAL_ERROR "the parser has variables: data ${data}, bss ${bss}")
endif()

execute_process(COMMAND "${SIZE}" "${IMAGE}" OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)
message("the image:\n${listing}")
if(NOT QEMU)
  return()
endif()

execute_process(
  COMMAND "${QEMU}" -M lm3s6965evb -display none -serial none -monitor none -nodefaults
    -chardev stdio,id=out -semihosting-config "enable=on,target=native,chardev=out,arg=image"
    -kernel "${IMAGE}"
  OUTPUT_VARIABLE output ERROR_VARIABLE errors RESULT_VARIABLE status TIMEOUT 60)
message("${output}")
if(NOT status EQUAL 0 OR NOT output MATCHES "\npassed\n")
  message(FATAL_ERROR "the image ended with ${status}\n${errors}")
endif()
foreach(bound IN ITEMS "parser=${MOST_FLASH}" "C stack=${MOST_STACK}")
  string(REGEX MATCH "^(.*)=(.*)$" bound "${bound}")
  set(what "${CMAKE_MATCH_1}")
  set(most "${CMAKE_MATCH_2}")
  if(NOT "\n${output}" MATCHES "\n${what}: ([0-9]+) bytes\n")
    message(FATAL_ERROR "not told: the bytes of ${what}")
  endif()
  if(CMAKE_MATCH_1 EQUAL 0 OR CMAKE_MATCH_1 GREATER most)
    message(FATAL_ERROR "${what}: ${CMAKE_MATCH_1} bytes, more than ${most}")
  endif()
endforeach()
