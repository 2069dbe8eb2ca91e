#include <carrick/net/body_pool.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace carrick::net {

class body_pool::shelf {
 public:
  shelf() { pieces_.reserve(pieces_max); }

  buffer take(std::size_t bytes) {
    auto fits = [&](const buffer& piece) {
      return piece.capacity() >= bytes && piece.capacity() / waste_max <= bytes;
    };
    auto latest = std::find_if(pieces_.rbegin(), pieces_.rend(), fits);
    if (latest == pieces_.rend()) return buffer{bytes};
    buffer found = std::move(*latest);
    bytes_ -= found.capacity();
    pieces_.erase(std::next(latest).base());
    return found;
  }

  /// What has lain there longest makes room.
  void put(buffer used) noexcept {
    if (used.capacity() < large_body_bytes || used.capacity() > bytes_max) return;
    while (pieces_.size() == pieces_max || bytes_ + used.capacity() > bytes_max) {
      bytes_ -= pieces_.front().capacity();
      pieces_.erase(pieces_.begin());
    }
    used.clear();
    bytes_ += used.capacity();
    pieces_.push_back(std::move(used));
  }

 private:
  static constexpr std::size_t pieces_max = 16;
  static constexpr std::size_t waste_max = 4; // so many times what is wanted
  static constexpr std::size_t bytes_max = limits::posts_in_flight_bytes;

  std::vector<buffer> pieces_;
  std::size_t bytes_ = 0; // of their capacities
};

struct body_pool::lent {
  lent(buffer memory, std::shared_ptr<shelf> from)
      : body(std::move(memory)), home(std::move(from)) {}
  ~lent() { home->put(std::move(body)); }
  lent(const lent&) = delete;
  lent& operator=(const lent&) = delete;

  buffer body;
  const std::shared_ptr<shelf> home;
};

auto body_pool::pieces() -> shelf& {
  if (!pieces_) pieces_ = std::make_shared<shelf>();
  return *pieces_;
}

buffer body_pool::take(std::size_t bytes) { return pieces().take(bytes); }

void body_pool::give_back(buffer used) { pieces().put(std::move(used)); }

shared_body body_pool::copy_of(byte_span bytes) {
  auto piece = std::make_shared<lent>(pieces().take(bytes.size()), pieces_);
  piece->body.append(bytes);
  return {piece, &piece->body};
}

} // namespace carrick::net
