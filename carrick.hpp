#pragma once

/// All that an application includes: messages, actors, registry, and the command line.

#include <carrick/actors/actor.hpp>
#include <carrick/actors/registry.hpp>
#include <carrick/actors/serve.hpp>
#include <carrick/core/result.hpp>
#include <carrick/core/status.hpp>
#include <carrick/membership/event.hpp>
#include <carrick/serialization/declare_for.hpp>
#include <carrick/serialization/enums.hpp>
#include <carrick/serialization/message.hpp>
#include <carrick/tools/run.hpp>
