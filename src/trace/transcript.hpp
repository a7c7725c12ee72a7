// The story of one transfer, told from a recording: every message of the calls involved, and for each
// callback the message and the rule that caused it. As text, and as a Mermaid sequence diagram.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "baton/handle.hpp"
#include "src/trace/recording.hpp"

namespace baton::trace {

/// One REFER, as the party that sent or received it knows it.
struct TransferKey {
  std::size_t party = 0;
  TransferId transfer;
  bool operator==(const TransferKey&) const = default;
};

/// The transfers of the recording that their transferors told of, in the order of their first events; where no
/// transferor was recorded, those that transferees told of.
std::vector<TransferKey> transfers_in(const Recording& recording);

/// Lines of text, each with its end: times in milliseconds since the first message of the calls involved.
std::string transcript_text(const Recording& recording, const TransferKey& transfer);

/// The same for Mermaid: "sequenceDiagram ...".
std::string transcript_mermaid(const Recording& recording, const TransferKey& transfer);

}  // namespace baton::trace
