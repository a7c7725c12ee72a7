// The parser's speed, level by level, and beside other stacks where BATON_BENCH_PEERS is on.
#include <benchmark/benchmark.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "bench/agreement.hpp"
#include "bench/corpus.hpp"
#include "bench/message_bench.hpp"
#include "bench/subjects.hpp"
#include "bench/value_bench.hpp"

namespace baton::bench {
namespace {

constexpr std::string_view counted_run = "--instructions-run";
constexpr std::string_view list_subjects = "--subjects";

int refuse(const char* what) {
  std::fprintf(
      stderr,
      "bench_parse: %s\n"
      "usage: bench_parse [GOOGLE-BENCHMARK-OPTION...]\n"
      "       bench_parse --subjects                     what is measured of messages, one a line\n"
      "       bench_parse --instructions-run N SUBJECT   N varied messages, nothing measured: for counting\n"
      "                                                  what two lengths differ by\n",
      what);
  return 2;
}

int print_subjects() {
  for (const Subject& subject : subjects())
    std::puts(subject.name.c_str());
  return 0;
}

int run_counted(int argc, char** argv) {
  if (argc != 4) return refuse("--instructions-run takes a number and a subject");
  std::size_t count = 0;
  const char* const end = argv[2] + std::strlen(argv[2]);
  const auto read = std::from_chars(argv[2], end, count);
  if (read.ec != std::errc() || read.ptr != end) return refuse("--instructions-run takes a number");
  const auto& messages = varied_messages();
  for (const Subject& subject : subjects()) {
    if (subject.name != argv[3]) continue;
    select_parser_path(subject.path);
    std::uint64_t sum = 0;
    for (std::size_t done = 0; done < count; ++done)
      sum += subject.work(messages[done % messages.size()]);
    benchmark::DoNotOptimize(sum);
    return 0;
  }
  return refuse("no such subject");
}

int run_benchmarks(int argc, char** argv) {
  const std::string different = disagreement(decoders(), varied_messages());
  if (!different.empty()) {
    std::fprintf(stderr, "bench_parse: the parsers do not agree, so nothing is measured.\n%s",
                 different.c_str());
    return 1;
  }
  register_message_benchmarks();
  register_value_benchmarks();
  register_writer_benchmarks();
  register_stream_benchmarks();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace
}  // namespace baton::bench

int main(int argc, char** argv) {
  using namespace baton::bench;
  if (argc > 1 && argv[1] == counted_run) return run_counted(argc, argv);
  if (argc > 1 && argv[1] == list_subjects) return print_subjects();
  return run_benchmarks(argc, argv);
}
