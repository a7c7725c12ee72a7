# What a user gets: headers, static libraries, a CMake package and pkg-config files.
#
# Each library is an export set of its own, so that a user of the core alone does not need what the
# driver depends on. What a component requires is read off the targets here rather than kept in a
# second list that could be wrong.
#
# The parser is a product of its own: `cmake --install --component parser` installs it from a build
# in which nothing else was built. Without --component everything is installed.
include(CMakePackageConfigHelpers)

set(baton_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/baton")
set(BATON_COMPONENTS "")
set(BATON_COMPONENT_RULES "")
foreach(component IN ITEMS parser core callbacks journal trace transport sdk)
  if(NOT TARGET baton_${component})
    continue()
  endif()
  list(APPEND BATON_COMPONENTS ${component})
  set(install_component "")
  if(component STREQUAL "parser")
    set(install_component COMPONENT parser)
  endif()
  install(TARGETS baton_${component} EXPORT baton-${component}-targets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" ${install_component}
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" ${install_component}
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" ${install_component})
  install(EXPORT baton-${component}-targets NAMESPACE baton:: DESTINATION "${baton_cmake_dir}"
    ${install_component})

  get_target_property(links baton_${component} INTERFACE_LINK_LIBRARIES)
  set(needs_${component} "")
  set(packages_${component} "")
  foreach(link IN LISTS links)
    # Private links of a static library appear as $<LINK_ONLY:...>; they count, since the user's
    # linker meets them.
    if(link MATCHES "baton::([a-z]+)")
      list(APPEND needs_${component} ${CMAKE_MATCH_1})
    elseif(link MATCHES "([A-Za-z0-9_]+)::")
      list(APPEND packages_${component} ${CMAKE_MATCH_1})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES packages_${component})
  list(JOIN needs_${component} " " needs)
  list(JOIN packages_${component} " " packages)
  string(APPEND BATON_COMPONENT_RULES
    "set(_baton_needs_${component} ${needs})\nset(_baton_packages_${component} ${packages})\n")
endforeach()
string(REPLACE ";" " " BATON_COMPONENTS_TEXT "${BATON_COMPONENTS}")

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/baton-config.cmake.in"
  "${PROJECT_BINARY_DIR}/package/baton-config.cmake" INSTALL_DESTINATION "${baton_cmake_dir}")
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/package/baton-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/package/baton-config.cmake"
  "${PROJECT_BINARY_DIR}/package/baton-config-version.cmake" "${PROJECT_SOURCE_DIR}/cmake/FindAsio.cmake"
  DESTINATION "${baton_cmake_dir}" COMPONENT parser)

install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/baton" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")

# baton_headers_of(<room> <variable>): the public headers of a room, as the table of the rooms has
# them, and those that they include.
function(baton_headers_of room variable)
  set(table "${PROJECT_SOURCE_DIR}/tests/repo/layering_table.hpp")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${table}")
  file(STRINGS "${table}" open REGEX "PublicHeader{\".*\", \"${room}\"}")
  list(TRANSFORM open REPLACE ".*PublicHeader{\"([^\"]*)\".*" "baton/\\1")
  set(closure "")
  while(open)
    list(POP_FRONT open header)
    if(NOT header IN_LIST closure)
      list(APPEND closure ${header})
      file(STRINGS "${PROJECT_SOURCE_DIR}/include/${header}" includes REGEX "^#include \"baton/")
      list(TRANSFORM includes REPLACE "^#include \"([^\"]*)\".*" "\\1")
      list(APPEND open ${includes})
    endif()
  endwhile()
  set(${variable} ${closure} PARENT_SCOPE)
endfunction()
baton_headers_of(parser parser_headers)
list(TRANSFORM parser_headers PREPEND "${PROJECT_SOURCE_DIR}/include/")
install(FILES ${parser_headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/baton" COMPONENT parser)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/docs/parser.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT parser)
if(TARGET baton_cli)
  install(TARGETS baton_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

# baton_pc(<file> <description> <component>): writes <file>.pc for the component and all it needs,
# in link order. The libraries are static, so everything stands in Libs: `pkg-config --libs` alone
# must link.
function(baton_pc file description component)
  set(closure "")
  set(open ${component})
  while(open)
    list(POP_FRONT open next)
    if(NOT next IN_LIST closure)
      list(APPEND closure ${next})
      list(APPEND open ${needs_${next}})
    endif()
  endwhile()
  set(order "")
  foreach(component IN ITEMS sdk transport trace journal callbacks core parser)
    if(component IN_LIST closure)
      list(APPEND order ${component})
    endif()
  endforeach()
  set(libs "")
  set(cflags "")
  set(requires "")
  foreach(component IN LISTS order)
    string(APPEND libs " -lbaton_${component}")
    foreach(package IN LISTS packages_${component})
      if(package STREQUAL "Asio")
        # Header-only. A standard folder is left out: -isystem /usr/include breaks the compiler's
        # own search order.
        if(NOT Asio_INCLUDE_DIR IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
          string(APPEND cflags " -I${Asio_INCLUDE_DIR}")
        endif()
        string(APPEND cflags " -pthread")
        string(APPEND libs " -pthread")
      elseif(package STREQUAL "Threads")
        string(APPEND cflags " -pthread")
        string(APPEND libs " -pthread")
      elseif(package STREQUAL "OpenSSL")
        list(APPEND requires openssl)
      else()
        string(TOLOWER "${package}" package)
        list(APPEND requires ${package})
      endif()
    endforeach()
    get_target_property(definitions baton_${component} INTERFACE_COMPILE_DEFINITIONS)
    foreach(definition IN LISTS definitions)
      if(definition)
        string(APPEND cflags " -D${definition}")
      endif()
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES requires)
  list(JOIN requires ", " requires)

  # Relative to the file itself, so that the installed tree may be moved; not possible where the
  # folders are absolute.
  set(prefix "${CMAKE_INSTALL_PREFIX}")
  set(libdir "${CMAKE_INSTALL_FULL_LIBDIR}")
  set(includedir "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
  if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" AND NOT IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
    file(RELATIVE_PATH up "/p/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/p")
    string(REGEX REPLACE "/$" "" up "${up}")
    set(prefix "\${pcfiledir}/${up}")
    set(libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
    set(includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
  endif()
  configure_file("${PROJECT_SOURCE_DIR}/cmake/baton.pc.in" "${PROJECT_BINARY_DIR}/package/${file}.pc" @ONLY)
  set(install_component "")
  if(closure STREQUAL "parser")
    set(install_component COMPONENT parser)
  endif()
  install(FILES "${PROJECT_BINARY_DIR}/package/${file}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
    ${install_component})
endfunction()

baton_pc(baton-parser "SIP messages, headers and URIs as views over your bytes" parser)
baton_pc(baton-core "SIP user-agent core without sockets, clocks or heap" callbacks)
if(TARGET baton_sdk)
  baton_pc(baton "SIP user-agent stack centred on call transfer" sdk)
endif()
