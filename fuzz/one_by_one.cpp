#include "fuzz/one_by_one.hpp"

#include <array>

#include "fuzz/address_parts.hpp"
#include "fuzz/exact_text.hpp"
#include "fuzz/property.hpp"
#include "fuzz/uri_checks.hpp"

namespace baton::fuzz {
namespace {

/// One message and where its views lie.
class Reader {
 public:
  Reader(const MessageView& message, const MessageValues& values) : message_(message), values_(values) {}

  void check() const {
    check_accessors();
    check_single();
    check_addresses();
    check_lists();
  }

 private:
  template <class T>
  void require_same(const T& a, const T& b, const char* property) const {
    require(parts_of(a, message_.bytes()) == parts_of(b, message_.bytes()), property);
  }

  /// The value of the header, read by `parse`; default-constructed where there is none.
  template <class View, class Parse>
  View read(HeaderId id, Parse parse) const {
    View view{};
    if (const auto value = message_.values(id).next()) {
      require(parse(*value, view) == Errc::ok, "the values of an accepted message are accepted one by one");
      const ExactText alone(*value);
      View again{};
      require(parse(alone.view(), again) == Errc::ok, "a value is accepted by itself");
      require(parts_of(again, alone.view()) == parts_of(view, *value), "a value reads the same by itself");
    }
    return view;
  }
  template <class View>
  View read_plain(HeaderId id, Errc (*parse)(std::string_view, View&) noexcept) const {
    return read<View>(id, parse);
  }

  void check_accessors() const {
    require_same(values_.via, message_.top_via(), "Via is the same both ways");
    require_same(values_.from, message_.from(), "From is the same both ways");
    require_same(values_.to, message_.to(), "To is the same both ways");
    // The view keeps these when it validates: they are what the header fields say.
    require_same(message_.top_via(), read_plain<ViaView>(HeaderId::via, parse_via), "Via is kept as it stands");
    require_same(message_.from_tag(), message_.from().tag(), "the From tag is kept as it stands");
    require_same(message_.to_tag(), message_.to().tag(), "the To tag is kept as it stands");
    require_same(values_.cseq, message_.cseq(), "CSeq is the same both ways");
    require(values_.call_id.data() == message_.call_id().data() && values_.call_id == message_.call_id(),
            "Call-ID is the same both ways");
    require(values_.max_forwards == message_.max_forwards(), "Max-Forwards is the same both ways");
    UriView uri;
    if (message_.is_request()) {
      require(parse_uri(message_.request_uri(), uri) == Errc::ok, "an accepted Request-URI is accepted");
      check_accepted_uri(uri);
    }
    require_same(values_.request_uri, uri, "the Request-URI is the same both ways");
  }

  void check_single() const {
    require_same(values_.content_type, read_plain<MediaTypeView>(HeaderId::content_type, parse_media_type),
                 "Content-Type is the same both ways");
    require_same(values_.event, read_plain<EventView>(HeaderId::event, parse_event),
                 "Event is the same both ways");
    require_same(values_.subscription_state,
                 read_plain<SubscriptionStateView>(HeaderId::subscription_state, parse_subscription_state),
                 "Subscription-State is the same both ways");
    require_same(values_.replaces, read_plain<ReplacesView>(HeaderId::replaces, parse_replaces),
                 "Replaces is the same both ways");
    const auto length = read_plain<std::uint32_t>(HeaderId::content_length, parse_number);
    require(values_.content_length.has_value() == message_.has(HeaderId::content_length) &&
                values_.content_length.value_or(0) == length,
            "Content-Length is the same both ways");
    require(!values_.content_length || message_.body().size() == length,
            "the body is as long as Content-Length says");
  }

  NameAddrView address(HeaderId id) const {
    const auto view = read_plain<NameAddrView>(id, parse_name_addr);
    if (!view.uri_text.empty()) {
      check_accepted_uri(view.uri);
    }
    return view;
  }

  void check_addresses() const {
    require_same(values_.contact, address(HeaderId::contact), "Contact is the same both ways");
    require_same(values_.refer_to, address(HeaderId::refer_to), "Refer-To is the same both ways");
    require_same(values_.referred_by, address(HeaderId::referred_by), "Referred-By is the same both ways");
  }

  void check_list(HeaderId id, std::uint32_t count, std::span<const NameAddrView> room) const {
    std::size_t at = 0;
    auto walk = message_.values(id);
    while (const auto value = walk.next()) {
      NameAddrView view;
      require(parse_name_addr(*value, view) == Errc::ok, "each value of a list is accepted");
      if (at < room.size()) {
        require_same(room[at], view, "each value of a list is the same both ways");
      }
      ++at;
    }
    require(at == count, "a list has as many values as were counted");
  }

  void check_lists() const {
    std::uint32_t vias = 0;
    auto walk = message_.values(HeaderId::via);
    while (const auto value = walk.next()) {
      ViaView via;
      require(parse_via(*value, via) == Errc::ok, "each Via of an accepted message is accepted");
      ++vias;
    }
    require(vias == values_.vias, "there are as many Vias as were counted");
    check_list(HeaderId::contact, values_.contacts, {});
    check_list(HeaderId::route, values_.routes, values_.route_room);
    check_list(HeaderId::record_route, values_.record_routes, values_.record_route_room);
  }

  const MessageView& message_;
  const MessageValues& values_;
};

}  // namespace

void check_one_by_one(const MessageView& message, const MessageValues& values) {
  Reader(message, values).check();
}

}  // namespace baton::fuzz
