// How the index passes fill a MessageView.
#pragma once

#include "baton/message.hpp"

namespace baton::parser {

/// The parts of a view; offsets are into `bytes`.
struct MessageAccess {
  static void reset(MessageView& view, std::string_view bytes) noexcept {
    view = {};
    view.bytes_ = bytes;
  }
  static void set_bytes(MessageView& view, std::string_view bytes) noexcept { view.bytes_ = bytes; }
  static void set_headers(MessageView& view, std::span<const HeaderEntry> headers) noexcept {
    view.headers_ = headers;
  }
  static void set_request(MessageView& view, std::string_view method,
                          std::string_view uri) noexcept {
    set(view, method, view.start_a_, view.start_a_end_);
    set(view, uri, view.start_b_, view.start_b_end_);
    view.method_ = method_from(method);
  }
  static void set_response(MessageView& view, std::uint16_t status, std::string_view version,
                           std::string_view reason) noexcept {
    view.response_ = true;
    view.status_ = status;
    set(view, version, view.start_a_, view.start_a_end_);
    set(view, reason, view.start_b_, view.start_b_end_);
  }
  /// The value of an entry of the view's own index.
  static std::string_view value(const MessageView& view, const HeaderEntry& entry) noexcept {
    return {view.bytes_.data() + entry.value, static_cast<std::size_t>(entry.end - entry.value)};
  }
  static std::string_view request_uri(const MessageView& view) noexcept {
    return {view.bytes_.data() + view.start_b_,
            static_cast<std::size_t>(view.start_b_end_ - view.start_b_)};
  }
  static std::string_view start_method(const MessageView& view) noexcept {
    return {view.bytes_.data() + view.start_a_,
            static_cast<std::size_t>(view.start_a_end_ - view.start_a_)};
  }
  static void set_method(MessageView& view, Method method) noexcept { view.method_ = method; }
  static void keep(MessageView& view, const ViaView& via) noexcept {
    MessageView::Kept& kept = view.kept_;
    kept.protocol = part(view, via.protocol);
    kept.transport = part(view, via.transport_text);
    kept.host = part(view, via.host);
    kept.parameters = part(view, via.parameters);
    kept.branch = part(view, via.branch);
    kept.received = part(view, via.received);
    kept.maddr = part(view, via.maddr);
    kept.port = via.port;
    kept.rport = via.rport;
    kept.has_rport = via.has_rport;
  }
  static void keep_from_tag(MessageView& view, std::string_view tag) noexcept {
    view.kept_.from_tag = part(view, tag);
  }
  static void keep_to_tag(MessageView& view, std::string_view tag) noexcept { view.kept_.to_tag = part(view, tag); }
  /// Once all of the above is kept and the message is good.
  static void trust_kept(MessageView& view) noexcept { view.kept_.valid = true; }
  static void set_body(MessageView& view, std::size_t offset, std::size_t size) noexcept {
    view.body_ = static_cast<std::uint32_t>(offset);
    view.body_size_ = static_cast<std::uint32_t>(size);
  }

 private:
  static MessageView::Part part(const MessageView& view, std::string_view text) noexcept {
    if (text.empty()) return {};
    const auto from = static_cast<std::uint16_t>(text.data() - view.bytes_.data());
    return {from, static_cast<std::uint16_t>(from + text.size())};
  }
  static void set(const MessageView& view, std::string_view part, std::uint16_t& from,
                  std::uint16_t& to) noexcept {
    if (!part.empty()) {
      from = static_cast<std::uint16_t>(part.data() - view.bytes_.data());
      to = static_cast<std::uint16_t>(from + part.size());
    }
  }
};

}  // namespace baton::parser
