// The editor: after any edits of a received message the result is an error or reads as the message with
// exactly those edits.
//
// Input: two octets of room, an octet with the number of edits, the edits with their arguments, then the
// message.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "baton/editor.hpp"
#include "baton/header_values.hpp"
#include "baton/message.hpp"
#include "fuzz/asked_message.hpp"
#include "fuzz/exact_text.hpp"
#include "fuzz/property.hpp"
#include "fuzz/script.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using namespace baton::fuzz;

enum class What : std::uint8_t { target, push_via, strip_via, prepend, append, remove, replace, body };

struct Edit {
  What what;
  HeaderId id;  ///< `other`: by name
  std::string name;
  std::string value;
};

Edit read_edit(Script& script) {
  Edit edit{};
  edit.what = static_cast<What>(script.number(8));
  edit.id = static_cast<HeaderId>(script.number(header_id_count));
  const std::size_t name_size = script.octet() & 15U;
  edit.name = script.text(name_size);
  const std::size_t value_size = script.octet() & 63U;
  edit.value = script.text(value_size);
  return edit;
}

void apply(MessageEditor& editor, const Edit& edit) {
  const bool by_id = edit.id != HeaderId::other;
  switch (edit.what) {
    case What::target: return editor.request_uri(edit.value);
    case What::push_via: return editor.push_via(edit.value);
    case What::strip_via: return editor.strip_via();
    case What::prepend:
      return by_id ? editor.prepend(edit.id, edit.value) : editor.prepend(edit.name, edit.value);
    case What::append:
      return by_id ? editor.append(edit.id, edit.value) : editor.append(edit.name, edit.value);
    case What::remove: return by_id ? editor.remove(edit.id) : editor.remove(edit.name);
    case What::replace:
      return by_id ? editor.replace(edit.id, edit.value) : editor.replace(edit.name, edit.value);
    case What::body: return editor.body(edit.name, edit.value);
  }
}

std::string_view without_empty_lines(std::string_view message) {
  while (message.substr(0, 2) == "\r\n") {
    message.remove_prefix(2);
  }
  return message;
}

/// A text as the first pass reads it.
struct Reading {
  std::vector<HeaderEntry> index;
  MessageView message;
  ParseError error;

  explicit Reading(std::string_view text) : index(text.size() / 4 + 1) {
    error = index_message(text, index, message);
  }
};

AskedMessage model_of(const MessageView& message) {
  AskedMessage model;
  model.method = message.is_request() ? message.method_text() : "";
  model.target = message.request_uri();
  model.status = message.status();
  model.reason = message.reason();
  model.body = message.body();
  for (const HeaderEntry& entry : message.headers()) {
    if (entry.id != HeaderId::content_length) {
      const std::string_view name = message.name_of(entry);
      model.fields.push_back({entry.id, std::string(name), std::string(message.value_of(entry))});
    }
  }
  return model;
}

/// The same edit of the model. What the edit leaves alone keeps its spelling.
class Revision {
 public:
  Revision(AskedMessage& model, const Edit& edit)
      : model_(model), edit_(edit), id_(edit.id != HeaderId::other ? edit.id : header_from(edit.name)) {}

  void apply() {
    switch (edit_.what) {
      case What::target: model_.target = edit_.value; return;
      case What::push_via: return put(first_of(HeaderId::via), {HeaderId::via, {}, edit_.value});
      case What::prepend: return put(0, added());
      case What::append: return put(model_.fields.size(), added());
      case What::remove: return remove_from(0);
      case What::replace: return replace();
      case What::body: return body();
      case What::strip_via: return;  // see `check_strip`
    }
  }

