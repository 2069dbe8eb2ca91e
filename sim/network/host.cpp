#include <carrick/sim/network/host.hpp>

#include <carrick/sim/network/errand.hpp>

#include <utility>

namespace carrick::sim::transit {

void host::end_errands(bool keep) {
  for (errand_hook* each = errands_; each != nullptr; each = each->next_)
    static_cast<errand*>(each)->die();
  while (keep && errands_ != nullptr) kept_.push_back(unlist(*errands_));
}

void host::list(errand_hook& each, std::shared_ptr<void> keep) noexcept {
  each.listed_ = true;
  each.keep_ = std::move(keep);
  each.next_ = std::exchange(errands_, &each);
  if (each.next_ != nullptr) each.next_->previous_ = &each;
}

std::shared_ptr<void> host::unlist(errand_hook& each) noexcept {
  if (!std::exchange(each.listed_, false)) return nullptr;
  if (each.next_ != nullptr) each.next_->previous_ = each.previous_;
  (each.previous_ != nullptr ? each.previous_->next_ : errands_) = each.next_;
  each.previous_ = each.next_ = nullptr;
  return std::move(each.keep_);
}

} // namespace carrick::sim::transit
