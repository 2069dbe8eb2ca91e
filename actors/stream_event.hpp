#pragma once

#include <carrick/actors/actor_event.hpp>
#include <carrick/core/status.hpp>
#include <carrick/serialization/fwd.hpp>

#include <caf/intrusive_ptr.hpp>
#include <caf/ref_counted.hpp>

#include <cstdint>
#include <string>

namespace carrick {

class stream_core;

namespace detail {

/// stream_callback without the type of its items.
class stream_callbacks {
 public:
  virtual ~stream_callbacks() = default;
  virtual bool listens() const noexcept = 0;
  virtual void item(const void* value) = 0;
  virtual void half_close() = 0;
  virtual void end(const status& why) = 0;
  virtual void writable() = 0;
};

/// An event of a stream on its way into its actor.
class stream_event : public actor_event {
 public:
  ~stream_event() override;
  void belongs_to(stream_core& core) noexcept;
  void run(actor_base& self) final;
  std::string describe() const final;

 protected:
  virtual void happen(stream_core& core, actor_base& self) = 0;

 private:
  stream_core* core_ = nullptr; // counted
};

/// One item, decoded.
class stream_item : public stream_event {
 public:
  /// Where to decode it.
  virtual void* value() noexcept = 0;
  void costs(std::uint32_t credit) noexcept { credit_ = credit; }

 protected:
  void happen(stream_core& core, actor_base& self) final;

 private:
  std::uint32_t credit_ = 0;
};

} // namespace detail

/// The types of a stream's items, as its core needs them.
struct stream_types {
  const message_type* out;
  const message_type* in;
  detail::stream_item* (*make_item)();
};

} // namespace carrick