 private:
  AskedField added() const {
    return {id_, edit_.id != HeaderId::other ? std::string() : edit_.name, edit_.value};
  }
  bool matches(const AskedField& field) const {
    return field.id == id_ && (id_ != HeaderId::other || equal_ignoring_case(field.name, edit_.name));
  }
  std::size_t first_of(HeaderId id) const {
    std::size_t at = 0;
    while (at < model_.fields.size() && model_.fields[at].id != id) {
      ++at;
    }
    return at < model_.fields.size() ? at : 0;
  }
  void put(std::size_t at, const AskedField& field) {
    model_.fields.insert(model_.fields.begin() + static_cast<std::ptrdiff_t>(at), field);
  }
  void remove_from(std::size_t at) {
    while (at < model_.fields.size()) {
      if (matches(model_.fields[at])) {
        model_.fields.erase(model_.fields.begin() + static_cast<std::ptrdiff_t>(at));
      } else {
        ++at;
      }
    }
  }
  void replace() {
    std::size_t at = 0;
    while (at < model_.fields.size() && !matches(model_.fields[at])) {
      ++at;
    }
    require(at < model_.fields.size(), "what is not there cannot be replaced");
    model_.fields[at].value = edit_.value;
    remove_from(at + 1);
  }
  void body() {
    model_.body = edit_.value;
    id_ = HeaderId::content_type;
    if (edit_.name.empty()) {
      return remove_from(0);
    }
    for (std::size_t at = 0; at < model_.fields.size(); ++at) {
      if (matches(model_.fields[at])) {
        model_.fields[at].value = edit_.name;
        return remove_from(at + 1);
      }
    }
    put(model_.fields.size(), {HeaderId::content_type, {}, edit_.name});
  }

  AskedMessage& model_;
  const Edit& edit_;
  HeaderId id_;
};

std::vector<std::string> via_values(const MessageView& message) {
  std::vector<std::string> values;
  auto walk = message.values(HeaderId::via);
  while (const auto value = walk.next()) {
    values.emplace_back(*value);
  }
  return values;
}

/// The topmost Via value goes, and nothing else.
void check_strip(const MessageView& before, std::string_view text) {
  std::vector<std::string> values = via_values(before);
  AskedMessage others = model_of(before);
  const Reading after(text);
  require(!after.error, "a message without its topmost Via still reads as one");
  require(!values.empty(), "there was a Via");
  values.erase(values.begin());
  require(via_values(after.message) == values, "the topmost Via value is gone, the others stand");
  const AskedMessage left = model_of(after.message);
  const auto no_via = [](const AskedField& field) { return field.id != HeaderId::via; };
  require(std::count_if(left.fields.begin(), left.fields.end(), no_via) ==
                  std::count_if(others.fields.begin(), others.fields.end(), no_via) &&
              left.body == others.body,
          "nothing but a Via is gone");
}

/// One edit of what the editor holds, checked where that reads as a message before.
void check_edit(MessageEditor& editor, const Edit& edit, std::size_t room) {
  const std::string text(editor.text());
  const Reading before(text);
  apply(editor, edit);
  require(editor.text().size() <= room, "an editor keeps to its buffer");
  require(editor.error() != Errc::buffer_too_small || editor.needed() > room,
          "a small buffer is told its size");
  if (editor.error() != Errc::ok || before.error) {
    return;
  }
  if (edit.what == What::strip_via) {
    if (validate(before.message).code == Errc::ok) {
      check_strip(before.message, editor.text());
    }
    return;
  }
  AskedMessage model = model_of(before.message);
  Revision(model, edit).apply();
  require_reads_as(editor.text(), model);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script(data, size);
  const std::size_t extra = script.octet() * std::size_t{8};
  std::vector<Edit> edits(script.number(5));
  for (Edit& edit : edits) {
    edit = read_edit(script);
  }
  const std::string_view message = script.text(size);
  const Reading reading(message);
  // As the framer and the parser hand a message on: without what stands before and behind it.
  const ExactText text(reading.error ? message : reading.message.bytes());
  std::vector<char> buffer(text.view().size() + extra);
  MessageEditor editor(text.view(), buffer);
  if (!reading.error) {
    require(editor.error() == Errc::ok && editor.text() == without_empty_lines(text.view()),
            "a message is kept octet for octet, without CRLFs before it");
  }
  for (const Edit& edit : edits) {
    if (editor.error() != Errc::ok) {
      break;
    }
    check_edit(editor, edit, buffer.size());
  }
  const auto finished = editor.finish();
  require(finished.error() == editor.error(), "finish gives the first error");
  require(!finished || *finished == editor.text().size(), "the size is that of the text");
  return 0;
}
