// Multipart bodies. The first line of the input is a Content-Type's value, the rest is the body.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "baton/multipart.hpp"
#include "fuzz/address_parts.hpp"
#include "fuzz/value_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using namespace baton::fuzz;

void check_part(const PartView& part, std::string_view body, std::string_view boundary) {
  for (const std::string_view view :
       {part.headers, part.content_type, part.content_id, part.content_disposition, part.body}) {
    require(inside(view, body), "a part lies inside the body");
  }
  require(part.headers.empty() || part.headers.ends_with("\r\n") || !part.well_formed || part.body.empty(),
          "header lines end with CRLF");
  // No line of its content is a delimiter: it would have ended the part.
  const std::string line = "\r\n--" + std::string(boundary) + "\r\n";
  require(part.body.find(line) == std::string_view::npos, "no part holds a delimiter");
  if (const auto type = part.header("content-type")) {
    require(inside(*type, part.headers), "a header lies among the headers");
    require(!part.well_formed || *type == part.content_type, "both ways to Content-Type give the same");
  }
}

struct Walked {
  std::vector<PartView> parts;
  MultipartState state;
};

Walked walk(std::string_view body, std::string_view boundary) {
  MultipartIterator iterator(body, boundary);
  Walked walked{};
  std::size_t from = 0;
  while (const auto part = iterator.next()) {
    check_part(*part, body, boundary);
    if (!part->body.empty()) {
      const auto at = static_cast<std::size_t>(part->body.data() - body.data());
      require(at >= from, "parts come in order and do not overlap");
      from = at + part->body.size();
    }
    walked.parts.push_back(*part);
    require(walked.parts.size() <= multipart_parts_max, "there are at most so many parts");
  }
  walked.state = iterator.state();
  require(walked.state != MultipartState::reading, "the end of the walk has a reason");
  require(!iterator.next().has_value(), "the end of the walk is the end");
  require(iterator.state() == walked.state, "and its reason stays");
  return walked;
}

/// A body made of the parts that were read gives the same parts.
void check_round_trip(const Walked& walked, std::string_view boundary) {
  std::string text;
  for (const PartView& part : walked.parts) {
    text.append("--").append(boundary).append("\r\n").append(part.headers).append("\r\n").append(part.body);
    text.append("\r\n");
  }
  text.append("--").append(boundary).append("--\r\n");
  const ExactText exact(text);
  const Walked again = walk(exact.view(), boundary);
  require(again.state == MultipartState::complete, "a body made of parts is complete");
  require(again.parts.size() == walked.parts.size(), "it has as many parts");
  for (std::size_t at = 0; at < walked.parts.size(); ++at) {
    require(again.parts[at].body == walked.parts[at].body, "each part's body is the same");
    require(again.parts[at].content_type == walked.parts[at].content_type, "and its type");
    require(again.parts[at].content_id == walked.parts[at].content_id, "and its Content-ID");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\n'), input.size());
  const ExactText value(input.substr(0, end));
  const ExactText body(input.substr(std::min(end + 1, input.size())));
  MediaTypeView type;
  std::string_view boundary;
  if (parse_media_type(value.view(), type) != Errc::ok) {
    // Any text as a boundary, of any length.
    (void)walk(body.view(), value.view());
    return 0;
  }
  if (boundary_of(type, boundary) != Errc::ok) {
    require(boundary.empty(), "a failed parse gives nothing");
    return 0;
  }
  require(inside(boundary, value.view()) && !boundary.empty() && boundary.size() <= 70,
          "a boundary is 1 to 70 characters of the type");
  const Walked walked = walk(body.view(), boundary);
  const bool plain = std::all_of(walked.parts.begin(), walked.parts.end(), [](const PartView& part) {
    return part.well_formed && (part.headers.empty() || part.headers.ends_with("\r\n"));
  });
  if (plain && walked.state == MultipartState::complete) {
    check_round_trip(walked, boundary);
  }
  return 0;
}
