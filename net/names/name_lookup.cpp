#include <carrick/net/names/name_lookup.hpp>

#include <carrick/core/host_port.hpp>
#include <carrick/core/quantity.hpp>
#include <carrick/net/names/watched_channel.hpp>
#include <carrick/net/socket/socket_error.hpp>

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <optional>
#include <utility>

namespace carrick::net {
namespace {

constexpr std::size_t answers_max = 4096; // of one question

/// Empty for what is neither IPv4 nor IPv6.
std::string numeric_text(const sockaddr& address) {
  std::array<char, INET6_ADDRSTRLEN> out{};
  const void* bytes = nullptr;
  int family = address.sa_family;
  if (family == AF_INET) {
    bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  } else if (family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    const bool is_mapped = IN6_IS_ADDR_V4MAPPED(&v6);
    bytes = is_mapped ? &v6.s6_addr[12] : &v6.s6_addr[0];
    if (is_mapped) family = AF_INET;
  }
  if (bytes == nullptr || ares_inet_ntop(family, bytes, out.data(), out.size()) == nullptr)
    return {};
  return out.data();
}

/// Empty for a name. c-ares 1.18 knows an IPv4 address, and then asks a server for it all the same.
std::string numeric_host(const std::string& host) {
  auto read = host_port::parse(host_port{host, 0}.text());
  return read && read->is_numeric() ? read->host : std::string{};
}

std::vector<std::string> taken(ares_addrinfo* found) {
  std::vector<std::string> out;
  if (found == nullptr) return out;
  for (const auto* node = found->nodes; node != nullptr && out.size() < answers_max;
       node = node->ai_next) {
    auto text = numeric_text(*node->ai_addr);
    if (!text.empty() && std::find(out.begin(), out.end(), text) == out.end())
      out.push_back(std::move(text));
  }
  ares_freeaddrinfo(found);
  return out;
}

std::vector<service_record> taken(ares_srv_reply* list) {
  std::vector<service_record> out;
  for (const auto* each = list; each != nullptr && out.size() < answers_max; each = each->next)
    out.push_back({each->host, each->port, each->priority, each->weight});
  ares_free_data(list);
  return out;
}

} // namespace

class name_lookup::impl final : public ares_events, public std::enable_shared_from_this<impl> {
 public:
  impl(boost::asio::io_context& io, name_lookup_options options)
      : options_(std::move(options)),
        limit_(std::min(options_.limit, name_lookup_max)),
        channel_(std::make_shared<watched_channel>(io, *this)) {}

  void ask_addresses(const std::string& host, addresses_taker take);
  void ask_services(const std::string& name, services_taker take);
  void cancel();

 private:
  /// c-ares has it until it calls back, which it does once.
  template <class Answer>
  struct question {
    impl& from;
    std::string name;
    std::string_view nothing; ///< what it means if there is none
    std::function<void(result<Answer>)> take;
  };
  using addresses_question = question<std::vector<std::string>>;
  using services_question = question<std::vector<service_record>>;

  template <class Answer, class Ask>
  void ask(question<Answer> what, Ask ask);
  static void on_addresses(void* asked, int error, int, ares_addrinfo* found);
  static void on_services(void* asked, int error, int, unsigned char* bytes, int count);
  template <class Answer>
  void answer(question<Answer>& asked, int error, Answer found);
  template <class Answer>
  void hand_on(question<Answer>& asked, result<Answer> outcome);
  std::string reason(int error, std::string_view nothing) const;
  void on_turn() override;

