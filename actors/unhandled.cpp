#include <carrick/actors/unhandled.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/session.hpp>

namespace carrick {
namespace {

// 1 TiB in 16 million messages between two looks of the loop: what a link lets in is far below.
constexpr int bytes_bits = 40;
constexpr std::uint64_t one_more = std::uint64_t{1} << bytes_bits;

} // namespace

unhandled::unhandled(std::shared_ptr<link_session> link, kind what)
    : link_(std::move(link)), what_(what) {}

unhandled::~unhandled() = default;

void unhandled::handled(std::size_t body_bytes) noexcept {
  if (untold_.fetch_add(one_more + body_bytes, std::memory_order_acq_rel) != 0) return;
  ref(); // until run()
  link_->home().submit(*this);
}

void unhandled::run() noexcept {
  unhandled_ptr self{this, false};
  auto told = untold_.exchange(0, std::memory_order_acq_rel);
  auto bytes = static_cast<std::size_t>(told & (one_more - 1));
  const auto count = static_cast<std::size_t>(told >> bytes_bits);
  if (what_ == kind::openings) return link_->openings_handled(count, bytes);
  // The link counts an overhead for each, so each is told; the bytes all with the first.
  for (auto posts = count; posts > 0; --posts) {
    link_->post_consumed(bytes);
    bytes = 0;
  }
}

} // namespace carrick
