# One way of using Baton, from a clean folder: cmake -DMODE=... -P run.cmake (see CMakeLists.txt for the rest).
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "failed (${result}): ${command}")
  endif()
endfunction()

# Configures, builds and runs the project in <folder>, whose executable is called consumer.
function(build_and_run folder)
  set(build "${WORK}/${MODE}")
  file(REMOVE_RECURSE "${build}")
  run("${CMAKE_COMMAND}" -S "${folder}" -B "${build}" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${CXX}"
    "-DCMAKE_BUILD_TYPE=${BUILD_TYPE}" ${ARGN})
  run("${CMAKE_COMMAND}" --build "${build}" --target consumer)
  run("${build}/consumer")
endfunction()

set(here "${CMAKE_CURRENT_LIST_DIR}")
if(MODE STREQUAL "install")
  file(REMOVE_RECURSE "${PREFIX}")
  # A prefix other than the configured one also shows that the installed tree can be moved.
  run("${CMAKE_COMMAND}" --install "${BATON_BUILD}" --prefix "${PREFIX}")
elseif(MODE STREQUAL "core_only" OR MODE STREQUAL "find_package")
  build_and_run("${here}/${MODE}" "-DCMAKE_PREFIX_PATH=${PREFIX}")
elseif(MODE STREQUAL "add_subdirectory")
  build_and_run("${here}/${MODE}" "-DBATON_SOURCE=${BATON_SOURCE}")
elseif(MODE STREQUAL "pkg_config")
  set(ENV{PKG_CONFIG_PATH} "${PREFIX}/${LIBDIR}/pkgconfig")
  execute_process(COMMAND "${PKG_CONFIG}" --cflags --libs baton OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  file(MAKE_DIRECTORY "${WORK}")
  run("${CXX}" -std=c++20 -o "${WORK}/pkg_config_consumer" "${here}/sdk.cpp" ${flags})
  run("${WORK}/pkg_config_consumer")
else()
  message(FATAL_ERROR "unknown MODE '${MODE}'")
endif()
