#include <carrick/tools/follow_stream.hpp>

#include <carrick/tools/interruption.hpp>
#include <carrick/tools/item_reader.hpp>

#include <optional>

namespace carrick::tools {
namespace {

/// Decodes and shows one item; remembers why it could not.
bool show_item(const followed_stream& stream, byte_span body, const decode_options& decoding,
               status& broken) {
  auto item = message_value::decode(*stream.type->item_out, body, decoding);
  if (!item) {
    broken = item.error();
    return false;
  }
  stream.show(*item);
  return true;
}

} // namespace

int follow_stream(invocation& at, cluster_access& cluster, followed_stream stream) {
  interruption::take();
  status broken;
  item_queue items;
  std::optional<item_reader> reader;
  if (stream.reads_items) reader.emplace(*stream.type->item_in, items);
  client::stream_options options;
  options.items = reader ? &items : nullptr;
  options.half_close = stream.half_close;
  options.cancelled = [&] {
    return interruption::signal() != 0 || at.out.in_vain() || (reader && reader->failed());
  };
  options.on_item = [&](byte_span body, const decode_options& decoding) {
    return show_item(stream, body, decoding, broken);
  };
  auto ended = cluster.link().stream_raw(stream.to, *stream.type, stream.opening.bytes(), options);
  if (int signal = interruption::signal(); signal != 0)
    return static_cast<int>(exit_code_of_signal(signal));
  if (reader && reader->failed()) return at.fail(reader->why());
  if (!broken.ok()) return at.fail(failure_of(broken));
  if (ended.ok() || at.out.in_vain()) return static_cast<int>(exit_code::success);
  return at.fail(failure_of(ended, exit_code_of_answer(ended.code())));
}

} // namespace carrick::tools