  const name_lookup_options options_;
  const duration limit_;
  const std::shared_ptr<watched_channel> channel_;
  std::deque<std::function<void()>> answers_; // handed on outside of c-ares
};

// -- questions ------------------------------------------------------------------------------------

void name_lookup::impl::ask_addresses(const std::string& host, addresses_taker take) {
  addresses_question what{*this, host, "it has no address", std::move(take)};
  if (auto numeric = numeric_host(host); !numeric.empty()) {
    hand_on<std::vector<std::string>>(what, std::vector{std::move(numeric)});
    return channel_->asked();
  }
  ask(std::move(what), [&](ares_channel channel, void* asked) {
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = options_.best_first ? 0 : ARES_AI_NOSORT;
    ares_getaddrinfo(channel, host.c_str(), nullptr, &hints, &impl::on_addresses, asked);
  });
}

void name_lookup::impl::ask_services(const std::string& name, services_taker take) {
  services_question what{*this, name, "it has no service records", std::move(take)};
  ask(std::move(what), [&](ares_channel channel, void* asked) {
    ares_query(channel, name.c_str(), ns_c_in, ns_t_srv, &impl::on_services, asked);
  });
}

template <class Answer, class Ask>
void name_lookup::impl::ask(question<Answer> what, Ask ask) {
  const auto ready = channel_->is_open() ? status{} : channel_->open(options_.servers, limit_);
  if (!ready.ok())
    hand_on<Answer>(what, ready);
  else if (channel_->is_over())
    answer(what, ARES_ECANCELLED, Answer{});
  else
    ask(channel_->get(), new question<Answer>{std::move(what)});
  channel_->asked();
}

void name_lookup::impl::cancel() {
  channel_->close();
  answers_.clear();
}

// -- answers --------------------------------------------------------------------------------------

void name_lookup::impl::on_addresses(void* asked, int error, int, ares_addrinfo* found) {
  const std::unique_ptr<addresses_question> to{static_cast<addresses_question*>(asked)};
  to->from.answer(*to, error, taken(found));
}

void name_lookup::impl::on_services(void* asked, int error, int, unsigned char* bytes, int count) {
  const std::unique_ptr<services_question> to{static_cast<services_question*>(asked)};
  ares_srv_reply* found = nullptr;
  if (error == ARES_SUCCESS) error = ares_parse_srv_reply(bytes, count, &found);
  to->from.answer(*to, error, taken(found));
}

template <class Answer>
void name_lookup::impl::answer(question<Answer>& asked, int error, Answer found) {
  if (error == ARES_EDESTRUCTION) return;
  if (error == ARES_SUCCESS && !found.empty()) return hand_on<Answer>(asked, std::move(found));
  if (error == ARES_SUCCESS) error = ARES_ENODATA;
  hand_on<Answer>(asked, fail(code::unreachable, reason(error, asked.nothing)));
}

template <class Answer>
void name_lookup::impl::hand_on(question<Answer>& asked, result<Answer> outcome) {
  if (!outcome)
    outcome = fail(outcome.error().code(),
                   "cannot look up " + asked.name + ": " + std::string{outcome.error().message()});
  answers_.push_back([take = std::move(asked.take), outcome = std::move(outcome)]() mutable {
    take(std::move(outcome));
  });
}

std::string name_lookup::impl::reason(int error, std::string_view nothing) const {
  if (const int limit = out_of_descriptors(); limit != 0) return errno_text(limit);
  switch (error) {
    case ARES_ENOTFOUND:
      return "there is no such name";
    case ARES_ENODATA:
      return std::string{nothing};
    case ARES_ECANCELLED:
    case ARES_ETIMEOUT:
      return "no answer from " + channel_->servers() + " within " +
        format_duration(std::chrono::ceil<std::chrono::milliseconds>(limit_));
    case ARES_ECONNREFUSED: // c-ares says so of both
      return channel_->servers() + " cannot be reached, or refuses to answer";
    default:
      return ares_strerror(error);
  }
}

void name_lookup::impl::on_turn() {
  const auto kept = shared_from_this();
  while (!answers_.empty()) {
    auto next = std::move(answers_.front());
    answers_.pop_front();
    next();
  }
}

// -- the lookup -----------------------------------------------------------------------------------

name_lookup::name_lookup(boost::asio::io_context& io, name_lookup_options options)
    : impl_(std::make_shared<impl>(io, std::move(options))) {}

name_lookup::~name_lookup() { impl_->cancel(); }

void name_lookup::ask_addresses(const std::string& host, addresses_taker take) {
  impl_->ask_addresses(host, std::move(take));
}

void name_lookup::ask_services(const std::string& name, services_taker take) {
  impl_->ask_services(name, std::move(take));
}

result<std::vector<std::string>> look_up_now(const std::string& host, name_lookup_options options) {
  boost::asio::io_context io{1};
  result<std::vector<std::string>> out = fail(code::unreachable, "nothing was looked up");
  std::optional<name_lookup> lookup;
  lookup.emplace(io, std::move(options));
  lookup->ask_addresses(host, [&](auto answer) {
    out = std::move(answer);
    lookup.reset();
  });
  io.run();
  return out;
}

} // namespace carrick::net
