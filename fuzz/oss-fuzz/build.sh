#!/bin/bash -eu
# Builds the fuzz targets the way OSS-Fuzz asks (https://google.github.io/oss-fuzz/getting-started/new-project-guide/):
# with the compiler, flags and engine of the environment, into $OUT, each with its seeds and the dictionary.
# fuzz/oss-fuzz/check runs it without OSS-Fuzz.

source=${BATON_SOURCE:-$SRC/baton}
build=${WORK:-/tmp}/baton-fuzz
# The targets that need no more than the parser: nothing has to be installed for them.
targets=(message uri header digest framer sipfrag sdp multipart writer editor)

export LIB_FUZZING_ENGINE
# The flags are the environment's (CMake reads CC, CXX, CFLAGS and CXXFLAGS), so no build type adds its own.
rm -rf "$build"
cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None \
  -DBATON_BUILD_TESTS=OFF -DBATON_BUILD_BENCH=OFF -DBATON_BUILD_EXAMPLES=OFF -DBATON_BUILD_CLI=OFF \
  -DBATON_BUILD_TRANSPORT=OFF -DBATON_INSTALL=OFF
cmake --build "$build" -j "$(nproc)" --target "${targets[@]/#/fuzz_}"

for target in "${targets[@]}"; do
  cp "$build/fuzz/fuzz_$target" "$OUT/"
  zip --quiet --junk-paths "$OUT/fuzz_${target}_seed_corpus.zip" "$source/fuzz/corpus/$target"/*
  cp "$source/fuzz/sip.dict" "$OUT/fuzz_$target.dict"
  printf '[libfuzzer]\nmax_len = 8192\n' >"$OUT/fuzz_$target.options"
done
