#include <carrick/actors/sources/make_source.hpp>

#include <carrick/actors/sources/dns_source.hpp>
#include <carrick/actors/sources/etcd_source.hpp>
#include <carrick/actors/sources/exec_source.hpp>
#include <carrick/actors/sources/file_source.hpp>

namespace carrick {
namespace {

struct maker {
  node_home& home;
  source_events& events;

  std::unique_ptr<member_source> operator()(const static_source_options&) const { return nullptr; }
  std::unique_ptr<member_source> operator()(const file_source_options& options) const {
    return std::make_unique<file_source>(options, home, events);
  }
  std::unique_ptr<member_source> operator()(const etcd_source_options& options) const {
    return std::make_unique<etcd_source>(options, home, events);
  }
  std::unique_ptr<member_source> operator()(const dns_source_options& options) const {
    return std::make_unique<dns_source>(options, home, events);
  }
  std::unique_ptr<member_source> operator()(const exec_source_options& options) const {
    return std::make_unique<exec_source>(options, home, events);
  }
};

} // namespace

std::unique_ptr<member_source> make_source(const source_options& options, node_home& home,
                                           source_events& events) {
  return std::visit(maker{home, events}, options.from);
}

} // namespace carrick
