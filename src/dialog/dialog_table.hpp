// All dialogs of a Stack: one registry, so that a request finds its dialog or none (RFC 3261 12.2.2).
#pragma once

#include <span>
#include <string_view>

#include "baton/errc.hpp"
#include "baton/header_values.hpp"
#include "src/base/hash_index.hpp"
#include "src/base/keyed_hash.hpp"
#include "src/dialog/dialog.hpp"

namespace baton::core {

/// Constructed in place and never moved: its index refers to its pool.
class DialogTable {
 public:
  DialogTable(Arena& arena, std::uint32_t dialogs, std::uint32_t text_bytes, const HashKey& key) noexcept;
  DialogTable(const DialogTable&) = delete;
  DialogTable& operator=(const DialogTable&) = delete;

  /// A new dialog with these texts; `remote_tag`, `target` and `routes` may be empty yet. Null: no
  /// record, or the texts do not fit (`error` says which: calls_full, dialog_text_full).
  Dialog* create(const DialogParts& parts, Errc& error) noexcept;

  /// The dialog of a request or response: Call-ID, our tag, the peer's tag. A dialog without a
  /// remote tag yet matches any (RFC 6665 4.4.1: the NOTIFY that overtakes the response).
  Dialog* find(std::string_view call_id, std::string_view local_tag,
               std::string_view remote_tag) noexcept;

  /// The dialog that a Replaces names: to-tag is ours, from-tag the peer's or that of another early fork, and "0" is
  /// as good as no tag (RFC 3891 3, 6.1). Null: none, or more than one.
  Dialog* find_replaced(const ReplacesView& replaces) noexcept;

  /// The newest dialog with this Call-ID and tag of ours, whoever its peer is; null: none.
  Dialog* sibling(std::string_view call_id, std::string_view local_tag) noexcept;

  std::string_view field(const Dialog& dialog, DialogField field) const noexcept;
  DialogParts parts(const Dialog& dialog) const noexcept;

  /// Replaces one text; false if it does not fit, and then nothing changes. Not for the key fields.
  /// `text` must not lie in this dialog itself.
  bool set(Dialog& dialog, DialogField field, std::string_view text) noexcept;
  /// What a response says of the dialog (RFC 3261 12.1.2), all of it or nothing: tag, route set, and
  /// target, where an empty one leaves the old. False: no room.
  bool set_remote(Dialog& dialog, std::string_view tag, std::string_view routes, std::string_view target) noexcept;
  bool fits(const Dialog& dialog, DialogField field, std::size_t size) const noexcept;

  /// Notes the tag of another early dialog of the same INVITE (RFC 3261 12.1). They never take the last quarter of
  /// the dialog's text, which what stands may need: without room a fork is not known.
  void add_fork(Dialog& dialog, std::string_view tag) noexcept;
  /// Forgets one of those tags and returns it, a view as long as the dialog is not changed; empty: there is none left.
  std::string_view take_fork(Dialog& dialog) noexcept;

  /// One usage less; the dialog goes with its last.
  void drop_usage(Dialog& dialog) noexcept;

  Dialog& at(std::uint32_t index) noexcept { return slab_.at(index); }
  const Dialog& at(std::uint32_t index) const noexcept { return slab_.at(index); }
  std::uint32_t index_of(const Dialog& dialog) const noexcept { return slab_.index_of(dialog); }
  const Slab<Dialog>& slab() const noexcept { return slab_; }

 private:
  std::uint64_t key_of(std::string_view call_id, std::string_view local_tag) const noexcept;
  std::size_t offset_of(const Dialog& dialog, std::size_t field) const noexcept;
  bool has_fork(const Dialog& dialog, std::string_view tag) const noexcept;
  char* text_of(const Dialog& dialog) const noexcept;

  Slab<Dialog> slab_;
  HashIndex<Dialog, &Dialog::key, &Dialog::next_by_key> index_;
  std::span<char> texts_;
  std::uint32_t text_bytes_ = 0;
  HashKey hash_key_;
};

}  // namespace baton::core
