# baton_room(<name> [FREESTANDING]): declares the static library baton_<name>, known as
# baton::<name> here and to users. Sources are added by the caller with target_sources, from an
# explicit list. FREESTANDING libraries must run without exceptions and RTTI; the flags are private,
# so a user's own code keeps both.
function(baton_room name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "FREESTANDING" "" "")
  set(target baton_${name})
  add_library(${target} STATIC)
  add_library(baton::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON CXX_EXTENSIONS OFF)
  if(BATON_MCU)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  endif()
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target}
    PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
    PRIVATE "${PROJECT_SOURCE_DIR}")
  baton_warnings(${target})
  if(arg_FREESTANDING)
    target_compile_options(${target} PRIVATE -fno-exceptions -fno-rtti)
  endif()
endfunction()

# baton_room_done(<name>): gives a library that has no source yet an empty one, so that the tree
# configures from the start.
function(baton_room_done name)
  get_target_property(sources baton_${name} SOURCES)
  if(NOT sources)
    set(placeholder "${PROJECT_BINARY_DIR}/placeholder/${name}.cpp")
    file(CONFIGURE OUTPUT "${placeholder}" CONTENT "namespace baton {}\n")
    target_sources(baton_${name} PRIVATE "${placeholder}")
  endif()
endfunction()
