#include <carrick/net/pipe/pipe.hpp>
#include <carrick/net/pipe/pipe_acceptor.hpp>
#include <carrick/net/pipe/pipe_network.hpp>

#include <utility>

namespace carrick::net {

std::shared_ptr<pipe_network> make_pipe_network(const pipe_options& options) {
  return std::make_shared<pipe_network>(options);
}

result<std::unique_ptr<connection>> pipe_network::connect(loop_services& owner,
                                                          const std::string& name) {
  std::lock_guard lock{mutex_};
  const auto found = acceptors_.find(name);
  if (found == acceptors_.end()) return fail(code::unreachable, "connection refused by " + name);
  pipe_acceptor& acceptor = *found->second;
  const std::string dialer_name = "pipe:" + name + "#" + std::to_string(++connections_);
  auto made =
    std::make_shared<pipe>(options_.capacity_bytes, pipe::end_options{owner, "pipe:" + name},
                           pipe::end_options{acceptor.owner(), dialer_name});
  std::unique_ptr<connection> accepted = made->acceptor_connection();
  if (!acceptor.hand_over(accepted, options_.backlog))
    return fail(code::unreachable,
                "connection refused by " + name + ": " + std::to_string(options_.backlog) +
                  " others wait to be accepted");
  return made->dialer_connection();
}

bool pipe_network::add(const std::string& name, std::shared_ptr<pipe_acceptor> acceptor) {
  std::lock_guard lock{mutex_};
  return acceptors_.emplace(name, std::move(acceptor)).second;
}

void pipe_network::remove(const std::string& name) {
  std::lock_guard lock{mutex_};
  acceptors_.erase(name);
}

} // namespace carrick::net
