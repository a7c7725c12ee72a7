# cmake -DNM=... -DLIBRARIES=a;b -P symbols.cmake: fails if a library asks for a symbol that neither
# they define nor a device provides. So no heap, clock, socket, thread, output or C++ runtime can
# enter the core unseen, by whatever road.
cmake_minimum_required(VERSION 3.25)

# What memory and string primitives a compiler may call on its own, and its own helpers.
set(allowed
  memcpy memmove memset memcmp memchr strlen bcmp
  __stack_chk_fail _GLOBAL_OFFSET_TABLE_ __tls_get_addr __cxa_pure_virtual __gxx_personality_v0)
# What the compiler's own library knows of an x86-64 processor, for the choice of a parser path.
list(APPEND allowed __cpu_model __cpu_features2 __cpu_indicator_init)
# Names of namespace baton are no outside help: should one be missing, the linker says so. The
# callbacks' base class carries type information for users who build with RTTI; a build for a device
# leaves it out. __gcov_ and __llvm_ are the runtime of a coverage build.
set(allowed_pattern "^(_ZN?K?5baton|_ZT[VIS]N?5baton|_ZTVN10__cxxabiv1|__gcov_|__llvm_)")

set(defined "")
set(undefined "")
foreach(library IN LISTS LIBRARIES)
  execute_process(COMMAND "${NM}" -P "${library}" OUTPUT_VARIABLE listing COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" lines "${listing}")
  foreach(line IN LISTS lines)
    if(line MATCHES "^([^ ]+) [Uw]( |$)")
      list(APPEND undefined ${CMAKE_MATCH_1})
    elseif(line MATCHES "^([^ ]+) [A-Za-z] ")
      list(APPEND defined ${CMAKE_MATCH_1})
    endif()
  endforeach()
endforeach()
list(REMOVE_DUPLICATES undefined)
list(REMOVE_ITEM undefined ${defined} ${allowed})

set(found "")
foreach(symbol IN LISTS undefined)
  if(NOT symbol MATCHES "${allowed_pattern}")
    string(APPEND found "  the core asks for ${symbol}\n")
  endif()
endforeach()
if(found)
  message(FATAL_ERROR "outside help (c++filt decodes the names):\n${found}")
endif()
list(LENGTH defined count)
message(STATUS "${count} symbols, none from outside")
