#include <carrick/serialization/wire/sequences.hpp>

namespace carrick::detail {

std::string wire<blob>::describe(layout_writer&) { return "bytes"; }

void wire<blob>::visit(const void* value, value_visitor& visitor) {
  visitor.bytes(*static_cast<const blob*>(value));
}

void wire<blob>::build(value_reader& reader, void* value) {
  if (auto read = reader.bytes()) *static_cast<blob*>(value) = std::move(*read);
}

void build_array(value_reader& reader, void* first, std::size_t stride, std::size_t size,
                 const value_type& type) {
  auto given = reader.list();
  if (given && *given != size) reader.expected("a list of " + std::to_string(size));
  for (std::size_t i = 0; given == size && i < size; ++i)
    reader.child(i, [&] { build(type, reader, static_cast<std::byte*>(first) + i * stride); });
}

} // namespace carrick::detail
