#include <carrick/actors/caf_status.hpp>

#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/sec.hpp>

namespace caf {

template <>
error::error(carrick::status what)
    : error(static_cast<std::uint8_t>(what.code()),
            detail::error_factory<carrick::status>::category, make_message(what.message())) {}

} // namespace caf

namespace carrick {
namespace {

/// CAF's errors in our words, as they are read where an actor was asked. No default: a new one is a
/// warning.
status status_of(caf::sec what) {
  using enum caf::sec;
  switch (what) {
    case none:
      return {};
    case unexpected_message:
      return {code::no_handler, "the actor has no handler for this message"};
    case request_receiver_down:
      return {code::ended, "the actor that was asked has ended"};
    case request_timeout:
      return {code::deadline_exceeded, "the actor that was asked did not answer in time"};
    case invalid_argument:
      return {code::invalid_argument, "the actor rejects a value"};
    case bad_function_call:
      return {code::not_found, "the actor that was asked does not exist"};
    case unavailable_or_would_block:
      return {code::overloaded, "something that the actor needs is taken at present"};
    case connection_timeout:
      return {code::deadline_exceeded, "something that the actor needs did not answer in time"};
    case cannot_open_file:
      return {code::internal, "the actor could not open a file"};
    case feature_disabled:
      return {code::internal, "the actor needs something that is switched off"};
    case runtime_error:
      return {code::internal, "the handler failed, and does not say why"};
    case unexpected_response:
      return {code::internal, "the actor was given an answer of another type than it asked for"};
    case state_not_serializable:
    case end_of_stream:
    case no_context:
    case unknown_type:
    case no_proxy_registry:
      return {code::internal, "the actor could not convert a value"};
    case unsupported_sys_key:
    case unsupported_sys_message:
    case no_such_group_module:
    case cannot_spawn_actor_from_arguments:
      return {code::internal, "the actor asked its runtime for something that it does not have"};
    case cannot_add_upstream:
    case upstream_already_exists:
    case invalid_upstream:
    case cannot_add_downstream:
    case downstream_already_exists:
    case invalid_downstream:
    case no_downstream_stages_defined:
    case stream_init_failed:
    case invalid_stream_state:
    case unhandled_stream_error:
      return {code::internal, "a stream between actors of that process failed"};
    case no_actor_published_at_port:
    case unexpected_actor_messaging_interface:
    case disconnect_during_handshake:
    case cannot_forward_to_invalid_actor:
    case no_route_to_receiving_node:
    case failed_to_assign_scribe_from_handle:
    case failed_to_assign_doorman_from_handle:
    case cannot_close_invalid_port:
    case cannot_connect_to_node:
    case cannot_open_port:
    case network_syscall_failed:
    case invalid_protocol_family:
    case cannot_publish_invalid_actor:
    case remote_linking_failed:
    case socket_invalid:
    case socket_disconnected:
    case socket_operation_failed:
    case incompatible_versions:
    case incompatible_application_ids:
    case malformed_basp_message:
    case serializing_basp_payload_failed:
    case redundant_connection:
    case remote_lookup_failed:
      return {code::internal, "a connection that the actor has of its own failed"};
  }
  return {code::internal, "the actor failed with an unknown error"};
}

std::string_view sentence_of_end(caf::exit_reason why) {
  using enum caf::exit_reason;
  switch (why) {
    case normal:
    case user_shutdown:
      return "it was told to end";
    case kill:
      return "it was killed";
    case unhandled_exception:
      return "an exception ended it";
    case out_of_workers:
      return "it had no workers left";
    case remote_link_unreachable:
    case unreachable:
      return "an actor that it was linked to could not be reached";
    case unknown:
      break;
  }
  return "nobody knows why";
}

std::string text_of(const caf::error& what) {
  const auto& context = what.context();
  return context.match_elements<std::string>() ? context.get_as<std::string>(0) : std::string{};
}

} // namespace

status status_of(const caf::error& what) {
  if (!what) return {};
  if (what.category() == caf::detail::error_factory<status>::category)
    return {code_from_wire(what.code()), text_of(what)};
  if (what.category() == caf::atom("exit")) return {code::ended, "the actor has ended"};
  auto text = text_of(what);
  if (what.category() != caf::atom("system")) {
    if (text.empty())
      text = "the actor failed with error " + std::to_string(what.code()) + " of its category \"" +
        to_string(what.category()) + "\"";
    return {code::internal, std::move(text)};
  }
  auto known = status_of(static_cast<caf::sec>(what.code()));
  return text.empty() ? known : status{known.code(), std::move(text)};
}

status status_of_end(const caf::error& reason) {
  if (!reason || reason == caf::exit_reason::user_shutdown) return {};
  if (reason.category() != caf::atom("exit")) return status_of(reason);
  return {code::ended, std::string{sentence_of_end(static_cast<caf::exit_reason>(reason.code()))}};
}

} // namespace carrick
