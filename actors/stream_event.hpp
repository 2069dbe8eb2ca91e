#pragma once

#include <carrick/actors/actor_event.hpp>
#include <carrick/actors/packed_body.hpp>
#include <carrick/actors/value_behind.hpp>
#include <carrick/core/status.hpp>
#include <carrick/serialization/fwd.hpp>

#include <caf/intrusive_ptr.hpp>
#include <caf/ref_counted.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace carrick {

class stream_core;

/// What the other side of a stream may send again once the last copy of this is gone. Any thread;
/// not longer than the node lives.
class stream_credit {
 public:
  stream_credit() = default;
  explicit stream_credit(std::shared_ptr<const void> held) noexcept : held_(std::move(held)) {}
  /// Before this is gone.
  void give_back() noexcept { held_.reset(); }

 private:
  std::shared_ptr<const void> held_;
};

namespace detail {

class stream_item;

/// stream_callback without the type of its items.
class stream_callbacks {
 public:
  struct functions {
    bool listens;
    std::function<void()> on_half_close;
    std::function<void(const status& why)> on_end;
    std::function<void()> on_writable;
  };

  explicit stream_callbacks(functions f) : f_(std::move(f)) {}
  virtual ~stream_callbacks() = default;

  bool listens() const noexcept { return f_.listens; }
  void item(const void* value, stream_item& of) {
    if (f_.listens) on_item(value, of);
  }
  void half_close() {
    if (f_.on_half_close) f_.on_half_close();
  }
  void end(const status& why) {
    if (f_.on_end) f_.on_end(why);
  }
  void writable() {
    if (f_.on_writable) f_.on_writable();
  }

 private:
  virtual void on_item(const void* value, stream_item& of) = 0;

  const functions f_;
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
  stream_core* core() const noexcept { return core_; }

 private:
  stream_core* core_ = nullptr; // counted
};

/// One item, decoded. Its credit goes back when it is destroyed: handled, or dropped with the
/// mailbox of an actor that has ended.
class stream_item final : public stream_event {
 public:
  /// With a value that was just made.
  static stream_item* of(const message_type& type) { return new (type) stream_item{type}; }
  ~stream_item() override;

  static void operator delete(void* memory) { value_behind::release(memory); }

  /// Where to decode it.
  void* value() noexcept { return value_.get(); }
  void costs(std::uint32_t credit) noexcept { credit_ = credit; }
  /// It has to wait: see packed_body. unpack() before it is given to the actor; if that fails,
  /// refuse() ends its stream.
  void pack(byte_span body, const decode_options& how) { packed_.pack(body, how, value_); }
  status unpack() { return packed_.unpack(value_); }
  void refuse(const status& why);
  /// From now on it goes back with that.
  stream_credit take_credit();

 private:
  explicit stream_item(const message_type& type) : value_(type, this + 1) {}
  static void* operator new(std::size_t size, const message_type& type) {
    return value_behind::allocate(size, type);
  }
  static void operator delete(void* memory, const message_type&) { value_behind::release(memory); }

  void happen(stream_core& core, actor_base& self) override;

  std::uint32_t credit_ = 0;
  packed_body packed_;
  value_behind value_;
};

} // namespace detail

/// The types of a stream's items, as one side sends and gets them.
struct stream_types {
  const message_type* out;
  const message_type* in;
};

} // namespace carrick
