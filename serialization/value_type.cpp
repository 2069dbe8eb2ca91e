#include <carrick/serialization/value_type.hpp>

#include <carrick/serialization/layout_writer.hpp>
#include <carrick/serialization/value_reader.hpp>
#include <carrick/serialization/value_visitor.hpp>

namespace carrick::detail {
namespace {

std::vector<const void*> places_of(const aggregate_type& type, const void* value) {
  std::vector<const void*> places(type.count + 1); // a type without fields gives one
  type.places(value, places.data());
  return places;
}

} // namespace

std::string describe(const value_type& type, layout_writer& parts) {
  if (type.aggregate == nullptr) return type.describe(parts);
  const auto& part = *type.aggregate;
  parts.part(part.name, part.extensible, [&] { return describe_fields(part, parts); });
  return std::string{part.name};
}

void visit(const value_type& type, const void* value, value_visitor& visitor) {
  if (type.aggregate == nullptr)
    type.visit(value, visitor);
  else
    visit_fields(*type.aggregate, value, visitor);
}

void build(const value_type& type, value_reader& reader, void* value) {
  if (type.aggregate == nullptr)
    type.build(reader, value);
  else
    build_fields(*type.aggregate, reader, value);
}

std::vector<field_layout> describe_fields(const aggregate_type& type, layout_writer& parts) {
  std::vector<field_layout> out;
  out.reserve(type.count);
  for (std::size_t i = 0; i < type.count; ++i)
    out.push_back({std::string{type.names[i]}, describe(*type.types[i], parts)});
  return out;
}

void visit_fields(const aggregate_type& type, const void* value, value_visitor& visitor) {
  auto places = places_of(type, value);
  visitor.begin_object();
  for (std::size_t i = 0; i < type.count; ++i) {
    visitor.key(type.names[i]);
    visit(*type.types[i], places[i], visitor);
  }
  visitor.end_object();
}

void build_fields(const aggregate_type& type, value_reader& reader, void* value) {
  if (!reader.object()) return;
  reader.check_keys(type.fields());
  auto places = places_of(type, value);
  for (std::size_t i = 0; i < type.count; ++i)
    if (auto index = reader.find(type.names[i]))
      reader.child(*index, [&] { build(*type.types[i], reader, const_cast<void*>(places[i])); });
}

void build_list(value_reader& reader, void* list, void (*add)(value_reader& reader, void* list)) {
  auto size = reader.list();
  for (std::size_t i = 0; size && i < *size; ++i) reader.child(i, [&] { add(reader, list); });
}

void build_object(value_reader& reader, void* map,
                  void (*add)(value_reader& reader, void* map, std::string_view key)) {
  auto size = reader.object();
  for (std::size_t i = 0; size && i < *size; ++i) {
    std::string key{reader.at().key(i)};
    reader.child(i, [&] { add(reader, map, key); });
  }
}

} // namespace carrick::detail
