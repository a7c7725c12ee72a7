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

# Builds <program>.cpp with nothing but what pkg-config says of <package>, and runs it.
function(build_by_pkg_config package program prefix)
  set(ENV{PKG_CONFIG_PATH} "${prefix}/${LIBDIR}/pkgconfig")
  execute_process(COMMAND "${PKG_CONFIG}" --cflags --libs ${package} OUTPUT_VARIABLE flags
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  file(MAKE_DIRECTORY "${WORK}")
  set(executable "${WORK}/${MODE}_pkg_config_${program}")
  run("${CXX}" -std=c++20 -o "${executable}" "${here}/${program}.cpp" ${flags})
  run("${executable}")
endfunction()

if(MODE STREQUAL "install")
  file(REMOVE_RECURSE "${PREFIX}")
  # A prefix other than the configured one also shows that the installed tree can be moved.
  run("${CMAKE_COMMAND}" --install "${BATON_BUILD}" --prefix "${PREFIX}")
elseif(MODE STREQUAL "parser_alone")
  # From a clone, as docs/parser.md has it: the parser alone is built and installed.
  set(build "${WORK}/parser_alone_baton")
  set(prefix "${build}/prefix")
  file(REMOVE_RECURSE "${build}")
  run("${CMAKE_COMMAND}" -S "${BATON_SOURCE}" -B "${build}" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${CXX}"
    -DCMAKE_BUILD_TYPE=Release)
  run("${CMAKE_COMMAND}" --build "${build}" --target baton_parser)
  run("${CMAKE_COMMAND}" --install "${build}" --component parser --prefix "${prefix}")
  file(GLOB libraries RELATIVE "${prefix}/${LIBDIR}" "${prefix}/${LIBDIR}/*.*")
  if(NOT libraries STREQUAL "libbaton_parser.a")
    message(FATAL_ERROR "installed were the libraries '${libraries}'")
  endif()
  foreach(header IN ITEMS stack.hpp agent.hpp event.hpp)
    if(EXISTS "${prefix}/${INCLUDEDIR}/baton/${header}")
      message(FATAL_ERROR "${header} is none of the parser's headers")
    endif()
  endforeach()
  build_and_run("${here}/parser_only" "-DCMAKE_PREFIX_PATH=${prefix}")
  if(PKG_CONFIG)
    build_by_pkg_config(baton-parser parser "${prefix}")
  endif()
  # Who asks for more than there is must be told.
  execute_process(COMMAND "${CMAKE_COMMAND}" -S "${here}/core_only" -B "${build}/core_only" -G "${GENERATOR}"
      "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_PREFIX_PATH=${prefix}"
    RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE errors)
  if(result EQUAL 0 OR NOT errors MATCHES "component 'callbacks' is not installed")
    message(FATAL_ERROR "who asks for the callbacks where only the parser is installed is told: '${errors}'")
  endif()
elseif(MODE STREQUAL "core_only" OR MODE STREQUAL "parser_only" OR MODE STREQUAL "find_package")
  build_and_run("${here}/${MODE}" "-DCMAKE_PREFIX_PATH=${PREFIX}")
elseif(MODE STREQUAL "add_subdirectory")
  build_and_run("${here}/${MODE}" "-DBATON_SOURCE=${BATON_SOURCE}")
elseif(MODE STREQUAL "pkg_config")
  build_by_pkg_config(baton sdk "${PREFIX}")
elseif(MODE STREQUAL "pkg_config_parser")
  build_by_pkg_config(baton-parser parser "${PREFIX}")
else()
  message(FATAL_ERROR "unknown MODE '${MODE}'")
endif()
