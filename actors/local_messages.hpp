#pragma once

#include <carrick/serialization/message.hpp>

#include <caf/allowed_unsafe_message_type.hpp>

/// Messages may be sent between actors of one process as they are. CAF never encodes them: what
/// leaves the process goes through a peer.
template <carrick::message T>
struct caf::allowed_unsafe_message_type<T> : std::true_type {};
