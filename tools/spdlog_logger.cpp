#include <carrick/tools/spdlog_logger.hpp>

#include <carrick/config/cluster_spec.hpp>
#include <carrick/core/wall_clock.hpp>
#include <carrick/tools/line_sink.hpp>
#include <carrick/tools/log_line.hpp>

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/formatter.h>

#include <array>
#include <cstdio>
#include <new>

namespace carrick::tools {
namespace {

spdlog::level::level_enum spdlog_level(log_level level) {
  switch (level) {
    case log_level::trace:
      return spdlog::level::trace;
    case log_level::debug:
      return spdlog::level::debug;
    case log_level::info:
      return spdlog::level::info;
    case log_level::warn:
      return spdlog::level::warn;
    case log_level::error:
      return spdlog::level::err;
    case log_level::off:
      return spdlog::level::off;
  }
  return spdlog::level::info;
}

log_level level_of(spdlog::level::level_enum level) {
  if (level >= spdlog::level::err) return log_level::error;
  return static_cast<log_level>(level); // the same order from trace to warn
}

/// The component comes as the first byte of the payload, its length, and then itself: spdlog keeps
/// one text a line.
std::string packed(std::string_view component, std::string_view text) {
  component = component.substr(0, 127);
  std::string out;
  out.reserve(1 + component.size() + text.size());
  out += static_cast<char>(component.size());
  return out.append(component).append(text);
}

/// How the lines of one node look.
struct line_form {
  std::string node;
  bool json, color;

  std::string text_of(log_line line) const {
    line.node = node;
    return (json ? to_json(line) : to_text(line, color)) + '\n';
  }
};

class line_formatter final : public spdlog::formatter {
 public:
  explicit line_formatter(line_form form) : form_(std::move(form)) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& to) override {
    std::string_view payload{message.payload.data(), message.payload.size()};
    auto length = static_cast<std::size_t>(payload[0]);
    auto text = form_.text_of({message.time,
                               level_of(message.level),
                               {},
                               payload.substr(1, length),
                               payload.substr(1 + length)});
    to.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<formatter> clone() const override {
    return std::make_unique<line_formatter>(form_);
  }

 private:
  line_form form_;
};

void tell_of_trouble(const std::string& what) {
  std::fprintf(stderr, "a log line was lost: %s\n", what.c_str());
}

} // namespace

logger_options logger_options_from(const config::log_spec& spec, bool terminal) {
  logger_options out;
  out.levels = log_levels{spec.level};
  out.json = spec.format == config::log_format::json ||
    (spec.format == config::log_format::automatic && !terminal);
  return out;
}

struct spdlog_logger::parts {
  std::shared_ptr<line_sink> sink;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> log;
};

spdlog_logger::spdlog_logger(logger_options options)
    : levels_(std::move(options.levels)), parts_(std::make_unique<parts>()) {
  line_form form{std::move(options.node), options.json, options.color};
  parts_->sink = std::make_shared<line_sink>(options.descriptor, [form](const lost_lines& lost) {
    return form.text_of({system_wall_clock().now(), log_level::warn, {}, "node", to_string(lost)});
  });
  parts_->pool = std::make_shared<spdlog::details::thread_pool>(options.queue, 1);
  parts_->sink->count_also(
    [this, pool = parts_->pool.get()] { return pool->overrun_counter() + unwritten_; });
  parts_->log = std::make_shared<spdlog::async_logger>(
    "carrick", parts_->sink, parts_->pool, spdlog::async_overflow_policy::overrun_oldest);
  parts_->log->set_formatter(std::make_unique<line_formatter>(form));
  parts_->log->set_level(spdlog::level::trace); // levels are ours
  parts_->log->set_error_handler(tell_of_trouble);
}

std::uint64_t spdlog_logger::lost() const noexcept {
  return parts_->pool->overrun_counter() + unwritten_ + parts_->sink->lost();
}

spdlog_logger::~spdlog_logger() {
  parts_->sink->hurry();
  parts_->log.reset();
  parts_->pool.reset(); // waits until the queue is empty
  parts_->sink->finish();
}

void spdlog_logger::write(log_level level, std::string_view component, std::string_view text) {
  if (!levels_.enabled(level, component)) return;
  try {
    parts_->log->log(spdlog_level(level), spdlog::string_view_t{packed(component, text)});
  } catch (const std::bad_alloc&) { // a line that is lost is no reason to end
    ++unwritten_;
  }
}

} // namespace carrick::tools
