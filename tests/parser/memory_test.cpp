// What the parser holds for what it is given: nothing of the heap, and no more than a fixed number of
// octets for each octet that came. A program of its own, as it counts every allocation of the process.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <new>
#include <vector>

#include "baton/auth_values.hpp"
#include "baton/editor.hpp"
#include "baton/framer.hpp"
#include "baton/message_values.hpp"
#include "baton/multipart.hpp"
#include "baton/parser_path.hpp"
#include "baton/quoted.hpp"
#include "baton/sdp.hpp"
#include "baton/sipfrag.hpp"
#include "baton/verdict.hpp"
#include "baton/writer.hpp"
#include "tests/parser/corpus.hpp"
#include "tests/parser/exact.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BATON_ASAN
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define BATON_ASAN
#endif

namespace {
// Volatile: a compiler may think that an allocation changes no variable. The test has one thread.
volatile std::size_t allocations = 0;
[[maybe_unused]] void* count(void* memory) {
  allocations = allocations + 1;
  return memory;
}
}  // namespace

// Under AddressSanitizer the allocator is its own and tells of each block. Else glibc's is called by its
// other name, so that C and C++ are counted; on other machines `operator new` alone.
#if defined(BATON_ASAN)
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void*, std::size_t),
                                                         void (*)(const volatile void*));
