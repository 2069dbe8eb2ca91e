#pragma once

namespace carrick::sim::transit {

class channel;
class channel_end;
class dialing;
class errand;
class errand_hook;
class fabric;
class flow;
class host;
class listening;
class route;

} // namespace carrick::sim::transit
