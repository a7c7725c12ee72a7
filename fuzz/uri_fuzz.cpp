// URIs: the reader, the comparison, escapes, telephone numbers. The input is one URI, or two with LF
// between them.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "baton/quoted.hpp"
#include "baton/tel.hpp"
#include "baton/uri.hpp"
#include "fuzz/address_parts.hpp"
#include "fuzz/uri_checks.hpp"
#include "fuzz/value_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using namespace baton::fuzz;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char other_case(char c) {
  return is_letter(c) ? static_cast<char>(c ^ 0x20) : c;
}

std::string other_cases(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    c = other_case(c);
  }
  return result;
}

/// `user` with every letter and digit escaped: an octet that is not reserved equals its escape (RFC 3261
/// 19.1.4). What is escaped already stays, its hexadecimal digits in the other case.
std::string escaped_anew(std::string_view user) {
  constexpr std::string_view hexadecimal = "0123456789ABCDEF";
  std::string result;
  for (std::size_t at = 0; at < user.size(); ++at) {
    const auto octet = static_cast<unsigned char>(user[at]);
    if (user[at] == '%') {
      result += other_cases(user.substr(at, 3));
      at += 2;
    } else if (is_digit(user[at]) || is_letter(user[at])) {
      result += '%';
      result += hexadecimal[octet >> 4U];
      result += hexadecimal[octet & 15U];
    } else {
      result += user[at];
    }
  }
  return result;
}

std::size_t count_of(std::string_view text, char c) {
  std::size_t count = 0;
  for (const char each : text) {
    if (each == c) {
      ++count;
    }
  }
  return count;
}

/// The same SIP URI in another spelling: user escaped otherwise, scheme and host in the other case.
void check_other_spelling(const UriView& uri) {
  const bool sip = uri.scheme == UriScheme::sip || uri.scheme == UriScheme::sips;
  const bool long_list = count_of(uri.parameters, ';') > uri_parts_compared_max ||
                         count_of(uri.headers, '&') >= uri_parts_compared_max;
  if (!sip || long_list) {
    return;  // compared octet by octet
  }
  std::string spelled = other_cases(uri.scheme_text) + ":";
  if (!uri.user.empty()) {
    spelled += escaped_anew(uri.user);
    // The password, if there is one, and the "@".
    const char* const behind_user = uri.user.data() + uri.user.size();
    spelled.append(behind_user, static_cast<std::size_t>(uri.host.data() - behind_user));
  }
  spelled += other_cases(uri.host);
  const char* const behind_host = uri.host.data() + uri.host.size();
  spelled.append(behind_host, static_cast<std::size_t>(uri.text.data() + uri.text.size() - behind_host));
  const ExactText text(spelled);
  UriView other;
  require(parse_uri(text.view(), other) == Errc::ok, "a URI in another spelling is accepted");
  require(equal(uri, other) && equal(other, uri), "a URI equals its other spelling (RFC 3261 19.1.4)");
}

void check_escape(std::string_view text, UriPart part, std::string_view before, std::string_view behind,
                  std::string_view UriView::*member) {
  std::vector<char> room(text.size() * 3);
  const auto escaped = escape(text, part, room);
  require(static_cast<bool>(escaped), "three octets for each are always enough to escape");
  const std::string_view result(room.data(), *escaped);
  std::vector<char> plain(text.size());
  const auto back = unescape(result, plain);
  require(back && std::string_view(plain.data(), *back) == text, "unescape undoes escape");
  if (!result.empty()) {
    std::vector<char> small(result.size() - 1);
    require(escape(text, part, small).error() == Errc::buffer_too_small, "a small buffer is refused");
    const std::string whole = std::string(before).append(result).append(behind);
    UriView uri;
    require(parse_uri(whole, uri) == Errc::ok, "an escaped text may stand in its part of a URI");
    const std::string_view read = uri.*member;
    require(read.ends_with(result), "an escaped text is read as one");
  }
}

void check_escapes(std::string_view text) {
  check_escape(text, UriPart::user, "sip:", "@h", &UriView::user);
  check_escape(text, UriPart::parameter, "sip:h;p=", "", &UriView::parameters);
  check_escape(text, UriPart::header, "sip:h?n=", "", &UriView::headers);
  std::vector<char> plain(text.size());
  const auto unescaped = unescape(text, plain);
  require(unescaped || unescaped.error() == Errc::bad_escape, "unescaping fails only for a bad escape");
}

void check_unquote(std::string_view text) {
  std::vector<char> plain(text.size());
  const auto unquoted = unquote(text, plain);
  if (!unquoted) {
    require(unquoted.error() == Errc::bad_quoted_string, "unquoting fails only for a bad text");
    return;
  }
  require(*unquoted <= text.size(), "what was quoted is not shorter than what it stands for");
  std::string in_place(text);
  const auto same = unquote(in_place, in_place);
  require(same && std::string_view(in_place).substr(0, *same) == std::string_view(plain.data(), *unquoted),
          "unquoting in place gives the same");
}

void check_number(std::string_view number) {
  if (number.empty()) {
    return;
  }
  std::vector<char> digits(number.size());
  const auto normal = normalise(number, digits);
  require(static_cast<bool>(normal), "the number of an accepted tel URI has a normal form");
  const std::string_view once(digits.data(), *normal);
  std::vector<char> again(once.size());
  const auto twice = normalise(once, again);
  require(twice && std::string_view(again.data(), *twice) == once, "a normal form is its own");
}

void check_telephone(std::string_view text) {
  for (const LocalNumbers rule : {LocalNumbers::need_context, LocalNumbers::as_dialled}) {
    const auto read = [rule](std::string_view value, TelView& into) {
      return parse_telephone_subscriber(value, into, rule);
    };
    check_value<TelView>(text, read, [&](const TelView& tel) {
      check_number(tel.number);
      require(rule == LocalNumbers::as_dialled || tel.global || !tel.phone_context.empty(),
              "a local number has its context");
      const std::string whole = "tel:" + std::string(text);
      UriView uri;
      require(parse_uri(whole, uri) == Errc::ok, "a telephone-subscriber makes a tel URI");
      TelView again;
      require(parse_tel(uri, again, rule) == Errc::ok && again.number == tel.number,
              "and is read out of it again");
    });
  }
}

void check_one(std::string_view text) {
  check_escapes(text);
  check_unquote(text);
  check_telephone(text);
  check_value<UriView>(text, parse_uri, [&](const UriView& uri) {
    require(uri.text.size() == text.size(), "an accepted URI is the whole text");
    check_accepted_uri(uri);
    check_other_spelling(uri);
    TelView tel;
    const Errc error = parse_tel(uri, tel);
    require(error == Errc::ok || is_default(tel, uri.text), "a failed parse gives nothing");
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = std::min(input.find('\n'), input.size());
  const std::string_view first = input.substr(0, cut);
  check_one(first);
  if (cut < input.size()) {
    const std::string_view second = input.substr(cut + 1);
    check_one(second);
    UriView a;
    UriView b;
    if (parse_uri(first, a) == Errc::ok && parse_uri(second, b) == Errc::ok) {
      require(equal(a, b) == equal(b, a), "the comparison is symmetric");
      require(first != second || equal(a, b), "the same texts are equal");
    }
  }
  return 0;
}
