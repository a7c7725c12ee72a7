# baton_fuzz(<name> <source> [CANARY] [<library>...]): the target fuzz_<name>, which defines
# LLVMFuzzerTestOneInput.
#
# With BATON_FUZZ_ENGINE (clang, or afl-clang-fast++) it is a libFuzzer binary, or AFL++'s likeness
# of one; with LIB_FUZZING_ENGINE in the environment it links that engine; else it gets a main that
# replays files, and the ctest fuzz_replay_<name> runs it over fuzz/corpus/<name>/, so that every
# build keeps the targets compiling and every past finding fixed. A CANARY has a planted fault: it
# is only for engines, which must find it, and is not among the targets that are run as such.
function(baton_fuzz name source)
  cmake_parse_arguments(PARSE_ARGV 2 arg "CANARY" "" "")
  set(target fuzz_${name})
  set(engine OFF)
  if(BATON_FUZZ_ENGINE OR DEFINED ENV{LIB_FUZZING_ENGINE})
    set(engine ON)
  endif()
  if(arg_CANARY AND NOT engine)
    return()
  endif()
  add_executable(${target} ${source})
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${arg_UNPARSED_ARGUMENTS})
  if(NOT arg_UNPARSED_ARGUMENTS)
    target_link_libraries(${target} PRIVATE baton::core)
  endif()
  baton_warnings(${target})
  if(NOT arg_CANARY)
    set_property(GLOBAL APPEND PROPERTY BATON_FUZZ_NAMES ${name})
  endif()
  if(DEFINED ENV{LIB_FUZZING_ENGINE})
    target_link_libraries(${target} PRIVATE "$ENV{LIB_FUZZING_ENGINE}")
    return()
  endif()
  if(BATON_FUZZ_ENGINE)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  target_sources(${target} PRIVATE "${PROJECT_SOURCE_DIR}/fuzz/replay_main.cpp")
  set(corpus "${PROJECT_SOURCE_DIR}/fuzz/corpus/${name}")
  if(EXISTS "${corpus}")
    add_test(NAME fuzz_replay_${name} COMMAND ${target} "${corpus}")
    set_tests_properties(fuzz_replay_${name} PROPERTIES LABELS fuzz-replay TIMEOUT 120)
  endif()
endfunction()

# baton_fuzz_done(): the names of all targets in the file "targets" of the current binary folder, one
# a line, for the scripts that run them; and the target fuzz_all, which builds them.
function(baton_fuzz_done)
  get_property(names GLOBAL PROPERTY BATON_FUZZ_NAMES)
  list(JOIN names "\n" lines)
  file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/targets" "${lines}\n")
  list(TRANSFORM names PREPEND fuzz_)
  add_custom_target(fuzz_all DEPENDS ${names})
endfunction()
