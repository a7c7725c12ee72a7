# What a user gets: headers, static libraries, a CMake package and a pkg-config file. One export set a library, so that a
# user of the core alone does not need what the others depend on.
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/baton" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")
