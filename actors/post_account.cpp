#include <carrick/actors/post_account.hpp>

#include <carrick/actors/loop.hpp>
#include <carrick/actors/session.hpp>

namespace carrick {
namespace {

// 1 TiB in 16 million posts between two looks of the loop: windows are far below.
constexpr int bytes_bits = 40;
constexpr std::uint64_t one_post = std::uint64_t{1} << bytes_bits;

} // namespace

post_account::post_account(std::shared_ptr<link_session> link) : link_(std::move(link)) {}

post_account::~post_account() = default;

void post_account::consumed(std::size_t body_bytes) noexcept {
  if (untold_.fetch_add(one_post + body_bytes, std::memory_order_acq_rel) != 0) return;
  ref(); // until run()
  link_->home().submit(*this);
}

void post_account::run() noexcept {
  post_account_ptr self{this, false};
  auto told = untold_.exchange(0, std::memory_order_acq_rel);
  // The link counts an overhead for each, so each is told; the bytes all with the first.
  auto bytes = static_cast<std::size_t>(told & (one_post - 1));
  for (auto posts = told >> bytes_bits; posts > 0; --posts) {
    link_->post_consumed(bytes);
    bytes = 0;
  }
}

} // namespace carrick
