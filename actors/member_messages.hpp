#pragma once

#include <carrick/actors/down_event.hpp>
#include <carrick/membership/event.hpp>

#include <caf/allowed_unsafe_message_type.hpp>

/// These events are ordinary messages for actors; they stay in this process.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(carrick::member_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(carrick::down_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(carrick::up_event)
