# baton_test(NAME <executable> SOURCES <file>... LIBS <target>... [LABELS <label>...] [TIMEOUT
# <seconds>])
#
# One GoogleTest executable is one ctest: hundreds of process starts would cost more than the tests,
# above all under a sanitizer. A single case runs with `<executable> --gtest_filter=...`. The
# repository's root is on the include path, so a test may see the private headers of its room.
function(baton_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;TIMEOUT" "SOURCES;LIBS;LABELS")
  if(NOT arg_NAME OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "baton_test: needs NAME and SOURCES; not understood: '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_compile_features(${arg_NAME} PRIVATE cxx_std_20)
  set_target_properties(${arg_NAME} PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(${arg_NAME} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${arg_NAME} PRIVATE ${arg_LIBS} GTest::gtest GTest::gtest_main)
  baton_warnings(${arg_NAME})
  if(BATON_VECTORS_DIR AND EXISTS "${BATON_VECTORS_DIR}")
    target_compile_definitions(${arg_NAME} PRIVATE "BATON_VECTORS_DIR=\"${BATON_VECTORS_DIR}\"")
  endif()
  add_test(NAME ${arg_NAME} COMMAND ${arg_NAME} --gtest_brief=1)
  # The room's name is a label too: `ctest -L '^dialog$'`.
  get_filename_component(room "${CMAKE_CURRENT_SOURCE_DIR}" NAME)
  list(APPEND arg_LABELS ${room})
  list(REMOVE_DUPLICATES arg_LABELS)
  set_tests_properties(${arg_NAME} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()
