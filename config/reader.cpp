#include <carrick/config/reader.hpp>

#include <carrick/config/toml_text.hpp>
#include <carrick/core/host_port.hpp>
#include <carrick/core/utf8.hpp>

#include <algorithm>
#include <cmath>

namespace carrick::config {

reader::reader(const value& root, const std::vector<known_actor_type>* types, report& to)
    : types_(types), report_(to), open_{{&root, {}, {}}} {}

void reader::finish(const std::vector<std::string>& others) { close(others); }

void reader::close(const std::vector<std::string>& others) {
  auto known = std::move(open_.back().asked);
  known.insert(known.end(), others.begin(), others.end());
  for (const auto& e : *open_.back().table->as<value::table>())
    if (std::find(known.begin(), known.end(), e.key) == known.end())
      report_.add(e.where, "unknown key " + in_quotes(e.key),
                  suggestion(e.key, known, "allowed here"));
  open_.pop_back();
}

void reader::within(const value& table, std::string path, const std::function<void()>& inside) {
  open_.push_back({&table, std::move(path), {}});
  inside();
  close({});
}

void reader::section(std::string_view key, const std::function<void()>& inside) {
  if (auto* table = find_table(key)) within(*table, path_of(key), inside);
}

void reader::text(std::string_view key, std::string& to, text_rule rule) {
  auto* v = find(key);
  auto* text = v ? text_of(*v, "a string") : nullptr;
  if (text && fits(*v, *text, rule)) to = *text;
}

bool reader::fits(const value& v, const std::string& text, text_rule rule) {
  if (text.size() < rule.bytes_min) return wrong(v, "an empty text"), false;
  if (text.size() > rule.bytes_max)
    return wrong(v, "a text of " + std::to_string(text.size()) + " bytes",
                 "at most " + std::to_string(rule.bytes_max) + " are allowed"),
           false;
  const bool fine = rule.may_have_controls ? text.find('\0') == text.npos : printable_utf8(text);
  if (!fine) return has_controls(v, text), false;
  return true;
}

void reader::has_controls(const value& v, const std::string& text) {
  wrong(v, in_quotes(text) + " has a control character", "write it without");
}

void reader::texts(std::string_view key, std::vector<std::string>& to, text_rule each) {
  auto* list = find_array(key);
  if (!list) return;
  to.clear();
  for (const auto& item : *list) {
    auto* text = text_of(item, "a string");
    if (text && fits(item, *text, each)) to.push_back(*text);
  }
}

void reader::address(std::string_view key, std::string& to, address_rule rule) {
  auto* v = find(key);
  auto* text = v ? text_of(*v, "a string") : nullptr;
  if (!text) return;
  if (text->empty() && rule.may_be_empty) {
    to.clear();
    return;
  }
  auto found = host_port::parse(*text);
  if (!found) return wrong(*v, found.error().message, found.error().hint);
  if (rule.numeric && !found->is_numeric())
    return wrong(*v, in_quotes(*text) + " is a name, and there is nobody to ask for it",
                 "write the IP address");
  if (!rule.may_listen && found->is_any())
    return wrong(*v, in_quotes(*text) + " is no address that others can dial",
                 "name one address of this machine");
  if (!rule.may_listen && found->port == 0)
    return wrong(*v, in_quotes(*text) + " has port 0, which others cannot dial", "name the port");
  to = *text;
}

void reader::flag(std::string_view key, bool& to) {
  auto* v = find(key);
  if (!v) return;
  if (auto* b = v->as<bool>())
    to = *b;
  else
    expected(*v, "true or false");
}

template <class T>
void reader::quantity(std::string_view key, T& to, range<T> allowed,
                      result<T, problem> (*parse)(std::string_view), std::string (*format)(T),
                      std::string_view what, std::string_view example) {
  auto* v = find(key);
  if (!v) return;
  auto* text = v->as<std::string>();
  if (!text)
    return expected(*v, what, "write it with a unit, such as \"" + std::string{example} + '"');
  auto found = parse(*text);
  if (!found) return wrong(*v, found.error().message, found.error().hint);
  if (*found < allowed.min || *found > allowed.max)
    return wrong(*v, in_quotes(*text) + " is out of range",
                 "allowed: " + format(allowed.min) + " to " + format(allowed.max));
  to = *found;
}

void reader::time(std::string_view key, duration& to, range<duration> allowed) {
  quantity<duration>(key, to, allowed, parse_duration, format_duration, "a duration", "5s");
}

void reader::size(std::string_view key, std::size_t& to, range<std::size_t> allowed) {
  quantity(key, to, allowed, parse_size, format_size, "a size", "64KiB");
}

void reader::count(std::string_view key, std::size_t& to, range<std::size_t> allowed) {
  if (auto* v = find(key)) read_count(*v, to, allowed);
}

bool reader::read_count(const value& v, std::size_t& to, range<std::size_t> allowed) {
  auto* i = v.as<std::int64_t>();
  auto hint = "allowed: " + std::to_string(allowed.min) + " to " + std::to_string(allowed.max);
  if (!i) return expected(v, "an integer", hint), false;
  if (*i < 0 || static_cast<std::size_t>(*i) < allowed.min ||
      static_cast<std::size_t>(*i) > allowed.max)
    return wrong(v, std::to_string(*i) + " is out of range", hint), false;
  to = static_cast<std::size_t>(*i);
  return true;
}

void reader::ratio(std::string_view key, double& to, range<double> allowed) {
  auto* v = find(key);
  if (!v) return;
  auto* i = v->as<std::int64_t>();
  auto* d = v->as<double>();
  auto hint = "allowed: " + toml_text({allowed.min, {}}) + " to " + toml_text({allowed.max, {}});
  if (!i && !d) return expected(*v, "a number", hint);
  double found = d ? *d : static_cast<double>(*i);
  if (!(found >= allowed.min && found <= allowed.max)) // NaN is neither
    return wrong(*v, toml_text(*v) + " is out of range", hint);
  to = found;
}

void reader::choice(std::string_view key, std::size_t& to,
                    std::span<const std::string_view> names) {
  auto* v = find(key);
  std::vector<std::string> known{names.begin(), names.end()};
  auto* text = v ? text_of(*v, "a string") : nullptr;
  if (!text) return;
  auto found = std::find(names.begin(), names.end(), *text);
  if (found == names.end())
    return wrong(*v, in_quotes(*text) + " is no " + std::string{key},
                 suggestion(*text, known, "there is"));
  to = static_cast<std::size_t>(found - names.begin());
}

const value* reader::find(std::string_view key) {
  open_.back().asked.emplace_back(key);
  auto* v = open_.back().table->find(key);
  if (v) note(path_of(key), *v);
  return v;
}

const value* reader::find_table(std::string_view key) {
  auto* v = find(key);
  if (!v || v->as<value::table>()) return v;
  expected(*v, "a table");
  return nullptr;
}

const value::array* reader::find_array(std::string_view key) {
  auto* v = find(key);
  if (!v) return nullptr;
  if (!v->as<value::array>()) expected(*v, "an array");
  return v->as<value::array>();
}

const std::string* reader::text_of(const value& v, std::string_view wanted) {
  if (auto* text = v.as<std::string>()) return text;
  if (!v.text().empty()) return &v.text();
  expected(v, wanted);
  return nullptr;
}

std::string reader::path_of(std::string_view key) const {
  const auto& path = open_.back().path;
  return path.empty() ? toml_key(key) : path + '.' + toml_key(key);
}

void reader::note(const std::string& path, const value& v) { origins_[path] = v.where(); }

void reader::note_all(const std::string& path, const value& v) {
  note(path, v);
  if (auto* entries = v.as<value::table>())
    for (const auto& e : *entries) note_all(path + '.' + toml_key(e.key), e.held);
}

void reader::wrong(const value& v, std::string message, std::string hint) {
  report_.add(v.where(), std::move(message), std::move(hint));
}

void reader::expected(const value& v, std::string_view what, std::string hint) {
  bool is_plain = !v.as<value::table>() && !v.as<value::array>();
  std::string got{kind_of(v)};
  if (auto* text = v.as<std::string>())
    got = in_quotes(*text);
  else if (is_plain)
    got = toml_text(v);
  wrong(v, "expected " + std::string{what} + ", got " + got, std::move(hint));
}

} // namespace carrick::config
