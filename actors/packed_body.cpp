#include <carrick/actors/packed_body.hpp>

#include <carrick/serialization/message_type.hpp>

namespace carrick {

void packed_body::pack(byte_span body, const decode_options& how, value_behind& value) {
  auto packed = std::make_unique<kept>(kept{buffer{body.size()}, how});
  packed->body.append(body);
  kept_ = std::move(packed);
  value.renew();
}

status packed_body::unpack(value_behind& value) {
  if (!kept_) return {};
  const auto packed = std::move(kept_);
  auto decoded = value.type().decode(packed->body.bytes(), packed->how, value.get());
  if (!decoded.ok()) value.renew();
  return decoded;
}

} // namespace carrick
