# baton_optional(<variable> <found> <what>): sets <variable> to ON or OFF in the caller's scope.
# What was not found is left out with a line that says so, or ends the configuration where
# BATON_REQUIRE_ALL asks for everything.
function(baton_optional variable found what)
  if(found)
    set(${variable} ON PARENT_SCOPE)
    return()
  endif()
  set(${variable} OFF PARENT_SCOPE)
  if(BATON_REQUIRE_ALL)
    message(FATAL_ERROR "baton: not found: ${what} (BATON_REQUIRE_ALL is on; tools/setup installs it)")
  endif()
  message(STATUS "baton: left out, not found: ${what}")
endfunction()
