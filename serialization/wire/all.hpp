#pragma once

#include <carrick/serialization/wire/aggregates.hpp>
#include <carrick/serialization/wire/choices.hpp>
#include <carrick/serialization/wire/durations.hpp>
#include <carrick/serialization/wire/maps.hpp>
#include <carrick/serialization/wire/sequences.hpp>
#include <carrick/serialization/wire/times.hpp>
