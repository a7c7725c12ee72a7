# baton_warnings(<target>): the warnings that all of Baton's own code is held to. Per target, so that an embedding
# project's code is left alone.
function(baton_warnings target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-align -Wcast-qual -Wformat=2
    -Wimplicit-fallthrough -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wswitch -Wundef -Wunused -Wvla)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wduplicated-cond -Wlogical-op)
  endif()
  if(BATON_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
