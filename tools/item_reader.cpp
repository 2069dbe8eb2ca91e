#include <carrick/tools/item_reader.hpp>

#include <utility>

namespace carrick::tools {

item_reader::item_reader(const message_type& type, item_queue& into)
    : type_(type), into_(into), thread_([this] {
        why_ = read();
        failed_ = why_.has_value();
        if (!why_) into_.close(); // else nobody is to believe that these were all
      }) {}

item_reader::~item_reader() {
  given_up_ = true;
  into_.stop();
  thread_.join();
}

/// Until there is no more, or nobody takes it; otherwise says why not.
std::optional<failure> item_reader::read() {
  json_lines lines{"-", [this] { return given_up_.load(); }};
  for (std::string json, place; lines.next(json, place);) {
    auto item = message_at(type_, json, place);
    if (!item) return item.error();
    buffer body;
    item->encode(body);
    if (!into_.put(std::move(body))) return {};
  }
  return lines.broken();
}

} // namespace carrick::tools
