#include <carrick/config/origin.hpp>

namespace carrick::config {
namespace {

std::string line_of(const origin& of) {
  return of.line == 0 ? of.name : of.name + ':' + std::to_string(of.line);
}

} // namespace

std::string place_of(const origin& of) {
  switch (of.from) {
    case origin::kind::defaulted:
      return "default";
    case origin::kind::environment:
      return of.name;
    case origin::kind::set:
      return "--set " + of.name;
    case origin::kind::file:
    case origin::kind::profile:
      break;
  }
  return of.line == 0 ? of.name : line_of(of) + ':' + std::to_string(of.column);
}

std::string to_string(const origin& of) {
  switch (of.from) {
    case origin::kind::defaulted:
      return "default";
    case origin::kind::file:
      return line_of(of);
    case origin::kind::profile:
      return "profile " + of.profile + ' ' + line_of(of);
    case origin::kind::environment:
      return "env " + of.name;
    case origin::kind::set:
      break;
  }
  return "--set";
}

} // namespace carrick::config
