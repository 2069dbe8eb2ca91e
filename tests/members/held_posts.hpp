#pragma once

#include <carrick/actors/session.hpp>
#include <carrick/serialization/message_type.hpp>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace carrick::test {

/// Takes posts and has none of them handled until go_on().
class held_posts final : public message_handler {
 public:
  explicit held_posts(const message_type& type) : type_(type) {}

  carrick::code on_post(const std::shared_ptr<link_session>& link, const incoming& post) override {
    std::lock_guard guard{mutex_};
    held_.emplace_back(link, post.body.size());
    return code::ok;
  }
  /// Home loop.
  void go_on() {
    std::vector<std::pair<std::shared_ptr<link_session>, std::size_t>> held;
    {
      std::lock_guard guard{mutex_};
      held.swap(held_);
      handled_ += held.size();
    }
    for (auto& [link, bytes] : held) link->post_consumed(bytes);
  }
  /// Handled or not. Any thread.
  std::size_t taken() const {
    std::lock_guard guard{mutex_};
    return handled_ + held_.size();
  }

  const message_type* type() const noexcept override { return &type_; }
  std::string_view message_name() const noexcept override { return type_.name; }
  std::string_view kind() const noexcept override { return "inline"; }

 private:
  const message_type& type_;
  mutable std::mutex mutex_;
  std::vector<std::pair<std::shared_ptr<link_session>, std::size_t>> held_;
  std::size_t handled_ = 0;
};

} // namespace carrick::test
