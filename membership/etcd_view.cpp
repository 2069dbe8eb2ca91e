#include <carrick/membership/etcd_view.hpp>

#include <carrick/core/limits.hpp>
#include <carrick/membership/registration.hpp>

#include <utility>

namespace carrick::membership {
namespace {

constexpr std::size_t line_bytes_max = 16 * limits::MiB; // etcd sends up to 1,000 revisions a line
constexpr std::size_t keys_max = 65'536;

} // namespace

etcd_view::etcd_view(etcd_view_options options, time_point now)
    : options_(std::move(options)), calls_(options_.seed, now), lines_(line_bytes_max) {}

std::optional<etcd_call> etcd_view::next_call(time_point now) {
  if (!calls_.begin(now)) return std::nullopt;
  if (step_ == step::listing) return etcd::range(options_.prefix);
  lines_.clear();
  silent_at_ = now + options_.silent_max;
  return etcd::watch(options_.prefix, revision_ + 1);
}

void etcd_view::answered(const etcd_reply& reply, time_point now) {
  if (auto refused = etcd::refusal_of(reply); !refused.ok()) return failed(refused, now);
  auto all = etcd::listed(reply.body);
  if (!all) return failed(all.error(), now);
  cluster_ = std::move(all->cluster);
  revision_ = all->revision;
  values_.clear();
  for (auto& [key, value] : all->pairs) values_.emplace(std::move(key), std::move(value));
  changed_ = true;
  works();
  call_is_over(step::watching, now);
}

void etcd_view::feed(byte_span bytes, time_point now) {
  lines_.feed(bytes);
  silent_at_ = now + options_.silent_max;
  while (watching()) {
    auto line = lines_.next();
    if (!line) return;
    if (line->text.find_first_not_of(" \r") == line->text.npos) continue;
    auto said = line->too_long
      ? result<etcd::watch_line>{fail(code::too_large, "a line of a watch is beyond 16 MiB")}
      : etcd::watched(line->text);
    if (!said) {
      step_ = step::listing;
      return failed(said.error(), now);
    }
    std::visit([&](const auto& what) { take(what, now); }, *said);
  }
}

void etcd_view::take(const etcd::watch_created& created, time_point now) {
  // Older data than ours, as from a backup, or other data: what we have seen is void.
  if (created.revision < revision_ || created.cluster != cluster_)
    return call_is_over(step::listing, now);
  works();
}

void etcd_view::take(const etcd::watch_changes& changes, time_point) {
  for (const auto& change : changes) {
    if (change.revision < revision_) continue; // a resumed watch may tell things again
    revision_ = change.revision;
    changed_ = true;
    if (!change.deleted) {
      deleted_.erase(change.what.key);
      values_.insert_or_assign(change.what.key, change.what.value);
    } else if (values_.erase(change.what.key) > 0) {
      deleted_.insert(change.what.key);
    }
  }
}

void etcd_view::take(const etcd::watch_ended& ended, time_point now) {
  if (ended.compacted > 0) return call_is_over(step::listing, now);
  failed(fail(code::unreachable, ended.why), now);
}

void etcd_view::failed(const status& why, time_point now) {
  calls_.failed(why, now);
  silent_at_ = never;
}

void etcd_view::tick(time_point now) {
  if (!watching() || now < silent_at_) return;
  calls_.go_to_next_endpoint();
  call_is_over(step::watching, now);
}

void etcd_view::call_is_over(step to, time_point next) noexcept {
  step_ = to;
  calls_.over(next);
  silent_at_ = never;
}

void etcd_view::works() noexcept {
  changed_ |= !problem().ok(); // the list, perhaps the same, holds again
  calls_.worked();
}

std::optional<result<update>> etcd_view::next_list() {
  if (!std::exchange(changed_, false)) return std::nullopt;
  if (values_.size() > keys_max)
    return fail(code::too_large, "more than 65,536 keys below " + options_.prefix);
  update out;
  for (const auto& [key, value] : values_) {
    if (!key.starts_with(options_.prefix)) return fail(code::malformed, "a key of others");
    auto member = parse_registration(std::string_view{key}.substr(options_.prefix.size()), value);
    if (!member) return member.error();
    out.push_back(std::move(*member));
  }
  return out;
}

bool etcd_view::was_deleted(std::string_view id) {
  bool found = deleted_.contains(options_.prefix + std::string{id});
  deleted_.clear();
  return found;
}

} // namespace carrick::membership
