#include <carrick/core/version.hpp>
#include <carrick/tools/command.hpp>
#include <carrick/tools/json_view.hpp>

#include <caf/config.hpp>

#include <boost/version.hpp>

namespace carrick::tools {
namespace {

/// What `version` prints.
struct version_line {
  std::string program, carrick, protocol, caf, boost, compiler;
  CARRICK_DATA(version_line, "carrick.tool.version", program, carrick, protocol, caf, boost,
               compiler)
};

#ifdef __clang__
constexpr auto compiler_text = __VERSION__;
#else
constexpr auto compiler_text = "GCC " __VERSION__;
#endif

std::string dotted(int number, int base, int patch_base) {
  return std::to_string(number / (base * patch_base)) + "." +
    std::to_string(number / patch_base % base) + "." + std::to_string(number % patch_base);
}

/// What this program is made of.
class version final : public command {
 public:
  version() : command("version", "what this program is made of") {}
  void declare(command_args&) override {}

  int run(invocation& at) override {
    version_line line{at.out.program(),
                      std::string{carrick::version_text},
                      "1",
                      dotted(CAF_VERSION, 100, 100),
                      dotted(BOOST_VERSION, 1000, 100),
                      compiler_text};
    if (at.out.format() != output_format::text)
      at.out.line(json_of(line));
    else
      at.out.line(line.program + "  carrick " + line.carrick + "  protocol " + line.protocol +
                  "  CAF " + line.caf + "  Boost " + line.boost + "  " + line.compiler);
    return 0;
  }
};

} // namespace

std::unique_ptr<command> make_version() { return std::make_unique<version>(); }

} // namespace carrick::tools
