#include "src/dialog/dialog_table.hpp"

#include <algorithm>
#include <cstring>

#include "parser/slice.hpp"

namespace baton::core {

DialogTable::DialogTable(Arena& arena, std::uint32_t dialogs, std::uint32_t text_bytes,
                         const HashKey& key) noexcept
    : slab_(arena, dialogs),
      index_(arena, slab_),
      texts_(arena.take<char>(std::size_t{dialogs} * text_bytes)),
      text_bytes_(text_bytes),
      hash_key_(key) {}

std::uint64_t DialogTable::key_of(std::string_view call_id, std::string_view local_tag) const noexcept {
  // Call-IDs compare octet by octet (RFC 3261 8.1.1.4), and our own tag comes back as we made it.
  return KeyedHash(hash_key_).add(call_id).add(local_tag).finish();
}

char* DialogTable::text_of(const Dialog& dialog) const noexcept {
  return texts_.data() + std::size_t{slab_.index_of(dialog)} * text_bytes_;
}

std::size_t DialogTable::offset_of(const Dialog& dialog, std::size_t field) const noexcept {
  std::size_t offset = 0;
  for (std::size_t i = 0; i < field; ++i) offset += dialog.sizes[i];
  return offset;
}

std::string_view DialogTable::field(const Dialog& dialog, DialogField field) const noexcept {
  const auto at = static_cast<std::size_t>(field);
  return {text_of(dialog) + offset_of(dialog, at), dialog.sizes[at]};
}

DialogParts DialogTable::parts(const Dialog& dialog) const noexcept {
  const char* at = text_of(dialog);  // they lie one behind another, in the order of DialogField
  const auto next = [&](DialogField field) noexcept {
    const std::string_view text(at, dialog.sizes[static_cast<std::size_t>(field)]);
    at += text.size();
    return text;
  };
  return {.call_id = next(DialogField::call_id),
          .local_tag = next(DialogField::local_tag),
          .remote_tag = next(DialogField::remote_tag),
          .local = next(DialogField::local),
          .remote = next(DialogField::remote),
          .target = next(DialogField::target),
          .routes = next(DialogField::routes)};
}

Dialog* DialogTable::create(const DialogParts& parts, Errc& error) noexcept {
  Dialog* dialog = slab_.allocate();
  if (dialog == nullptr) {
    error = Errc::calls_full;
    return nullptr;
  }
  const bool stored = set(*dialog, DialogField::call_id, parts.call_id) &&
                      set(*dialog, DialogField::local_tag, parts.local_tag) &&
                      set(*dialog, DialogField::remote_tag, parts.remote_tag) &&
                      set(*dialog, DialogField::local, parts.local) &&
                      set(*dialog, DialogField::remote, parts.remote) &&
                      set(*dialog, DialogField::target, parts.target) &&
                      set(*dialog, DialogField::routes, parts.routes);
  if (!stored) {
    slab_.release(*dialog);
    error = Errc::dialog_text_full;
    return nullptr;
  }
  dialog->key = key_of(parts.call_id, parts.local_tag);
  index_.insert(*dialog);
  dialog->usages = 1;
  return dialog;
}

Dialog* DialogTable::find(std::string_view call_id, std::string_view local_tag,
                          std::string_view remote_tag) noexcept {
  return index_.find(key_of(call_id, local_tag), [&](const Dialog& dialog) {
    const std::string_view tag = field(dialog, DialogField::remote_tag);
    return field(dialog, DialogField::call_id) == call_id &&
           field(dialog, DialogField::local_tag) == local_tag && (tag.empty() || tag == remote_tag);
  });
}

Dialog* DialogTable::find_replaced(const ReplacesView& replaces) noexcept {
  Dialog* found = nullptr;
  std::uint32_t matches = 0;
  (void)index_.find(key_of(replaces.call_id, replaces.to_tag), [&](Dialog& dialog) {
    const std::string_view tag = field(dialog, DialogField::remote_tag);
    if (field(dialog, DialogField::call_id) == replaces.call_id &&
        field(dialog, DialogField::local_tag) == replaces.to_tag &&
        (tag == replaces.from_tag || (tag.empty() && replaces.from_tag == "0") ||
         has_fork(dialog, replaces.from_tag))) {
      found = &dialog;
      ++matches;
    }
    return false;
  });
  return matches == 1 ? found : nullptr;
}

Dialog* DialogTable::sibling(std::string_view call_id, std::string_view local_tag) noexcept {
  return index_.find(key_of(call_id, local_tag), [&](const Dialog& dialog) {
    return field(dialog, DialogField::call_id) == call_id && field(dialog, DialogField::local_tag) == local_tag;
  });
}

bool DialogTable::fits(const Dialog& dialog, DialogField field, std::size_t size) const noexcept {
  const std::size_t others =
      offset_of(dialog, dialog_field_count) - dialog.sizes[static_cast<std::size_t>(field)];
  return size <= text_bytes_ && others + size <= text_bytes_ && size <= UINT16_MAX;
}

bool DialogTable::set(Dialog& dialog, DialogField field, std::string_view text) noexcept {
  if (!fits(dialog, field, text.size())) return false;
  const auto at = static_cast<std::size_t>(field);
  char* const place = text_of(dialog) + offset_of(dialog, at);
  const std::size_t behind = offset_of(dialog, dialog_field_count) - offset_of(dialog, at + 1);
  std::memmove(place + text.size(), place + dialog.sizes[at], behind);
  if (!text.empty()) std::memcpy(place, text.data(), text.size());
  dialog.sizes[at] = static_cast<std::uint16_t>(text.size());
  return true;
}

bool DialogTable::set_remote(Dialog& dialog, std::string_view tag, std::string_view routes,
                             std::string_view target) noexcept {
  const auto size_of = [&](DialogField field) { return std::size_t{dialog.sizes[static_cast<std::size_t>(field)]}; };
  const std::size_t others = offset_of(dialog, dialog_field_count) - size_of(DialogField::remote_tag) -
                             size_of(DialogField::routes) - (target.empty() ? 0 : size_of(DialogField::target));
  const std::size_t room = text_bytes_ - others;
  if (tag.size() > room || routes.size() > room || target.size() > room ||
      tag.size() + routes.size() + target.size() > room) {
    return false;
  }
  // Emptied first: one may grow before another has shrunk.
  set(dialog, DialogField::remote_tag, {});
  set(dialog, DialogField::routes, {});
  if (!target.empty()) set(dialog, DialogField::target, {});
  return set(dialog, DialogField::remote_tag, tag) && set(dialog, DialogField::routes, routes) &&
         (target.empty() || set(dialog, DialogField::target, target));
}

bool DialogTable::has_fork(const Dialog& dialog, std::string_view tag) const noexcept {
  for (std::string_view rest = field(dialog, DialogField::forks); !rest.empty();) {
    const std::size_t end = std::min(rest.find(' ', 1), rest.size());
    if (parser::slice(rest, 1, end - 1) == tag) return true;
    rest.remove_prefix(end);
  }
  return false;
}

void DialogTable::add_fork(Dialog& dialog, std::string_view tag) noexcept {
  // A tag is a token (RFC 3261 25.1), so that a space can part them.
  if (tag.empty() || tag.find(' ') != std::string_view::npos || has_fork(dialog, tag)) return;
  const std::size_t used = offset_of(dialog, dialog_field_count);
  if (tag.size() >= text_bytes_ || used + tag.size() + 1 > text_bytes_ - text_bytes_ / 4) return;
  char* const place = text_of(dialog) + used;  // the last field
  *place = ' ';
  std::memcpy(place + 1, tag.data(), tag.size());
  auto& size = dialog.sizes[static_cast<std::size_t>(DialogField::forks)];
  size = static_cast<std::uint16_t>(size + tag.size() + 1);
}

std::string_view DialogTable::take_fork(Dialog& dialog) noexcept {
  const std::string_view forks = field(dialog, DialogField::forks);
  if (forks.empty()) return {};
  const std::size_t last = forks.rfind(' ');
  dialog.sizes[static_cast<std::size_t>(DialogField::forks)] = static_cast<std::uint16_t>(last);
  return parser::slice(forks, last + 1);
}

void DialogTable::drop_usage(Dialog& dialog) noexcept {
  if (--dialog.usages != 0) return;
  index_.erase(dialog);
  slab_.release(dialog);
}

}  // namespace baton::core
