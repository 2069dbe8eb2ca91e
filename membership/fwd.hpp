#pragma once

namespace carrick {

struct member;
struct member_event;
enum class member_state : unsigned char;

namespace membership {

class machine;
class view;
struct configured_member;

} // namespace membership
} // namespace carrick
