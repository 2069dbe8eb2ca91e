#include <carrick/actors/stream_handle.hpp>

#include <carrick/actors/stream_core.hpp>

namespace carrick {

stream_handle::stream_handle(stream_core& core) noexcept : core_(&core) {
  core_->ref();
  core_->handle_added();
}

stream_handle::stream_handle(const stream_handle& other) noexcept : core_(other.core_) {
  if (core_ == nullptr) return;
  core_->ref();
  core_->handle_added();
}

stream_handle::~stream_handle() {
  if (core_ == nullptr) return;
  stream_core_ptr keep{core_, false};
  core_->handle_dropped();
}

send_status stream_handle::send(const void* item) const {
  if (core_ == nullptr) return status{code::invalid_argument, "an empty stream"};
  return core_->send(item);
}

bool stream_handle::writable() const noexcept { return core_ != nullptr && core_->writable(); }

void stream_handle::limit_stall(duration most) const {
  if (core_ != nullptr) core_->limit_stall(most);
}

void stream_handle::half_close() const {
  if (core_ != nullptr) core_->half_close();
}

void stream_handle::close(status why) const {
  if (core_ != nullptr) core_->close(std::move(why));
}

std::uint64_t stream_handle::dropped() const noexcept {
  return core_ == nullptr ? 0 : core_->dropped();
}

} // namespace carrick
