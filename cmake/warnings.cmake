# baton_warnings(<target>): the warnings that all of Baton's own code is held to. Per target, so
# that an embedding project's code is left alone.
function(baton_warnings target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-align -Wcast-qual -Wformat=2
    -Wimplicit-fallthrough -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wswitch -Wundef -Wunused -Wvla)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wduplicated-cond -Wlogical-op)
    if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      # GCC 12 sees an overlap in operator+(const char*, std::string&&) that is not there (its bug
      # 105651).
      target_compile_options(${target} PRIVATE -Wno-restrict)
    endif()
  endif()
  if(BATON_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
