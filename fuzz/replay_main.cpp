// Runs a fuzz target over files instead of under a fuzzer, for compilers without libFuzzer and for
// regression tests.
//
// Each input is copied into a heap block of exactly its size: a sanitizer or valgrind then sees the
// first byte that is read past the end, which a larger buffer would hide.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
#if defined(__GNUC__)
// A target may or may not have an initializer; the fuzzer's own main makes the same allowance.
extern "C" __attribute__((weak)) int LLVMFuzzerInitialize(int* argc, char*** argv);
#endif

namespace {

namespace fs = std::filesystem;

// Sorted, since the order of a directory differs between machines and a failure should not.
bool collect(const fs::path& path, std::vector<fs::path>& into) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    std::vector<fs::path> found;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path, error)) {
      if (entry.is_regular_file()) {
        found.push_back(entry.path());
      }
    }
    if (error) {
      std::fprintf(stderr, "replay: cannot read folder %s: %s\n", path.c_str(), error.message().c_str());
      return false;
    }
    std::sort(found.begin(), found.end());
    into.insert(into.end(), found.begin(), found.end());
    return true;
  }
  if (!fs::is_regular_file(path, error)) {
    std::fprintf(stderr, "replay: no such file or folder: %s\n", path.c_str());
    return false;
  }
  into.push_back(path);
  return true;
}

bool run(const fs::path& path, std::size_t& bytes) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.is_open() || file.bad()) {
    std::fprintf(stderr, "replay: cannot read %s\n", path.c_str());
    return false;
  }
  const auto exact = std::make_unique<std::uint8_t[]>(content.size());
  std::copy(content.begin(), content.end(), exact.get());
  LLVMFuzzerTestOneInput(exact.get(), content.size());
  bytes += content.size();
  return true;
}

}  // namespace

int main(int argc, char** argv) {
#if defined(__GNUC__)
  if (LLVMFuzzerInitialize != nullptr) {
    LLVMFuzzerInitialize(&argc, &argv);
  }
#endif
  std::vector<fs::path> inputs;
  bool good = true;
  bool verbose = false;
  int named = 0;
  for (int index = 1; index < argc; ++index) {
    const std::string argument = argv[index];
    if (argument == "--verbose") {
      verbose = true;
      continue;
    }
    if (argument.starts_with("-")) {
      std::fprintf(stderr, "replay: unknown option %s\n", argument.c_str());
      good = false;
      continue;
    }
    ++named;
    good = collect(argument, inputs) && good;
  }
  if (named == 0 || !good) {
    std::fprintf(stderr, "usage: %s [--verbose] FILE-OR-FOLDER...\nruns the fuzz target once on each file\n",
                 argv[0]);
    return 2;
  }
  std::size_t bytes = 0;
  for (const fs::path& input : inputs) {
    if (verbose) {
      // Named before it runs: after a crash the last line tells the culprit.
      std::printf("%s\n", input.c_str());
      std::fflush(stdout);
    }
    if (!run(input, bytes)) {
      return 1;
    }
  }
  std::printf("replayed %zu inputs, %zu bytes\n", inputs.size(), bytes);
  return 0;
}
