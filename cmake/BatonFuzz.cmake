# baton_fuzz(<name> <source> [<library>...]): the target fuzz_<name>, which defines
# LLVMFuzzerTestOneInput.
#
# With BATON_FUZZ_ENGINE (clang) it is a libFuzzer binary; with LIB_FUZZING_ENGINE in the
# environment it links that engine; else it gets a main that replays files, and the ctest
# fuzz_replay_<name> runs it over fuzz/corpus/<name>/, so that every build keeps the targets
# compiling and every past finding fixed.
function(baton_fuzz name source)
  set(target fuzz_${name})
  add_executable(${target} ${source})
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${ARGN})
  if(NOT ARGN)
    target_link_libraries(${target} PRIVATE baton::core)
  endif()
  baton_warnings(${target})
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
