#pragma once

#include <carrick/actors/session.hpp>
#include <carrick/serialization/fwd.hpp>

#include <caf/actor_control_block.hpp>

#include <memory>
#include <string>

namespace carrick {

class delivery;

/// Brings a message of other nodes into the mailbox of the actor that serves it.
class actor_handler final : public message_handler {
 public:
  actor_handler(actor_base& actor, const message_type& type);

  void on_request(const std::shared_ptr<link_session>& link, net::served_id id,
                  const incoming& what) override;
  carrick::code on_post(const std::shared_ptr<link_session>& link, const incoming& what) override;
  void on_stream(const std::shared_ptr<link_session>& link, net::stream_id id,
                 const incoming& what) override;

  void on_withdrawn() override;

  const message_type* type() const noexcept override { return &type_; }
  std::string_view message_name() const noexcept override;
  std::string_view kind() const noexcept override { return "actor"; }
  std::string_view actor_name() const noexcept override { return name_; }
  const actor_base* served_by() const noexcept override { return &actor_; }

 private:
  void bring(const std::shared_ptr<link_session>& link, std::unique_ptr<delivery> element,
             byte_span body, const decode_options& how);

  const caf::strong_actor_ptr keep_;
  actor_base& actor_;
  const std::string name_;
  const message_type& type_;
};

} // namespace carrick
