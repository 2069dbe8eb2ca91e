#include <carrick/actors/behavior_builder.hpp>

#include <carrick/core/ensure.hpp>

namespace carrick::detail {

class behavior_builder::handlers final : public caf::detail::behavior_impl {
 public:
  void add(std::unique_ptr<caf::match_case> handler) {
    ENSURE(timeout_handler_ == nullptr); // as CAF demands: a timeout comes last
    list_.push_back({handler->type_token(), handler.get()});
    cases_.push_back(std::move(handler));
    begin_ = list_.data();
    end_ = list_.data() + list_.size();
  }
  void add_timeout(const caf::duration& after, std::function<void()> handler) {
    timeout_ = after;
    timeout_handler_ = std::move(handler);
  }
  void handle_timeout() override {
    if (timeout_handler_) timeout_handler_();
  }

 private:
  std::vector<std::unique_ptr<caf::match_case>> cases_;
  std::vector<caf::match_case_info> list_;
  std::function<void()> timeout_handler_;
};

behavior_builder::behavior_builder() : handlers_(new handlers, false) {}

behavior_builder::~behavior_builder() = default;

void behavior_builder::add(std::unique_ptr<caf::match_case> handler) {
  handlers_->add(std::move(handler));
}

void behavior_builder::serve(const message_type& type, std::unique_ptr<caf::match_case> handler) {
  served_.push_back(&type);
  add(std::move(handler));
}

void behavior_builder::add_timeout(const caf::duration& after, std::function<void()> handler) {
  handlers_->add_timeout(after, std::move(handler));
}

caf::behavior behavior_builder::finish() {
  caf::behavior out;
  out.assign(caf::detail::behavior_impl_ptr{std::move(handlers_)});
  return out;
}

} // namespace carrick::detail
