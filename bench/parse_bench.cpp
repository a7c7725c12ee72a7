// The parser's speed: index only, and everything typed that the layers of a user agent need.
//
// "hot" is a handful of messages in turn, which a branch predictor learns by heart. "varied" is
// 2,000 messages of the same shapes whose identifiers, lengths and order of headers differ: nearer
// to real traffic, and the figure to quote. "lines" walks the line ends with memchr and is a floor.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <new>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "baton/message.hpp"
#include "baton/uri.hpp"

namespace {

std::uint64_t allocations = 0;

}  // namespace

// Counted, so that "no allocation" is shown and not claimed. Not inlined, or GCC takes new and free
// for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size != 0 ? size : 1)) {
    return memory;
  }
  std::abort();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace {

using namespace baton;

using Messages = std::vector<std::string>;

constexpr std::array shapes{"invite_sdp",
                            "ok_sdp",
                            "refer_attended",
                            "notify_ringing",
                            "register_digest",
                            "unauthorized",
                            "bye",
                            "ack",
                            "ringing",
                            "options",
                            "moved",
                            "cancel",
                            "invite_replaces",
                            "refer_blind",
                            "invite_heavy"};

const Messages& hot_messages() {
  static const Messages messages = [] {
    Messages read;
    for (const char* const shape : shapes) {
      std::ifstream file(std::string(BATON_CORPUS_DIR "/") + shape + ".sip", std::ios::binary);
      read.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return read;
  }();
  return messages;
}

/// A seed for all, so that every run measures the same octets.
class Varier {
 public:
  std::string vary(const std::string& message) {
    const std::size_t head_end = message.find("\r\n\r\n") + 2;
    std::vector<std::string> fields = split(message.substr(0, head_end));
    for (std::string& field : fields) {
      replace_after(field, "branch=z9hG4bK");
      replace_after(field, "tag=");
      replace_after(field, "-tag%3D");
      replace_after(field, "Call-ID: ");
      replace_after(field, "sip:");
      replace_after(field, "\"");
    }
    shuffle(fields);
    std::string result;
    for (const std::string& field : fields) {
      result += field;
    }
    return result + message.substr(head_end);
  }

 private:
  /// Fields with their folds.
  static std::vector<std::string> split(const std::string& head) {
    std::vector<std::string> fields;
    for (std::size_t at = 0; at < head.size();) {
      const std::size_t end = head.find("\r\n", at) + 2;
      const bool fold = head[at] == ' ' || head[at] == '\t';
      if (fold) {
        fields.back() += head.substr(at, end - at);
      } else {
        fields.push_back(head.substr(at, end - at));
      }
      at = end;
    }
    return fields;
  }

  std::size_t below(std::size_t bound) { return random_() % bound; }

  /// Puts another identifier of another length for the letters and digits behind `mark`.
  void replace_after(std::string& field, std::string_view mark) {
    constexpr std::string_view chars =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const std::size_t found = field.find(mark);
    if (found == std::string::npos) {
      return;
    }
    const std::size_t from = found + mark.size();
    std::size_t to = from;
    while (to < field.size() && chars.find(field[to]) != std::string_view::npos) {
      ++to;
    }
    std::string id;
    for (std::size_t size = 4 + below(28); id.size() < size;) {
      id.push_back(chars[id.empty() ? below(26) : below(chars.size())]);
    }
    // "sip:" names a user only if an "@" follows.
    if (to > from && (mark != "sip:" || field[to] == '@')) {
      field.replace(from, to - from, id);
    }
  }

  /// Any order, but the start line stays first and equal headers keep theirs.
  void shuffle(std::vector<std::string>& fields) {
    for (std::size_t index = fields.size() - 1; index > 1; --index) {
      const std::size_t other = 1 + below(index);
      if (header_from(name_of(fields[index])) != header_from(name_of(fields[other]))) {
        std::swap(fields[index], fields[other]);
      }
    }
  }
  static std::string_view name_of(std::string_view field) {
    return field.substr(0, field.find_first_of(": \t"));
  }

  std::minstd_rand random_{20261122};
};

const Messages& varied_messages() {
  static const Messages messages = [] {
    Messages made;
    Varier varier;
    while (made.size() < 2000) {
      made.push_back(varier.vary(hot_messages()[made.size() % hot_messages().size()]));
    }
    return made;
  }();
  return messages;
}

std::size_t walk_lines(std::string_view text) {
  std::size_t lines = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (const void* const found = std::memchr(at, '\n', static_cast<std::size_t>(end - at))) {
    at = static_cast<const char*>(found) + 1;
    ++lines;
  }
  return lines;
}

using Index = std::array<HeaderEntry, 64>;

std::size_t index_only(std::string_view text) {
  static Index index;
  MessageView message;
  return index_message(text, index, message) ? 0 : message.headers().size();
}

std::size_t validated(std::string_view text) {
  static Index index;
  MessageView message;
  return parse_message(text, index, message) ? 0 : message.headers().size();
}

/// The sum keeps every value needed.
std::size_t weigh(const UriView& uri) {
  return uri.user.size() + uri.host.size() + uri.port;
}

std::size_t addresses(const MessageView& message, HeaderId id) {
  std::size_t sum = 0;
  auto walk = message.values(id);
  while (const auto value = walk.next()) {
    NameAddrView address;
    if (parse_name_addr(*value, address) == Errc::ok) {
      sum += weigh(address.uri);
    }
  }
  return sum;
}

/// What the transaction, dialog and refer layers read of a message, typed, after full validation.
std::size_t typed(std::string_view text) {
  static Index index;
  MessageView message;
  if (parse_message(text, index, message)) {
    return 0;
  }
  std::size_t sum = message.status() + static_cast<std::size_t>(message.method());
  UriView uri;
  if (message.is_request() && parse_uri(message.request_uri(), uri) == Errc::ok) {
    sum += weigh(uri);
  }
  const ViaView via = message.top_via();
  sum += via.host.size() + via.port + via.branch.size() + via.received.size() + via.rport;
  auto vias = message.values(HeaderId::via);
  while (vias.next()) {
    ++sum;
  }
  const NameAddrView from = message.from();
  const NameAddrView to = message.to();
  sum += weigh(from.uri) + from.tag().size() + weigh(to.uri) + to.tag().size();
  sum += message.call_id().size() + message.cseq().number + message.max_forwards().value_or(0);
  sum += addresses(message, HeaderId::contact) + addresses(message, HeaderId::route) +
         addresses(message, HeaderId::record_route) + addresses(message, HeaderId::refer_to) +
         addresses(message, HeaderId::referred_by) + message.body().size();
  if (const auto value = message.value(HeaderId::content_type)) {
    MediaTypeView media;
    sum += parse_media_type(*value, media) == Errc::ok ? media.subtype.size() : 0;
  }
  if (const auto value = message.value(HeaderId::event)) {
    EventView event;
    sum += parse_event(*value, event) == Errc::ok ? event.package.size() : 0;
  }
  if (const auto value = message.value(HeaderId::subscription_state)) {
    SubscriptionStateView state;
    sum += parse_subscription_state(*value, state) == Errc::ok ? state.state_text.size() : 0;
  }
  if (const auto value = message.value(HeaderId::replaces)) {
    ReplacesView replaces;
    sum += parse_replaces(*value, replaces) == Errc::ok ? replaces.to_tag.size() : 0;
  }
  return sum;
}

template <class Work>
void run(benchmark::State& state, const Messages& messages, Work work) {
  for (const std::string& message : messages) {
    if (typed(message) == 0) {
      state.SkipWithError("a message of the set is not accepted");
      return;
    }
  }
  std::size_t next = 0;
  std::uint64_t octets = 0;
  const std::uint64_t before = allocations;
  for (auto _ : state) {
    const std::string& message = messages[next];
    benchmark::DoNotOptimize(work(std::string_view(message)));
    octets += message.size();
    next = next + 1 == messages.size() ? 0 : next + 1;
  }
  const auto counted = static_cast<double>(allocations - before);
  state.SetBytesProcessed(static_cast<std::int64_t>(octets));
  state.SetItemsProcessed(state.iterations());
  state.counters["allocs/message"] = benchmark::Counter(
      counted / static_cast<double>(std::max<std::int64_t>(state.iterations(), 1)));
}

void lines_hot(benchmark::State& state) {
  run(state, hot_messages(), walk_lines);
}
void lines_varied(benchmark::State& state) {
  run(state, varied_messages(), walk_lines);
}
void index_hot(benchmark::State& state) {
  run(state, hot_messages(), index_only);
}
void index_varied(benchmark::State& state) {
  run(state, varied_messages(), index_only);
}
void validated_hot(benchmark::State& state) {
  run(state, hot_messages(), validated);
}
void validated_varied(benchmark::State& state) {
  run(state, varied_messages(), validated);
}
void typed_hot(benchmark::State& state) {
  run(state, hot_messages(), typed);
}
void typed_varied(benchmark::State& state) {
  run(state, varied_messages(), typed);
}

BENCHMARK(lines_hot);
BENCHMARK(lines_varied);
BENCHMARK(index_hot);
BENCHMARK(index_varied);
BENCHMARK(validated_hot);
BENCHMARK(validated_varied);
BENCHMARK(typed_hot);
BENCHMARK(typed_varied);

}  // namespace
