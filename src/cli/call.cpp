// `baton call URI [--refer URI]`: calls a user agent and, if asked to, transfers it: blind, attended, or
// without a call.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "baton/header_values.hpp"
#include "baton/interop_profile.hpp"
#include "src/cli/caller.hpp"
#include "src/cli/command.hpp"
#include "src/cli/console.hpp"
#include "src/cli/exit_code.hpp"
#include "src/cli/local_address.hpp"
#include "src/cli/permissions.hpp"
#include "src/trace/printable_text.hpp"

namespace baton::cli {
namespace {

using trace::printable;

/// Complains and returns false if `text` is no URI.
bool is_uri(std::string_view text, UriView& uri) {
  const Errc error = parse_uri(text, uri);
  if (error == Errc::ok) {
    return true;
  }
  complain(fmt::format("'{}' is not a URI ({}): write it as sip:user@host or sip:user@host:port",
                       printable(text, 200), baton::text(error)));
  return false;
}

/// Complains and returns false if `text` is nothing that we can call.
bool is_callable(std::string_view text, UriView& uri) {
  if (!is_uri(text, uri)) {
    return false;
  }
  if (uri.scheme == UriScheme::sip) {
    return true;
  }
  complain(fmt::format("cannot call '{}': only sip: URIs can be called", printable(text, 200)));
  return false;
}

bool set_identity(const CallCommand& command, AgentOptions& options) {
  NameAddrView from;
  UriView uri;
  if (!command.from_given) {
    options.user = "baton";
    return true;
  }
  if (parse_name_addr(command.from, from) != Errc::ok || !is_callable(from.uri_text, uri)) {
    complain("--from must be a SIP URI, with or without a name: '\"Bob\" <sip:bob@example.com>'");
    return false;
  }
  options.user = std::string(uri.user);
  options.domain = std::string(uri.host);
  options.display_name = std::string(from.display_name);
  if (uri.port != 0) {
    options.domain += fmt::format(":{}", uri.port);
  }
  return true;
}

bool uris_are_good(const CallCommand& command, UriView& target) {
  UriView other;
  return is_callable(command.target, target) &&
         (command.refer.empty() || (command.attended ? is_callable(command.refer, other)
                                                     : is_uri(command.refer, other))) &&
         std::ranges::all_of(command.also, [&](const std::string& also) { return is_uri(also, other); }) &&
         (command.request_uri.empty() || is_uri(command.request_uri, other)) &&
         (command.proxy.empty() || is_callable(command.proxy, other));
}

EarlyLeg early_leg_of(std::string_view name) noexcept {
  return name == "cancel" ? EarlyLeg::cancel : name == "replace" ? EarlyLeg::replace : EarlyLeg::wait;
}

Reports reports_of(std::string_view name) noexcept {
  return name == "norefersub"    ? Reports::norefersub
         : name == "nosub"       ? Reports::nosub
         : name == "explicitsub" ? Reports::explicitsub
                                 : Reports::implicit;
}

/// What makes no sense together, beyond what single options need; empty: nothing.
std::string_view contradiction(const CallCommand& command) {
  ReplacesView dialog;
  if (!command.method.empty() && !command.attended && !command.outside) {
    return "--method needs --attended or --outside";
  }
  if (command.after_given && command.refer.empty() && !command.hold) {
    return "--after needs --refer or --hold";
  }
  if (!command.pickup.empty() && parse_replaces(command.pickup, dialog) != Errc::ok) {
    return "--pickup must name a dialog: 'CALL-ID;to-tag=HIS;from-tag=THEIRS'";
  }
  return {};
}

int run(const CallCommand& command) {
  if (const std::string_view problem = contradiction(command); !problem.empty()) {
    complain(fmt::format("{}\nTry 'baton call --help'.", problem));
    return exit_usage;
  }
  UriView target;
  AgentOptions options;
  if (!uris_are_good(command, target) || !set_identity(command, options)) {
    return exit_bad_uri;
  }
  options.proxy = command.proxy;
  set_credentials(command.credentials, options);
  options.stack = options_for(interop_profile(command.profile).value_or(InteropProfile::standard));
  if (!command.replaces.empty()) {
    options.stack.replaces.level = level_of(command.replaces);
  }
  options.refer.early_leg = early_leg_of(command.early);
  options.refer.reports = reports_of(command.reports);
  options.refer.no_reports_mean_success = command.no_reports_mean_success;
  options.local_address = command.local;
  options.local_port = command.port;
  if (options.local_address.empty()) {
    std::error_code error;
    options.local_address = local_address_towards(target, error);
    if (error) {
      complain(fmt::format("cannot reach the host '{}': {}; check its name, or give --local",
                           printable(target.host, 200), error.message()));
      return exit_bad_uri;
    }
  }
  const Console console(ColourChoice::never);
  EventPrinter printer(console);
  if (!printer.open(command.printer)) {
    return exit_file;
  }
  options.tap = &printer;
  Caller caller(command, printer, std::move(options));
  const int code = caller.run();
  printer.transcripts();
  return code;
}

constexpr const char* transfer_group = "The transfer";

void add_transfer_options(CLI::App& sub, CallCommand& command, CLI::Option* refer) {
  CLI::Option* const also = sub.add_option(
      "--also", command.also, "Ask for a transfer to this URI too, at the same time; once for each");
  also->needs(refer)->expected(1)->take_all()->group(transfer_group)->option_text("URI");
  CLI::Option* const after =
      sub.add_option("--after", command.after, "How long after connecting to transfer or hold (1)");
  after->check(CLI::Range(0.0, seconds_max))->group(transfer_group)->option_text("SECONDS");
  after->each([&command](const std::string&) { command.after_given = true; });
  CLI::Option* const hold =
      sub.add_flag("--hold", command.hold, "Put the peer on hold; with --refer before he is transferred");
  hold->group(transfer_group);
  sub.add_option("--unhold-after", command.unhold_after,
                 "How long after that to take him off hold; with --refer: after the transfer failed")
      ->check(CLI::Range(0.0, seconds_max))
      ->needs(hold)
      ->group(transfer_group)
      ->option_text("SECONDS");
  CLI::Option* const attended = sub.add_flag(
      "--attended", command.attended,
      "Call the URI of --refer first; the peer's call then takes the place of ours (RFC 3891)");
  attended->needs(refer)->excludes(also)->group(transfer_group);
  sub.add_option("--early", command.early,
                 "With --attended: transfer while that call rings, and wait for its answer, cancel it and go "
                 "on blind, or have it replaced as it is")
      ->check(CLI::IsMember({"wait", "cancel", "replace"}))
      ->needs(attended)
      ->group(transfer_group)
      ->option_text("wait|cancel|replace");
  CLI::Option* const outside =
      sub.add_flag("--outside", command.outside,
                   "Do not call the peer: ask him by a REFER outside of every dialog, with --attended to take over "
                   "our call with the URI of --refer");
  outside->needs(refer)->excludes(hold)->excludes(also)->group(transfer_group);
  sub.add_option("--method", command.method,
                 "With --attended or --outside: the method that the Refer-To names")
      ->needs(refer)
      ->group(transfer_group)
      ->option_text("METHOD");
  sub.add_option("--request-uri", command.request_uri,
                 "With --attended: the Request-URI of the REFER; else where the peer said it is")
      ->needs(attended)
      ->excludes(outside)
      ->group(transfer_group)
      ->option_text("URI");
  sub.add_option("--cancel-after", command.cancel_after,
                 "How long after asking to wait for the outcome no more")
      ->check(CLI::Range(0.0, seconds_max))
      ->needs(refer)
      ->group(transfer_group)
      ->option_text("SECONDS");
}

void add_reports_options(CLI::App& sub, CallCommand& command, CLI::Option* refer) {
  sub.add_option("--reports", command.reports,
                 "Which reports to ask for (implicit): those of RFC 3515; none, in words that the peer may ignore "
                 "(norefersub, RFC 4488); none (nosub) or a subscription of our own (explicitsub, both RFC 7614)")
      ->check(CLI::IsMember({"implicit", "norefersub", "nosub", "explicitsub"}))
      ->needs(refer)
      ->group(transfer_group)
      ->option_text("implicit|norefersub|nosub|explicitsub");
  sub.add_flag("--no-reports-mean-success", command.no_reports_mean_success,
               "Where no reports were asked for: a REFER that was accepted has done it; else its outcome is unknown")
      ->needs(refer)
      ->group(transfer_group);
}

void add_profile_option(CLI::App& sub, CallCommand& command) {
  std::vector<std::string> names;
  for (const InteropProfile profile : interop_profiles) {
    names.emplace_back(name(profile));
  }
  sub.add_option("--profile", command.profile,
                 "What kind of peer it is (standard), which decides how long reports are waited for and what "
                 "its hanging up means")
      ->check(CLI::IsMember(names))
      ->group(transfer_group)
      ->option_text(fmt::format("{}", fmt::join(names, "|")));
}

}  // namespace

void add_call(CLI::App& app, Chosen& chosen) {
  CLI::App* const sub = app.add_subcommand(
      "call", "Calls a SIP user agent; with --refer transfers it to another one");
  const auto command = std::make_shared<CallCommand>();
  sub->add_option("URI", command->target, "Whom to call: sip:user@host or sip:user@host:port")
      ->required();
  CLI::Option* const refer = sub->add_option(
      "--refer", command->refer, "Once the call is connected, transfer the peer to this URI");
  refer->group(transfer_group)->option_text("URI");
  add_transfer_options(*sub, *command, refer);
  add_reports_options(*sub, *command, refer);
  CLI::Option* const from = sub->add_option(
      "--from", command->from, "Who we are: sip:user@host, or '\"Name\" <sip:user@host>'");
  from->option_text("URI");
  sub->add_option("--proxy", command->proxy, proxy_help)->option_text("URI");
  sub->add_option("--local", command->local,
                  "Our address, IPv4 or IPv6; else the one from which the target is reached")
      ->option_text("ADDRESS");
  sub->add_option("--port", command->port, "Our UDP port; else any free one")
      ->check(CLI::Range(0, 65'535))
      ->option_text("PORT");
  sub->add_option("--hang-up-after", command->hang_up_after,
                  "How long after connecting to hang up; else we wait for the peer to do it. With "
                  "--refer: how long after the outcome (0)")
      ->check(CLI::Range(0.0, seconds_max))
      ->option_text("SECONDS");
  sub->add_option("--linger", command->linger,
                  "How long to stay after hanging up, then tell what is still held (0)")
      ->check(CLI::Range(0.0, seconds_max))
      ->option_text("SECONDS");
  sub->add_option("--pickup", command->pickup,
                  "Pick up a call that the URI makes and that rings elsewhere (RFC 3891 7.1), named as he knows it: "
                  "'CALL-ID;to-tag=HIS;from-tag=THEIRS'")
      ->option_text("DIALOG");
  sub->add_option("--timeout", command->timeout, "How long to wait for an answer (60)")
      ->check(CLI::Range(0.0, seconds_max))
      ->option_text("SECONDS");
  add_profile_option(*sub, *command);
  add_credential_options(*sub, command->credentials);
  add_replaces_option(*sub, command->replaces);
  add_printer_options(*sub, command->printer);
  sub->footer(R"(
Prints an event a line: seconds, kind, name, fields. With --refer it waits for the outcome of the
transfer and hangs up.

Exit codes:
  0 done: the call was answered and is over, the peer was transferred, or --cancel-after was reached
  1 the call or the transfer could not be asked for
  2 the capture cannot be written
  3 a URI is malformed or cannot be called, or its host is unknown
  4 no socket: the port is in use, the address is not ours
  5 nobody answered
  6 the call was rejected
  7 the peer refused to be transferred
  8 the transfer failed, or the call to its target before it
  9 the peer hung up before it could be transferred
  64 wrong usage, 130 interrupted

Examples:
  baton call sip:bob@192.0.2.7 --hang-up-after 5
  baton call sip:alice@127.0.0.1:5062 --refer sip:carol@127.0.0.1:5064 --trace
  baton call sip:alice@192.0.2.7 --refer sip:carol@192.0.2.8 --attended --hold
  baton call sip:alice@192.0.2.7 --refer sip:carol@192.0.2.8 --also sip:dave@192.0.2.9
  baton call sip:desk@192.0.2.7 --refer sip:carol@192.0.2.8 --outside
  baton call sip:bob@192.0.2.7 --hold --unhold-after 5 --hang-up-after 1
  baton call sip:bob@192.0.2.7 --pickup '3c2@198.51.100.1;to-tag=7f;from-tag=a1')");
  sub->callback([command, from, &chosen] {
    command->from_given = from->count() != 0;
    chosen = [command] { return run(*command); };
  });
}

}  // namespace baton::cli
