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
  static void set_body(MessageView& view, std::size_t offset, std::size_t size) noexcept {
    view.body_ = static_cast<std::uint32_t>(offset);
    view.body_size_ = static_cast<std::uint32_t>(size);
  }

 private:
  static void set(const MessageView& view, std::string_view part, std::uint16_t& from,
                  std::uint16_t& to) noexcept {
    if (!part.empty()) {
      from = static_cast<std::uint16_t>(part.data() - view.bytes_.data());
      to = static_cast<std::uint16_t>(from + part.size());
    }
  }
};

}  // namespace baton::parser
