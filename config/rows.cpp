#include <carrick/config/rows.hpp>

#include <carrick/config/schema.hpp>
#include <carrick/config/toml_text.hpp>
#include <carrick/core/quantity.hpp>

namespace carrick::config {
namespace {

/// A line of the printed file: a header such as "[nodes.n1]", or a key below the last one.
struct line {
  std::string header;
  std::string key;
  row what;
};

class writer final : public schema_visitor {
 public:
  explicit writer(const cluster_spec& spec) : spec_(spec) {}

  std::vector<line> take() { return std::move(lines_); }

  void section(std::string_view key, const std::function<void()>& inside) override {
    if (path_.empty())
      below(std::string{key}, '[' + std::string{key} + ']', inside);
    else
      nested(key, inside);
  }
  void text(std::string_view key, std::string& from, text_rule) override { leaf(key, from); }
  void texts(std::string_view key, std::vector<std::string>& from, text_rule) override {
    value::array list;
    for (const auto& each : from) list.push_back(value{each, {}});
    leaf(key, std::move(list));
  }
  void address(std::string_view key, std::string& from, address_rule) override { leaf(key, from); }
  void flag(std::string_view key, bool& from) override { leaf(key, from); }
  void time(std::string_view key, duration& from, range<duration>) override {
    leaf(key, format_duration(from));
  }
  void size(std::string_view key, std::size_t& from, range<std::size_t>) override {
    leaf(key, format_size(from));
  }
  void count(std::string_view key, std::size_t& from, range<std::size_t>) override {
    leaf(key, static_cast<std::int64_t>(from));
  }
  void ratio(std::string_view key, double& from, range<double>) override { leaf(key, from); }
  void choice(std::string_view key, std::size_t& from,
              std::span<const std::string_view> names) override {
    leaf(key, std::string{names[from]});
  }
  void tags(std::string_view key, std::map<std::string, std::string>& from) override {
    nested(key, [&] {
      for (const auto& [name, text] : from) leaf(name, text);
    });
  }
  void levels(std::string_view key, std::map<std::string, log_level>& from) override {
    nested(key, [&] {
      for (const auto& [name, level] : from) leaf(name, std::string{name_of(level)});
    });
  }
  void loops(std::string_view key, loops_spec& from) override {
    if (from.are_split())
      nested(key, [&] {
        count("links", from.links, {});
        count("actors", from.actors, {});
      });
    else if (from.shared == 0)
      leaf(key, std::string{"auto"});
    else
      count(key, from.shared, {});
  }
  void nodes(std::string_view key, std::map<node_id, node_spec>& from) override {
    for (auto& entry : from) {
      auto path = std::string{key} + '.' + toml_key(entry.first.text());
      below(path, '[' + path + ']', [&] { describe(entry.second, *this); });
    }
  }
  void actors(std::string_view key, std::vector<actor_spec>& from) override {
    auto list = path_ + '.' + std::string{key};
    for (auto& actor : from)
      below(list + '.' + toml_key(actor.name), "[[" + list + "]]", [&] { describe(actor, *this); });
  }
  void actor_type(std::string_view key, std::string& from) override { leaf(key, from); }
  void options(std::string_view key, value& from) override {
    if (!from.as<value::table>()->empty()) tree(key, from);
  }

 private:
  template <class Inside>
  void below(std::string path, std::string header, Inside&& inside) {
    lines_.push_back({std::move(header), {}, {}});
    auto outer_path = std::exchange(path_, std::move(path));
    auto outer_key = std::exchange(key_, {});
    inside();
    path_ = std::move(outer_path);
    key_ = std::move(outer_key);
  }
  template <class Inside>
  void nested(std::string_view key, Inside&& inside) {
    auto name = toml_key(key);
    auto outer_path = path_;
    auto outer_key = key_;
    path_ += '.' + name;
    key_ += name + '.';
    inside();
    path_ = std::move(outer_path);
    key_ = std::move(outer_key);
  }
  void tree(std::string_view key, const value& v) {
    auto* entries = v.as<value::table>();
    if (!entries || entries->empty()) return leaf(key, v.what());
    nested(key, [&] {
      for (const auto& e : *entries) tree(e.key, e.held);
    });
  }
  void leaf(std::string_view key, value::variant what) {
    auto name = toml_key(key);
    auto path = path_.empty() ? name : path_ + '.' + name;
    auto where = spec_.origin_of(path);
    lines_.push_back({{}, key_ + name, {path, value{std::move(what), where}, where}});
  }

  const cluster_spec& spec_;
  std::vector<line> lines_;
  std::string path_; ///< of the table that is being written
  std::string key_;  ///< the part of the path that its header does not say
};

std::vector<line> lines_of(const cluster_spec& spec) {
  writer write{spec};
  cluster_spec copy = spec; // the visitor's other user writes to what it is shown
  describe(copy, write);
  return write.take();
}

/// A file's name may hold anything; a comment must stay one line.
std::string comment_of(const origin& where) { return "  # " + printable(to_string(where)); }

} // namespace

std::vector<row> rows(const cluster_spec& spec) {
  std::vector<row> out;
  for (auto& l : lines_of(spec))
    if (l.header.empty()) out.push_back(std::move(l.what));
  return out;
}

std::string print(const cluster_spec& spec, bool with_origins) {
  std::string out = "schema = " + std::to_string(schema_newest) + '\n';
  for (const auto& l : lines_of(spec)) {
    if (!l.header.empty()) {
      out += '\n' + l.header + '\n';
      continue;
    }
    out += l.key + " = " + toml_text(l.what.held);
    out += with_origins ? comment_of(l.what.where) + '\n' : "\n";
  }
  return out;
}

} // namespace carrick::config
