# cmake -DSOURCE=... -DBUILD=... -DGENERATOR=... -DCTEST=... -P build_and_test.cmake: builds the image
# for the device, and runs the tests of that build.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "failed (${result}): ${command}")
  endif()
endfunction()

run("${CMAKE_COMMAND}" -S "${SOURCE}" -B "${BUILD}" -G "${GENERATOR}"
  "-DCMAKE_TOOLCHAIN_FILE=${SOURCE}/cmake/arm-none-eabi.cmake" -DCMAKE_BUILD_TYPE=Release
  -DBATON_REQUIRE_ALL=ON "-DBATON_WARNINGS_AS_ERRORS=${WARNINGS_AS_ERRORS}")
run("${CMAKE_COMMAND}" --build "${BUILD}" --target baton_device_image baton_parser_image)
run("${CTEST}" --test-dir "${BUILD}" --output-on-failure --no-tests=error -V)
