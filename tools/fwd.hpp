#pragma once

namespace carrick::tools {

class cluster_access;
class command;
class command_args;
class console;
class invocation;
class table;
enum class output_format : unsigned char;
struct failure;
struct global_options;

} // namespace carrick::tools
