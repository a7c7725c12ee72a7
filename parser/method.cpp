#include "baton/method.hpp"

#include <array>

namespace baton {
namespace {

constexpr std::array<std::string_view, 15> method_texts{
    "",       "INVITE",    "ACK",  "BYE",     "CANCEL", "OPTIONS", "REGISTER", "REFER",
    "NOTIFY", "SUBSCRIBE", "INFO", "MESSAGE", "UPDATE", "PRACK",   "PUBLISH",
};
static_assert(method_texts.size() == static_cast<std::size_t>(Method::publish) + 1);

/// A perfect hash of the methods: their second and third letter and their size.
constexpr std::size_t slot_of(std::string_view token) noexcept {
  return (static_cast<std::size_t>(token[1]) + static_cast<std::size_t>(token[2]) +
          token.size() * 3U) % 32U;
}

struct MethodSlots {
  std::array<std::uint8_t, 32> rows{};
  bool collision = false;
};

constexpr MethodSlots make_method_slots() noexcept {
  MethodSlots slots;
  for (std::size_t row = 1; row < method_texts.size(); ++row) {
    std::uint8_t& slot = slots.rows[slot_of(method_texts[row])];
    slots.collision = slots.collision || slot != 0;
    slot = static_cast<std::uint8_t>(row);
  }
  return slots;
}

constexpr MethodSlots method_slots = make_method_slots();
static_assert(!method_slots.collision, "two methods share a slot: look for another hash");

struct Phrase {
  std::uint16_t status;
  std::string_view text;
};

/// The phrases of RFC 3261 21 and of the registry's later codes, ascending.
constexpr std::array<Phrase, 75> phrases{{
    {100, "Trying"},
    {180, "Ringing"},
    {181, "Call Is Being Forwarded"},
    {182, "Queued"},
    {183, "Session Progress"},
    {199, "Early Dialog Terminated"},
    {200, "OK"},
    {202, "Accepted"},
    {204, "No Notification"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Moved Temporarily"},
    {305, "Use Proxy"},
    {380, "Alternative Service"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {410, "Gone"},
    {412, "Conditional Request Failed"},
    {413, "Request Entity Too Large"},
    {414, "Request-URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Unsupported URI Scheme"},
    {417, "Unknown Resource-Priority"},
    {420, "Bad Extension"},
    {421, "Extension Required"},
    {422, "Session Interval Too Small"},
    {423, "Interval Too Brief"},
    {424, "Bad Location Information"},
    {425, "Bad Alert Message"},
    {428, "Use Identity Header"},
    {429, "Provide Referrer Identity"},
    {430, "Flow Failed"},
    {433, "Anonymity Disallowed"},
    {436, "Bad Identity Info"},
    {437, "Unsupported Credential"},
    {438, "Invalid Identity Header"},
    {439, "First Hop Lacks Outbound Support"},
    {440, "Max-Breadth Exceeded"},
    {469, "Bad Info Package"},
    {470, "Consent Needed"},
    {480, "Temporarily Unavailable"},
    {481, "Call/Transaction Does Not Exist"},
    {482, "Loop Detected"},
    {483, "Too Many Hops"},
    {484, "Address Incomplete"},
    {485, "Ambiguous"},
    {486, "Busy Here"},
    {487, "Request Terminated"},
    {488, "Not Acceptable Here"},
    {489, "Bad Event"},
    {491, "Request Pending"},
    {493, "Undecipherable"},
    {494, "Security Agreement Required"},
    {500, "Server Internal Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Server Time-out"},
    {505, "Version Not Supported"},
    {513, "Message Too Large"},
    {555, "Push Notification Service Not Supported"},
    {580, "Precondition Failure"},
    {600, "Busy Everywhere"},
    {603, "Decline"},
    {604, "Does Not Exist Anywhere"},
    {606, "Not Acceptable"},
    {607, "Unwanted"},
    {608, "Rejected"},
}};

/// The names of the classes (RFC 3261 7.2), for codes that nobody has registered.
constexpr std::array<std::string_view, 6> class_phrases{
    "Provisional", "Success", "Redirection", "Client Error", "Server Error", "Global Failure",
};

}  // namespace

Method method_from(std::string_view token) noexcept {
  if (token.size() < 3) {
    return Method::other;
  }
  const std::size_t row = method_slots.rows[slot_of(token)];
  return method_texts[row] == token ? static_cast<Method>(row) : Method::other;
}

std::string_view method_text(Method method) noexcept {
  const auto index = static_cast<std::size_t>(method);
  return index < method_texts.size() ? method_texts[index] : std::string_view{};
}

std::string_view reason_phrase(std::uint16_t status) noexcept {
  for (const Phrase& phrase : phrases) {
    if (phrase.status == status) {
      return phrase.text;
    }
  }
  const unsigned group = status / 100U;
  return group >= 1 && group <= class_phrases.size() ? class_phrases[group - 1]
                                                     : std::string_view{};
}

}  // namespace baton
