#include "tests/repo/layering.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "tests/repo/rooms.hpp"

namespace baton::repo {
namespace {

bool is_below(const Room& lower, const Room& upper) {
  for (const Room& room : rooms) {
    if (has_word(upper.below, room.name) && (room.name == lower.name || is_below(lower, room))) {
      return true;
    }
  }
  return false;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// Where the module of a file lives: a public header counts as part of its room.
std::string module_of(std::string_view path, const Room& room) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = path.substr(slash + 1);
  const std::string_view folder = path.starts_with(public_folder) ? room.folder : folder_of(path);
  return std::string(folder) + '/' + std::string(name.substr(0, name.find('.')));
}

struct Include {
  std::string_view name;
  bool quoted;
  std::size_t line;
};

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> result;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    const auto skip_spaces = [&line] {
      line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    };
    const auto take = [&](std::string_view word) {
      skip_spaces();
      const bool there = line.starts_with(word);
      line.remove_prefix(there ? word.size() : 0);
      return there;
    };
    if (!take("#") || !take("include")) {
      continue;
    }
    const bool quoted = take("\"");
    if (quoted || take("<")) {
      result.push_back({line.substr(0, line.find(quoted ? '"' : '>')), quoted, number});
    }
  }
  return result;
}

class Checker {
 public:
  explicit Checker(const std::vector<File>& files) {
    for (const File& file : files) {
      paths_.insert(file.path);
    }
  }

  void check(const File& file) {
    const Room* room = room_of(file.path);
    if (room == nullptr) {
      add(file, 0, "belongs to no room: give it one in tests/repo/layering_table.hpp");
      return;
    }
    const std::string text = without_comments(file.text, Strings::keep);
    for (const Include& include : includes_of(text)) {
      if (include.quoted || include.name.starts_with("baton/")) {
        check_own(file, *room, include);
      } else {
        check_library(file, *room, include);
      }
    }
  }

  std::vector<Finding> finish() {
    find_rings();
    return std::move(findings_);
  }

 private:
  void add(const File& file, std::size_t line, std::string what) {
    findings_.push_back({file.path, line, std::move(what)});
  }

  std::optional<std::string> resolve(const File& file, std::string_view name) const {
    const std::string from_root(name);
    for (const std::string& candidate :
         {"include/" + from_root, from_root, std::string(folder_of(file.path)) + '/' + from_root}) {
      if (paths_.contains(candidate)) {
        return candidate;
      }
    }
    return std::nullopt;
  }

  void check_own(const File& file, const Room& room, const Include& include) {
    const std::string name(include.name);
    const std::optional<std::string> target = resolve(file, include.name);
    if (!target) {
      add(file, include.line,
          "\"" + name + "\" is not in the tree: name includes from the root or from include/");
      return;
    }
    const Room* other = room_of(*target);
    if (other == nullptr) {
      return;  // said once, at the file itself
    }
    const std::string edge = std::string(room.name) + " -> " + std::string(other->name);
    const bool is_public = target->starts_with("include/");
    if (file.path.starts_with("include/") && !is_public) {
      add(file, include.line, "a public header includes the private \"" + name + "\"");
    }
    if (other != &room) {
      if (!is_below(*other, room)) {
        add(file, include.line, "\"" + name + "\" goes against the layers: " + edge);
      } else if (room.sees == Sees::public_headers && !is_public) {
        add(file, include.line,
            "\"" + name + "\" is private, and this room sees only include/: " + edge);
      }
    }
    const std::string from = module_of(file.path, room);
    const std::string to = module_of(*target, *other);
    if (from != to) {
      edges_[from].insert(to);
    }
  }

  void check_library(const File& file, const Room& room, const Include& include) {
    for (const Library& library : libraries) {
      const bool free = room.folder.starts_with("tests") || room.folder == "bench" ||
                        room.folder == "fuzz" || room.folder == "examples";
      if (include.name.starts_with(library.prefix) && !free &&
          !has_word(library.rooms, room.name)) {
        add(file, include.line,
            "<" + std::string(include.name) + "> must not be used in " + std::string(room.name));
      }
    }
  }

  // A ring is a set of modules each of which reaches all others (Tarjan's algorithm). A mutual pair
  // is the smallest.
  void find_rings() {
    struct Mark {
      std::size_t index;
      std::size_t low;
      bool open;
    };
    std::map<std::string, Mark> marks;
    std::vector<std::string> stack;
    const std::function<void(const std::string&)> visit = [&](const std::string& module) {
      const std::size_t index = marks.size();
      marks[module] = {index, index, true};
      stack.push_back(module);
      for (const std::string& next : edges_[module]) {
        if (!marks.contains(next)) {
          visit(next);
          marks[module].low = std::min(marks[module].low, marks[next].low);
        } else if (marks[next].open) {
          marks[module].low = std::min(marks[module].low, marks[next].index);
        }
      }
      if (marks[module].low != index) {
        return;
      }
      std::set<std::string> ring;
      std::string last;
      do {
        last = stack.back();
        stack.pop_back();
        marks[last].open = false;
        ring.insert(last);
      } while (last != module);
      if (ring.size() > 1) {
        // Sorted, so that the finding does not depend on where the walk began.
        std::string what = "includes in a ring with";
        for (auto other = std::next(ring.begin()); other != ring.end(); ++other) {
          what += ' ' + *other;
        }
        findings_.push_back({*ring.begin(), 0, what});
      }
    };
    // A copy of the names: visit() may add empty entries to edges_.
    std::vector<std::string> modules;
    for (const auto& [module, targets] : edges_) {
      modules.push_back(module);
    }
    for (const std::string& module : modules) {
      if (!marks.contains(module)) {
        visit(module);
      }
    }
  }

  std::set<std::string, std::less<>> paths_;
  std::map<std::string, std::set<std::string>> edges_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_layers(const std::vector<File>& files) {
  Checker checker(files);
  for (const File& file : files) {
    if (is_code(file.path)) {
      checker.check(file);
    }
  }
  return checker.finish();
}

}  // namespace baton::repo
