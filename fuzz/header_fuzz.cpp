// Every function that reads one header value. The first octet chooses the function, the rest is the
// value; in a seed that is a letter or another printable character in front of the value: see
// `readers`.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/header_parts.hpp"
#include "fuzz/uri_checks.hpp"
#include "fuzz/value_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using namespace baton::fuzz;

void check_address(const NameAddrView& view) {
  require(view.star == view.uri_text.empty(), "a name-addr has a URI, or is a star");
  if (!view.star) {
    check_accepted_uri(view.uri);
  }
}

template <class View, Errc (*parse)(std::string_view, View&) noexcept>
void read(std::string_view value) {
  check_value<View>(value, parse);
}

void read_name_addr(std::string_view value) {
  check_value<NameAddrView>(value, parse_name_addr, check_address);
}

void read_via(std::string_view value) {
  check_value<ViaView>(value, parse_via, [](const ViaView& via) {
    require(!via.host.empty() && !via.transport_text.empty(), "an accepted Via is whole");
    require(via.has_rport || via.rport == 0, "an rport has a number only where it stands");
  });
}

void read_cseq(std::string_view value) {
  check_value<CSeqView>(value, parse_cseq, [](const CSeqView& cseq) {
    require(!cseq.method_text.empty(), "a CSeq has a method");
    require(method_from(cseq.method_text) == cseq.method, "a CSeq's method is what its text says");
  });
}

void read_replaces(std::string_view value) {
  check_value<ReplacesView>(value, parse_replaces, [](const ReplacesView& view) {
    require(!view.call_id.empty() && !view.to_tag.empty() && !view.from_tag.empty(), "a Replaces is whole");
  });
}

void read_join(std::string_view value) {
  check_value<JoinView>(value, parse_join, [](const JoinView& view) {
    require(!view.call_id.empty() && !view.to_tag.empty() && !view.from_tag.empty(), "a Join is whole");
  });
}

void read_target_dialog(std::string_view value) {
  check_value<TargetDialogView>(value, parse_target_dialog, [](const TargetDialogView& view) {
    require(!view.call_id.empty() && !view.local_tag.empty() && !view.remote_tag.empty(),
            "a Target-Dialog is whole");
  });
}

void read_media_type(std::string_view value) {
  check_value<MediaTypeView>(value, parse_media_type, [](const MediaTypeView& view) {
    require(view.is(view.type, view.subtype), "a media type is itself");
  });
}

void read_retry_after_seconds(std::string_view value) {
  std::uint32_t seconds = 0;
  RetryAfterView whole;
  const Errc error = parse_retry_after(value, seconds);
  if (parse_retry_after(value, whole) == Errc::ok) {
    require(error == Errc::ok && seconds == whole.seconds,
            "both readers of Retry-After see the same seconds");
  }
  (void)lists_token(value, "replaces");
}

void read_retry_after(std::string_view value) {
  check_value<RetryAfterView>(
      value, [](std::string_view text, RetryAfterView& into) { return parse_retry_after(text, into); });
}

void read_rseq(std::string_view value) {
  check_value<std::uint32_t>(value, parse_rseq,
                             [](std::uint32_t number) { require(number > 0, "an RSeq is not 0"); });
}

void read_rack(std::string_view value) {
  check_value<RAckView>(value, parse_rack, [](const RAckView& view) {
    require(view.rseq > 0 && !view.cseq.method_text.empty(), "an RAck is whole");
  });
}

void read_refer_events_at(std::string_view value) {
  check_value<NameAddrView>(value, parse_refer_events_at, [](const NameAddrView& view) {
    require(view.bracketed && !view.star, "a Refer-Events-At stands in angle brackets");
    check_address(view);
  });
}

void read_history_info(std::string_view value) {
  check_value<HistoryInfoView>(value, parse_history_info, [](const HistoryInfoView& view) {
    require(!view.index.empty(), "a History-Info has an index");
    check_address(view.target);
  });
}

void read_identity(std::string_view value) {
  check_value<IdentityView>(value, parse_identity, [](const IdentityView& view) {
    require(!view.digest.empty() && !view.info.empty(), "an Identity is whole");
    UriView uri;
    require(parse_uri(view.info, uri) == Errc::ok, "info is a URI");
  });
}

void read_warning(std::string_view value) {
  check_value<WarningView>(value, parse_warning, [](const WarningView& view) {
    require(view.code <= 999 && !view.agent.empty(), "a Warning is whole");
  });
}

