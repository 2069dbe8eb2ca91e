#include <carrick/actors/loop_group.hpp>
#include <carrick/actors/loops.hpp>

namespace carrick {

loops::loops(const loops_options& options) : group_(loop_group::make(options)) {}
loops::~loops() = default;

std::size_t loops::size() const noexcept { return group_->size(); }
loop& loops::at(std::size_t index) noexcept { return group_->at(index); }
const loops_options& loops::options() const noexcept { return group_->options(); }
loop& loops::next_for_links() noexcept { return group_->next_for_links(); }
bool loops::drive() noexcept { return group_->drive(); }

} // namespace carrick
