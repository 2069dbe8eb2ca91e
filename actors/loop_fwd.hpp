#pragma once

namespace carrick {

class flushable;
class loop;
class loop_clock;
class loop_driver;
class loop_group;
class loop_host;
class loop_scheduler;
class loop_timer;
class loop_unit;
class loops;
enum class loop_role : unsigned char;
struct loops_options;

} // namespace carrick