namespace {
const int hooked = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t) { allocations = allocations + 1; }, [](const volatile void*) {});
}
#elif defined(__GLIBC__)
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t number, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* malloc(std::size_t size) {
  return count(__libc_malloc(size));
}
void* calloc(std::size_t number, std::size_t size) {
  return count(__libc_calloc(number, size));
}
void* realloc(void* memory, std::size_t size) {
  return count(__libc_realloc(memory, size));
}
}
#else
void* operator new(std::size_t size) {
  return count(std::malloc(size));
}
void* operator new[](std::size_t size) {
  return count(std::malloc(size));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif

namespace baton {
namespace {

using test::Exact;
using test::File;
using test::request_with;

/// The allocations that `work` makes.
template <class Work>
std::size_t allocations_of(Work&& work) {
  const std::size_t before = allocations;
  work();
  return allocations - before;
}

std::vector<File> messages() {
  std::vector<File> files = test::read_folder(BATON_CORPUS_DIR, ".sip");
#ifdef BATON_VECTORS_DIR
  for (const char* folder : {"torture", "torture-ipv6"}) {
    for (File& file : test::read_folder(std::string(BATON_VECTORS_DIR) + "/" + folder, ".dat"))
      files.push_back(std::move(file));
  }
#endif
  files.push_back({"65,000 octets of parameters", [] {
                     std::string value = "Contact: <sip:a>";
                     while (value.size() < 65'000)
                       value += ";a=\"b\"";
                     return request_with(value + "\r\n");
                   }()});
  files.push_back({"nothing", ""});
  return files;
}

TEST(ParserMemory, AnAllocationIsCounted) {
  // Else the tests below could not fail.
  std::unique_ptr<char[]> kept;
  // Looked at by a pointer that may change: else a compiler may leave the allocation out.
  char* volatile seen = nullptr;
  EXPECT_EQ(allocations_of([&] { seen = (kept = std::make_unique<char[]>(100)).get(); }), 1U);
  EXPECT_GE(allocations_of([&] {
              kept.reset(new (std::nothrow) char[100]);
              seen = kept.get();
            }),
            1U);
  EXPECT_NE(seen, nullptr);
#if defined(BATON_ASAN) || defined(__GLIBC__)
  // By pointers that may change: else the compiler leaves out what nobody reads.
  void* (*volatile allocate)(std::size_t) = std::malloc;
  void* (*volatile enlarge)(void*, std::size_t) = std::realloc;
  void* memory = nullptr;
  EXPECT_EQ(allocations_of([&] { memory = allocate(100); }), 1U);
  EXPECT_GE(allocations_of([&] { memory = enlarge(memory, 100'000); }), 1U);
  std::free(memory);
#endif
}

TEST(ParserMemory, ParsingAMessageAllocatesNothingByAnyPath) {
  const ParserPath before = parser_path();
  std::array<HeaderEntry, 128> index{};
  std::array<NameAddrView, 4> routes;
  for (const File& file : messages()) {
    const Exact block(file.octets);
    EXPECT_EQ(allocations_of([&] {
                for (unsigned number = 0; number < 16; ++number) {
                  if (!select_parser_path(static_cast<ParserPath>(number))) continue;
                  MessageView message;
                  MessageValues values;
                  values.route_room = routes;
                  ParseError error = index_message(block.view(), index, message);
                  if (!error) error = validate(message);
                  for (const bool framed : {false, true}) {
                    error = parse_message(block.view(), index, message, {.framed = framed});
                    error = parse_message(block.view(), index, message, values, {.framed = framed});
                  }
                  (void)verdict_on(message, error);
                  (void)answerable(message);
                }
              }),
              0U)
        << file.name;
  }
  (void)select_parser_path(before);
}

/// Reads every value of the message on demand, by the reader of its kind.
void read_values(const MessageView& message) {
  (void)message.top_via();
  (void)message.cseq();
  (void)message.max_forwards();
  for (unsigned number = 0; number < header_id_count; ++number) {
    const auto id = static_cast<HeaderId>(number);
    (void)message.lists(id, "replaces");
    auto walk = message.values(id);
    while (const auto value = walk.next()) {
      NameAddrView address;
      ViaView via;
      ReplacesView replaces;
      ChallengeView challenge;
      CredentialsView credentials;
      MediaTypeView type;
      (void)parse_name_addr(*value, address);
      (void)parse_via(*value, via);
      (void)parse_replaces(*value, replaces);
      (void)parse_challenge(*value, challenge);
      (void)parse_credentials(*value, credentials);
      (void)parse_media_type(*value, type);
      ParameterIterator parameters(address.parameters);
      while (parameters.next()) {
      }
      (void)equal(address.uri, address.uri);
    }
  }
}

TEST(ParserMemory, ReadingValuesAllocatesNothing) {
  for (const File& file : messages()) {
    const test::Parsed parsed(file.octets);
    EXPECT_EQ(allocations_of([&] { read_values(parsed.message); }), 0U) << file.name;
  }
}

TEST(ParserMemory, FramingAllocatesNothingAndHoldsItsBufferAtMost) {
  std::vector<char> buffer(2'000);
  for (const File& file : messages()) {
    const Exact block(file.octets);
    for (const std::size_t every : {1U, 100U, 70'000U}) {
      EXPECT_EQ(allocations_of([&] {
                  StreamFramer framer(buffer);
                  std::size_t came = 0;
                  while (came < block.view().size() && !framer.closed()) {
                    std::string_view piece = block.view().substr(came, every);
                    came += piece.size();
                    while (framer.next(piece).kind != FrameKind::need_more && !framer.closed()) {
                      if (framer.held() > buffer.size() || framer.held() > came) std::abort();
                    }
                    if (framer.held() > buffer.size() || framer.held() > came) std::abort();
                  }
                  (void)frame_websocket(block.view());
                }),
                0U)
          << file.name;
    }
  }
}

TEST(ParserMemory, WritingAndEditingAllocateNothing) {
  std::vector<char> buffer(70'000), room(70'000);
  for (const File& file : messages()) {
    const test::Parsed parsed(file.octets);
    EXPECT_EQ(allocations_of([&] {
                MessageEditor editor(parsed.message.bytes(), buffer);
                editor.push_via("SIP/2.0/UDP h");
                editor.strip_via();
                editor.replace(HeaderId::to, "<sip:a>");
                editor.append("X", "y");
                editor.remove(HeaderId::supported);
                editor.body("a/b", "c");
                (void)editor.finish();
                MessageWriter writer(buffer);
                writer.request_line("OPTIONS", "sip:a");
                for (const HeaderEntry& entry : parsed.message.headers())
                  writer.header(parsed.message.name_of(entry), {parsed.message.value_of(entry)});
                writer.begin(HeaderId::subject);
                writer.add_quoted(parsed.message.call_id());
                writer.end();
                writer.body("a/b", parsed.message.body());
                (void)writer.finish();
                (void)escape(parsed.message.call_id(), UriPart::header, room);
                (void)unescape(parsed.message.call_id(), room);
                (void)unquote(parsed.message.call_id(), room);
              }),
              0U)
        << file.name;
  }
}

TEST(ParserMemory, ReadingBodiesAllocatesNothing) {
  const Exact multipart("--b\r\nContent-ID: <a>\r\n\r\nx\r\n--b\r\n\r\ny\r\n--b--");
  const Exact description(
      "v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 h\r\nt=0 0\r\nm=audio 9 RTP/AVP 96\r\na=rtpmap:96 "
      "a/8000\r\n"
      "a=fmtp:96 x\r\na=ptime:20\r\n");
  const Exact fragment("SIP/2.0 200 OK\r\nTo: <sip:a>\r\n");
  std::array<HeaderEntry, 16> index{};
  std::array<char, 100> room{};
  unsigned parts = 0, sections = 0;
  EXPECT_EQ(allocations_of([&] {
              MultipartIterator walk(multipart.view(), "b");
              while (walk.next())
                ++parts;
              (void)check_sdp(description.view());
              (void)find_sdp_error(description.view(), SdpRules::strict);
              MediaIterator media(description.view());
              while (const auto section = media.next()) {
                ++sections;
                (void)connection_of(*section);
                (void)rtpmap_of(*section, 96);
                (void)fmtp_of(*section, "96");
                (void)packet_time_of(*section);
                SdpAttributeIterator attributes(section->section);
                while (attributes.next()) {
                }
              }
              SipfragView status;
              SipfragMessage whole;
              (void)parse_sipfrag(fragment.view(), status);
              (void)index_sipfrag(fragment.view(), room, index, whole);
            }),
            0U);
  EXPECT_EQ(parts, 2U);
  EXPECT_EQ(sections, 1U);
}

/// Octets of the index that a message fills.
std::size_t index_octets(const MessageView& message) {
  return message.headers().size() * sizeof(HeaderEntry);
}

// CVE-2008-3199, CVE-2017-11521
TEST(ParserMemory, AnIndexHasTwoOctetsForEachOctetOfTheMessageAtMost) {
  // No header line is shorter than its name, its colon and CRLF: 4 octets for one entry of 8.
  for (const std::string_view line : {"a:\r\n", "l:\r\n", "v:\r\n", "a:b\r\n", "a:\r\n \r\n"}) {
    std::string lines;
    while (lines.size() < 65'000)
      lines += line;
    const Exact block(request_with(lines));
    std::vector<HeaderEntry> index(17'000);
    MessageView message;
    (void)index_message(block.view(), index, message);
    EXPECT_GE(message.headers().size(), lines.size() / line.size()) << line << ": else nothing is shown";
    EXPECT_LE(index_octets(message), 2 * block.view().size()) << line;
  }
  for (const File& file : messages()) {
    const test::Parsed parsed(file.octets);
    EXPECT_LE(index_octets(parsed.message), 2 * file.octets.size()) << file.name;
  }
}

TEST(ParserMemory, AnIndexIsFilledNoFurtherThanItIsRoomy) {
  std::string lines;
  while (lines.size() < 65'000)
    lines += "a:\r\n";
  const Exact block(request_with(lines));
  for (const std::size_t room : {0U, 1U, 5U, 128U, 300U}) {
    const auto index = std::make_unique<HeaderEntry[]>(room);
    MessageView message;
    EXPECT_EQ(parse_message(block.view(), {index.get(), room}, message).code, Errc::too_many_headers) << room;
    EXPECT_EQ(message.headers().size(), room);
  }
}

TEST(ParserMemory, EverythingElseHasAFixedSize) {
  // In octets on a 64-bit machine; what a message holds changes none of them.
  static_assert(sizeof(HeaderEntry) == 8);
  EXPECT_LE(sizeof(MessageView), 96U);
  EXPECT_LE(sizeof(MessageValues), 1'600U);
  EXPECT_LE(sizeof(UriView), 128U);
  EXPECT_LE(sizeof(NameAddrView), 200U);
  EXPECT_LE(sizeof(ViaView), 128U);
  EXPECT_LE(sizeof(ValueIterator), 48U);
  EXPECT_LE(sizeof(StreamFramer), 80U);
  EXPECT_LE(sizeof(MessageEditor), 64U);
  EXPECT_LE(sizeof(MessageWriter), 40U);
  EXPECT_LE(sizeof(MultipartIterator), 48U);
  EXPECT_LE(sizeof(MediaIterator), 40U);
}

}  // namespace
}  // namespace baton