/// The walk over products has no single result: it ends, and its parts lie inside.
void read_products(std::string_view value) {
  const ExactText text(value);
  ProductIterator products(text.view());
  std::size_t steps = 0;
  while (const auto product = products.next()) {
    (void)parts_of(*product, text.view());
    require(product->name.empty() ? product->version.empty() : product->comment.empty(),
            "a part is a product or a comment");
    require(++steps <= value.size(), "the walk over products ends");
  }
  require(!products.next().has_value(), "the end of the walk is the end");
}

void read_info_reference(std::string_view value) {
  check_value<InfoReferenceView>(value, parse_info_reference,
                                 [](const InfoReferenceView& view) { check_accepted_uri(view.uri); });
}

void read_accept(std::string_view value) {
  check_value<AcceptView>(value, parse_accept, [](const AcceptView& view) {
    require(view.quality <= full_quality, "a quality is at most 1000");
    require(view.media.type != "*" || view.media.subtype == "*", "no subtype of any type");
  });
}

void check_accepted(const AcceptedView& view) {
  require(!view.range.empty() && view.quality <= full_quality, "a range has a name and a quality");
}
void read_accept_encoding(std::string_view value) {
  check_value<AcceptedView>(value, parse_accept_encoding, check_accepted);
}
void read_accept_language(std::string_view value) {
  check_value<AcceptedView>(value, parse_accept_language, check_accepted);
}

void read_date(std::string_view value) {
  check_value<DateView>(value, parse_date, [](const DateView& view) {
    require(view.month >= 1 && view.month <= 12 && view.day >= 1 && view.day <= 31 && view.hour <= 23 &&
                view.minute <= 59 && view.second <= 59,
            "a date's numbers are within their bounds");
    // Day 0 of Unix time was a Thursday.
    const std::int64_t days =
        (view.unix_seconds - (((view.unix_seconds % 86'400) + 86'400) % 86'400)) / 86'400;
    require(((days + 3) % 7 + 7) % 7 == static_cast<std::int64_t>(view.weekday),
            "the day of the week is that of the seconds since 1970");
  });
}

struct Reader {
  char letter;
  void (*read)(std::string_view value);
};

constexpr std::array readers{
    Reader{'A', read_accept},
    Reader{'a', read<ContactPreferenceView, parse_accept_contact>},
    Reader{'B', read_refer_events_at},
    Reader{'C', read_cseq},
    Reader{'c', read_media_type},
    Reader{'D', read_date},
    Reader{'d', read<ContentDispositionView, parse_content_disposition>},
    Reader{'E', read<EventView, parse_event>},
    Reader{'e', read_accept_encoding},
    Reader{'F', read<MimeVersionView, parse_mime_version>},
    Reader{'H', read_history_info},
    Reader{'I', read_identity},
    Reader{'i', read_info_reference},
    Reader{'J', read_join},
    Reader{'j', read<ContactPreferenceView, parse_reject_contact>},
    Reader{'K', read<InfoPackageView, parse_info_package>},
    Reader{'l', read_accept_language},
    Reader{'M', read<std::uint32_t, parse_min_se>},
    Reader{'N', read_name_addr},
    Reader{'n', read<std::uint32_t, parse_number>},
    Reader{'P', read<PrivacyView, parse_privacy>},
    Reader{'p', read<Priority, parse_priority>},
    Reader{'Q', read<std::uint16_t, parse_request_disposition>},
    Reader{'R', read<ReasonView, parse_reason>},
    Reader{'r', read_replaces},
    Reader{'S', read<SubscriptionStateView, parse_subscription_state>},
    Reader{'s', read<bool, parse_refer_sub>},
    Reader{'T', read_target_dialog},
    Reader{'t', read<TimestampView, parse_timestamp>},
    Reader{'U', read<UserToUserView, parse_user_to_user>},
    Reader{'u', read_products},
    Reader{'V', read_via},
    Reader{'W', read_warning},
    Reader{'X', read<SessionExpiresView, parse_session_expires>},
    Reader{'Y', read_retry_after},
    Reader{'y', read_retry_after_seconds},
    Reader{'1', read_rseq},
    Reader{'2', read_rack},
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view value(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const Reader& reader : readers) {
    if (reader.letter == static_cast<char>(data[0])) {
      reader.read(value);
    }
  }
  return 0;
}
