#include "bench/random_values.hpp"

#include <utility>
#include <vector>

namespace baton::bench {
namespace {

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

constexpr std::array<std::string_view, 24> given_names{
    "alice", "bob",    "carol",   "dave",   "erin",    "frank", "grace",      "heidi",
    "ivan",  "judy",   "mallory", "niaj",   "olivia",  "peggy", "rupert",     "sybil",
    "trent", "victor", "walter",  "xavier", "yolanda", "zoe",   "wilhelmina", "bartholomew"};
constexpr std::array<std::string_view, 16> family_names{
    "Liddell", "Baker",  "van den Berg", "O'Hara",  "Smith",    "Garcia", "M\xc3\xbcller", "Tanaka",
    "Ng",      "Okafor", "Fitzgerald",   "Johnson", "Kowalski", "Rossi",  "Silva",         "Papadopoulos"};
constexpr std::array<std::string_view, 4> top_levels{"example.com", "example.org", "example.net", "example"};
constexpr std::array<std::string_view, 7> week_days{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string capitalised(std::string_view name) {
  std::string result(name);
  result[0] = static_cast<char>(result[0] - 'a' + 'A');
  return result;
}

std::string two_digits(std::size_t number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

std::string join(std::initializer_list<std::string_view> parts) {
  std::string result;
  for (const std::string_view part : parts)
    result += part;
  return result;
}

// SplitMix64: a counter and a mixing of its bits, so that neighbouring seeds share nothing.
std::uint64_t RandomValues::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31);
}

std::size_t RandomValues::below(std::size_t bound) {
  return static_cast<std::size_t>((next() >> 16) % bound);
}

std::size_t RandomValues::between(std::size_t low, std::size_t high) {
  return low + below(high - low + 1);
}

std::string RandomValues::drawn_from(std::string_view alphabet, std::size_t size) {
  std::string result(size, '\0');
  for (char& c : result)
    c = alphabet[below(alphabet.size())];
  return result;
}

std::string RandomValues::letters_and_digits(std::size_t size) {
  return join({drawn_from(lower, 1), drawn_from(alphanumeric, size - 1)});
}

std::string RandomValues::hex(std::size_t size) {
  return drawn_from("0123456789abcdef", size);
}

std::string RandomValues::digits(std::size_t size) {
  return join({drawn_from("123456789", 1), drawn_from("0123456789", size - 1)});
}

std::string RandomValues::number(std::size_t low, std::size_t high) {
  return std::to_string(between(low, high));
}

std::string RandomValues::uuid() {
  return join({hex(8), "-", hex(4), "-4", hex(3), "-a", hex(3), "-", hex(12)});
}

std::string RandomValues::word() {
  return drawn_from(lower, between(3, 8));
}

std::string RandomValues::user() {
  switch (below(6)) {
    case 0: return std::string(one_of(given_names));
    case 1: return join({one_of(given_names), ".", word()});
    case 2: return digits(between(3, 5));
    case 3: return "+1" + digits(10);
    case 4: return join({one_of(given_names), "_", drawn_from(alphanumeric, between(2, 9))});
    default: return letters_and_digits(between(5, 14));
  }
}

std::string RandomValues::host_name() {
  std::string name = word();
  if (chance(45)) name += digits(between(1, 3));
  if (chance(35)) name += "." + word();
  if (chance(20)) name += "-" + word();
  return join({name, ".", one_of(top_levels)});
}

std::string RandomValues::ipv4() {
  static constexpr std::array<std::string_view, 3> documented{"192.0.2.", "198.51.100.", "203.0.113."};
  if (chance(60)) return join({one_of(documented), number(1, 254)});
  return join({"10.", number(0, 255), ".", number(0, 255), ".", number(1, 254)});
}

std::string RandomValues::ipv6_reference() {
  std::string text = "[2001:db8:";
  if (chance(30)) {
    for (unsigned group = 0; group < 5; ++group)
      text += hex(4) + ":";
    return text + hex(4) + "]";
  }
  if (chance(50)) text += hex(between(2, 4)) + ":";
  return text + ":" + hex(between(1, 4)) + "]";
}

std::string RandomValues::host() {
  const std::size_t kind = below(20);
  if (kind < 9) return host_name();
  return kind < 18 ? ipv4() : ipv6_reference();
}

std::string RandomValues::host_port() {
  const std::string name = host();
  switch (below(4)) {
    case 0: return name;
    case 1: return name + ":5060";
    case 2: return name + ":" + number(5061, 5080);
    default: return name + ":" + number(1024, 65'535);
  }
}

std::string RandomValues::branch() {
  constexpr std::string_view cookie = "z9hG4bK";
  switch (below(4)) {
    case 0: return join({cookie, letters_and_digits(between(8, 24))});
    case 1: return join({cookie, "-524287-1---", hex(16)});
    case 2: return join({cookie, letters_and_digits(8), ".", hex(8), ".", number(0, 9)});
    default: return join({cookie, "PJ", uuid()});
  }
}

std::string RandomValues::tag() {
  switch (below(4)) {
    case 0: return hex(between(8, 16));
    case 1: return letters_and_digits(between(8, 12));
    case 2: return join({hex(8), "-", digits(10)});
    default: return uuid();
  }
}

std::string RandomValues::call_id() {
  switch (below(4)) {
    case 0: return uuid();
    case 1: return join({digits(between(10, 19)), "@", host_name()});
    case 2: return join({hex(between(16, 32)), "@", ipv4()});
    default: return join({letters_and_digits(between(10, 24)), "-", letters_and_digits(4), ".."});
  }
}

std::string RandomValues::display_name() {
  const std::string given = capitalised(one_of(given_names));
  const std::string family(one_of(family_names));
  switch (below(8)) {
    case 0:
    case 1:
    case 2: return "";
    case 3: return given + " ";
    case 4: return "\"" + family + ", " + given + "\" ";
    case 5: return "\"" + given + " \\\"" + word() + "\\\" " + family + "\" ";
    default: return "\"" + given + " " + family + "\" ";
  }
}

std::string RandomValues::product() {
  std::string text = join({capitalised(word()), "/", number(0, 19), ".", number(0, 12)});
  if (chance(50)) text += "." + number(0, 40);
  if (chance(60)) text += join({" (", word(), "; ", word(), " ", hex(8), ")"});
  return text;
}

std::string RandomValues::date() {
  return join({one_of(week_days), ", ", two_digits(between(1, 28)), " ", one_of(months), " 2026 ",
               two_digits(below(24)), ":", two_digits(below(60)), ":", two_digits(below(60)), " GMT"});
}

std::string RandomValues::some_of(std::string_view list, std::string_view separator) {
  std::vector<std::string_view> words;
  while (!list.empty()) {
    const std::size_t end = list.find(' ');
    words.push_back(list.substr(0, end));
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
  for (std::size_t index = words.size() - 1; index > 0; --index)
    std::swap(words[index], words[below(index + 1)]);
  words.resize(between((words.size() + 1) / 2, words.size()));
  std::string text(words[0]);
  for (std::size_t index = 1; index < words.size(); ++index) {
    text += separator;
    text += words[index];
  }
  return text;
}

}  // namespace baton::bench
