#include <array>

#include "tests/simulation/liar.hpp"

namespace baton::simulation {
namespace {

constexpr std::string_view active = "active;expires=60";
constexpr std::string_view over = "terminated;reason=noresource";
constexpr std::string_view trying = "SIP/2.0 100 Trying\r\n";
constexpr std::string_view ringing = "SIP/2.0 180 Ringing\r\n";
constexpr std::string_view ok = "SIP/2.0 200 OK\r\n";
constexpr std::string_view busy = "SIP/2.0 486 Busy Here\r\n";
constexpr std::string_view no_id = "refer";
constexpr Microseconds ms = 1'000;

constexpr std::array no_notify{Line{.after = 0, .response = 202}};
constexpr std::array only_trying{Line{.after = 0, .response = 202},
                                 Line{.after = 0, .state = active, .fragment = trying}};
constexpr std::array only_terminated{Line{.after = 0, .response = 202},
                                     Line{.after = 5 * ms, .state = over, .fragment = trying},
                                     Line{.after = 900 * ms, .state = over, .fragment = ringing},
                                     Line{.after = 3'000 * ms, .state = over, .fragment = ok}};
constexpr std::array no_ringing{Line{.after = 0, .response = 202},
                                Line{.after = 10 * ms, .state = active, .fragment = trying},
                                Line{.after = 2'000 * ms, .state = over, .fragment = ok}};
constexpr std::array bye_after_202{Line{.after = 0, .response = 202}, Line{.after = 1 * ms, .bye = true}};
constexpr std::array bye_before_final{Line{.after = 0, .response = 202},
                                      Line{.after = 1 * ms, .state = active, .fragment = trying},
                                      Line{.after = 2 * ms, .bye = true},
                                      Line{.after = 1'500 * ms, .state = over, .fragment = busy}};
constexpr std::array notify_first{Line{.after = 0, .state = active, .fragment = trying},
                                  Line{.after = 20 * ms, .state = active, .fragment = ringing},
                                  Line{.after = 400 * ms, .response = 200},
                                  Line{.after = 900 * ms, .state = over, .fragment = ok}};
constexpr std::array notify_only{Line{.after = 0, .state = active, .fragment = trying},
                                 Line{.after = 800 * ms, .state = over, .fragment = busy}};
constexpr std::array without_id{Line{.after = 0, .response = 202},
                                Line{.after = 0, .state = active, .fragment = trying, .event = no_id},
                                Line{.after = 700 * ms, .state = over, .fragment = ok, .event = no_id}};
constexpr std::array bad_state{Line{.after = 0, .response = 202},
                               Line{.after = 0, .state = "active expires", .fragment = trying},
                               Line{.after = 40 * ms, .state = "", .fragment = ringing},
                               Line{.after = 90 * ms, .state = "done!", .fragment = busy}};
constexpr std::array repeated_finals{Line{.after = 0, .response = 202},
                                     Line{.after = 10 * ms, .state = active, .fragment = ok},
                                     Line{.after = 20 * ms, .state = over, .fragment = busy},
                                     Line{.after = 1'000 * ms, .state = over, .fragment = ok}};
constexpr std::array no_body{Line{.after = 0, .response = 202},
                             Line{.after = 0, .state = active},
                             Line{.after = 600 * ms, .state = "terminated;reason=timeout"}};
constexpr std::array denied{Line{.after = 0, .response = 202},
                            Line{.after = 0, .state = "pending;expires=60", .fragment = trying},
                            Line{.after = 5'000 * ms, .state = "terminated;reason=rejected"}};
constexpr std::array bad_body{Line{.after = 0, .response = 202},
                              Line{.after = 0, .state = active, .fragment = "SIP/2.0 180\r\n"},
                              Line{.after = 90 * ms, .state = active, .fragment = "nonsense"},
                              Line{.after = 500 * ms, .state = over, .fragment = "SIP/2.0 603 Decline"}};
constexpr std::array backwards{Line{.after = 0, .response = 200},
                               Line{.after = 0, .state = active, .fragment = ringing},
                               Line{.after = 50 * ms, .state = active, .fragment = trying},
                               Line{.after = 90 * ms, .state = active, .fragment = ringing},
                               Line{.after = 9'000 * ms, .state = over, .fragment = "SIP/2.0 302 Moved\r\n"}};
constexpr std::array other_package{Line{.after = 0, .response = 202},
                                   Line{.after = 0, .state = active, .fragment = ok, .event = "dialog;id="},
                                   Line{.after = 90 * ms, .state = over, .fragment = busy, .event = "REFER;id="}};
constexpr std::array refuses{Line{.after = 50 * ms, .response = 603}};
constexpr std::array refuses_then_notifies{Line{.after = 0, .response = 603},
                                           Line{.after = 30 * ms, .state = over, .fragment = ok}};
constexpr std::array late{Line{.after = 31'000 * ms, .response = 202},
                          Line{.after = 31'500 * ms, .state = over, .fragment = ok}};
constexpr std::array very_late{Line{.after = 0, .response = 202},
                               Line{.after = 10 * ms, .state = "active;expires=600", .fragment = ringing},
                               Line{.after = 200'000 * ms, .state = over, .fragment = ok}};
constexpr std::array short_expiry{Line{.after = 0, .response = 202},
                                  Line{.after = 10 * ms, .state = "active;expires=3", .fragment = ringing}};

constexpr std::array all{
    Script{"sends no NOTIFY at all", no_notify},
    Script{"reports trying and no more", only_trying},
    Script{"sends only terminated NOTIFYs", only_terminated},
    Script{"reports no ringing", no_ringing},
    Script{"hangs up right after its 202", bye_after_202},
    Script{"hangs up between two reports", bye_before_final},
    Script{"reports before its 2xx", notify_first},
    Script{"reports without a 2xx", notify_only},
    Script{"reports without an id", without_id},
    Script{"has a bad Subscription-State", bad_state},
    Script{"repeats final states", repeated_finals},
    Script{"reports without a body", no_body},
    Script{"denies after it accepted", denied},
    Script{"has bad bodies", bad_body},
    Script{"reports backwards", backwards},
    Script{"reports of another package first", other_package},
    Script{"refuses", refuses},
    Script{"refuses and reports success", refuses_then_notifies},
    Script{"answers at the last moment", late},
    Script{"reports too late", very_late},
    Script{"lets its subscription run out", short_expiry},
    Script{"answers 481 to everything", {}, 481},
    Script{"answers 501 to everything", {}, 501},
    Script{"answers no REFER", {}},
};

}  // namespace

std::span<const Script> scripts() {
  return all;
}

}  // namespace baton::simulation
