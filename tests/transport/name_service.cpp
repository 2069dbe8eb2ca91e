#include "name_service.hpp"

#include <dlfcn.h>
#include <netdb.h>

#include <condition_variable>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string_view>

namespace {

struct names {
  std::mutex mutex;
  std::condition_variable released;
  bool held = false;
  std::map<std::string, std::vector<std::string>> entries;
};

names& all() {
  static names the;
  return the;
}

using lookup = int(const char*, const char*, const addrinfo*, addrinfo**);

int look_up_numeric(const std::string& address, const char* service, const addrinfo* hints,
                    addrinfo** found) {
  static auto* const real = reinterpret_cast<lookup*>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(address.c_str(), service, hints, found);
}

/// freeaddrinfo() takes a chain of lists as one list, as glibc allocates each entry for itself.
int look_up(const std::vector<std::string>& addresses, const char* service, const addrinfo* hints,
            addrinfo** found) {
  *found = nullptr;
  addrinfo** last = found;
  for (const std::string& each : addresses) {
    if (const int error = look_up_numeric(each, service, hints, last)) return error;
    while (*last != nullptr) last = &(*last)->ai_next;
  }
  return addresses.empty() ? EAI_NONAME : 0;
}

} // namespace

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  if (name == nullptr || !std::string_view{name}.ends_with(".test")) {
    static auto* const real = reinterpret_cast<lookup*>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(name, service, hints, found);
  }
  std::unique_lock lock{all().mutex};
  all().released.wait(lock, [] { return !all().held; });
  return look_up(all().entries[name], service, hints, found);
}

namespace carrick::test {

name_service::name_service() { release(); }

name_service::~name_service() {
  release();
  std::lock_guard lock{all().mutex};
  all().entries.clear();
}

void name_service::add(const std::string& name, const std::vector<std::string>& addresses) {
  std::lock_guard lock{all().mutex};
  all().entries[name] = addresses;
}

void name_service::hold() {
  std::lock_guard lock{all().mutex};
  all().held = true;
}

void name_service::release() {
  std::lock_guard lock{all().mutex};
  all().held = false;
  all().released.notify_all();
}

} // namespace carrick::test
