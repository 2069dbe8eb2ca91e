#pragma once

namespace carrick {

class buffer;
class logger;
class node_id;
class status;
enum class code : unsigned char;
enum class log_level : unsigned char;
struct incarnation;

} // namespace carrick
