# cmake -DQEMU=... -DIMAGE=... -DARGUMENT=... -DEXPECT=passed|failed -P run_image.cmake: runs the image
# and judges what it printed and how it ended.
cmake_minimum_required(VERSION 3.25)

execute_process(
  COMMAND "${QEMU}" -M lm3s6965evb -display none -serial none -monitor none -nodefaults
    -chardev stdio,id=out -semihosting-config "enable=on,target=native,chardev=out,arg=image,arg=${ARGUMENT}"
    -kernel "${IMAGE}"
  OUTPUT_VARIABLE output ERROR_VARIABLE errors RESULT_VARIABLE status TIMEOUT 60)
message("${output}")

if(EXPECT STREQUAL "failed")
  if(NOT status EQUAL 1 OR NOT output MATCHES "FAILED: bob heard onReferRejected with 408 last")
    message(FATAL_ERROR "the image ended with ${status}; it should have failed with 1\n${errors}")
  endif()
  return()
endif()

if(NOT status EQUAL 0)
  message(FATAL_ERROR "the image ended with ${status}\n${errors}")
endif()
if(output MATCHES "FAILED" OR NOT output MATCHES "\npassed\n")
  message(FATAL_ERROR "the image ended with 0, but does not say that all passed")
endif()
foreach(callback IN ITEMS
    onReceivedRefer onReferAccepted onReferRejected onTransferTrying onTransferRinging
    onACTVTransferSuccess onACTVTransferFailure)
  if(NOT output MATCHES " (alice|bob|carol) +${callback} +session [0-9]+")
    message(FATAL_ERROR "never printed: ${callback}")
  endif()
endforeach()

# The ceilings of docs/device.md: flash of the core, of all libraries, RAM of one Stack; then what the device
# has, and the C stack that goes with three Stacks.
foreach(limit IN ITEMS "core=98304" "parser, core and callbacks=139264" "one Stack=24576"
    "flash=262144" "C stack=4096" "RAM=65536")
  string(REGEX MATCH "^(.*)=(.*)$" limit "${limit}")
  set(what "${CMAKE_MATCH_1}")
  set(most "${CMAKE_MATCH_2}")
  if(NOT output MATCHES "\n${what}: ([0-9]+) of ${most} bytes\n")
    message(FATAL_ERROR "not told: what is used of ${most} bytes of ${what}")
  endif()
  if(CMAKE_MATCH_1 EQUAL 0 OR CMAKE_MATCH_1 GREATER most)
    message(FATAL_ERROR "${what}: ${CMAKE_MATCH_1} bytes of ${most}")
  endif()
endforeach()
