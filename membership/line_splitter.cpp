#include <carrick/membership/line_splitter.hpp>

#include <algorithm>
#include <utility>

namespace carrick::membership {

std::optional<line_splitter::line> line_splitter::next() {
  auto end = pending_.find('\n', std::max(begin_, seen_));
  if (end == pending_.npos) {
    pending_.erase(0, std::exchange(begin_, 0));
    seen_ = pending_.size();
    if (!cutting_ && seen_ <= line_bytes_max_) return std::nullopt;
    if (!std::exchange(cutting_, true)) cut_ = pending_.substr(0, line_bytes_max_);
    pending_.clear();
    seen_ = 0;
    return std::nullopt;
  }
  line out{pending_.substr(begin_, end - begin_), false};
  begin_ = seen_ = end + 1;
  if (std::exchange(cutting_, false)) return line{std::exchange(cut_, {}), true};
  if (out.text.size() > line_bytes_max_) {
    out.text.resize(line_bytes_max_);
    out.too_long = true;
  }
  return out;
}

void line_splitter::clear() noexcept {
  pending_.clear();
  cut_.clear();
  begin_ = seen_ = 0;
  cutting_ = false;
}

} // namespace carrick::membership
