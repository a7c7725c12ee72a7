#include "src/refer/referred_body.hpp"

#include <cstring>
#include <initializer_list>

#include "baton/header_values.hpp"
#include "baton/multipart.hpp"

namespace baton::core {

std::string_view token_part_of(const MessageView& refer) noexcept {
  if (refer.count(HeaderId::referred_by) != 1) return {};
  NameAddrView referred_by;
  if (parse_name_addr(*refer.value(HeaderId::referred_by), referred_by) != Errc::ok) return {};
  const auto cid = referred_by.parameter("cid");
  const auto type_value = refer.value(HeaderId::content_type);
  MediaTypeView type;
  std::string_view boundary;
  if (!cid || cid->value.empty() || !type_value || parse_media_type(*type_value, type) != Errc::ok ||
      boundary_of(type, boundary) != Errc::ok) {
    return {};
  }
  std::string_view token;
  MultipartIterator parts(refer.body(), boundary);
  while (const auto part = parts.next()) {
    if (part->content_id != cid->value || !token.empty() || part->body.empty()) continue;
    const char* const begin = part->headers.data();
    token = {begin, static_cast<std::size_t>(part->body.data() + part->body.size() - begin)};
  }
  return parts.state() == MultipartState::complete ? token : std::string_view{};
}

Result<std::size_t> write_body_with_token(std::string_view description, std::string_view token,
                                          std::string_view boundary, std::span<char> into) noexcept {
  std::size_t size = 0;
  for (const std::string_view piece :
       {std::string_view("--"), boundary, std::string_view("\r\nContent-Type: application/sdp\r\n\r\n"), description,
        std::string_view("\r\n--"), boundary, std::string_view("\r\n"), token, std::string_view("\r\n--"), boundary,
        std::string_view("--\r\n")}) {
    if (piece.size() > into.size() - size) return Errc::buffer_too_small;
    if (!piece.empty()) std::memcpy(into.data() + size, piece.data(), piece.size());
    size += piece.size();
  }
  return size;
}

}  // namespace baton::core
