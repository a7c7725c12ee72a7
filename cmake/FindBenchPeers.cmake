# Finds the SIP stacks that bench_parse measures beside Baton: Sofia-SIP, oSIP2 and libre, as Debian
# packages them. Defines BenchPeers_FOUND and the targets BenchPeers::sofia, ::osip and ::re.
find_package(PkgConfig QUIET)

set(bench_peers_missing "")
foreach(peer IN ITEMS sofia osip re)
  set(module_sofia sofia-sip-ua)
  set(module_osip libosip2)
  set(module_re libre)
  if(PkgConfig_FOUND)
    pkg_check_modules(BENCH_PEER_${peer} QUIET IMPORTED_TARGET ${module_${peer}})
  endif()
  if(NOT BENCH_PEER_${peer}_FOUND)
    list(APPEND bench_peers_missing ${module_${peer}})
  elseif(NOT TARGET BenchPeers::${peer})
    add_library(BenchPeers::${peer} INTERFACE IMPORTED)
    target_link_libraries(BenchPeers::${peer} INTERFACE PkgConfig::BENCH_PEER_${peer})
  endif()
endforeach()
if(TARGET BenchPeers::re)
  # Debian builds libre with IPv6, which decides the layout of its messages; its headers do not say so.
  target_compile_definitions(BenchPeers::re INTERFACE HAVE_INET6)
endif()

include(FindPackageHandleStandardArgs)
if(bench_peers_missing)
  list(JOIN bench_peers_missing ", " bench_peers_missing)
  set(BenchPeers_NOT_FOUND_MESSAGE "pkg-config does not know: ${bench_peers_missing} (tools/setup peers-bench)")
else()
  set(BenchPeers_ALL ON)
endif()
find_package_handle_standard_args(BenchPeers REQUIRED_VARS BenchPeers_ALL
  REASON_FAILURE_MESSAGE "${BenchPeers_NOT_FOUND_MESSAGE}")
