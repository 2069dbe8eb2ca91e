#pragma once

namespace carrick {

/// A place in a ring of marked things; alone, it is a ring of itself.
class flush_hook {
 public:
  flush_hook() = default;
  flush_hook(const flush_hook&) = delete;
  flush_hook& operator=(const flush_hook&) = delete;

 protected:
  ~flush_hook() = default;

 private:
  friend class flushable;
  friend class flush_list;

  bool alone() const noexcept { return next_ == this; }
  void leave() noexcept {
    next_->previous_ = previous_;
    previous_->next_ = next_;
    next_ = previous_ = this;
  }
  void join_before(flush_hook& where) noexcept {
    next_ = &where;
    previous_ = where.previous_;
    previous_->next_ = this;
    where.previous_ = this;
  }

  flush_hook* next_ = this;
  flush_hook* previous_ = this;
};

/// What a loop flushes at the end of a batch of work: a link with frames to write, say.
///
/// Marked by loop::at_end_of_iteration(), and no longer marked when flush() is called, so that
/// flush() may mark it again. All on the loop's thread, and so is its destruction while marked.
class flushable : public flush_hook {
 public:
  virtual void flush() noexcept = 0;
  bool marked() const noexcept { return !alone(); }

 protected:
  ~flushable() { leave(); }
};

/// Flushing calls one method of its owner: `member_flush<link, &link::write_out> flush_{*this};`
template <class Owner, void (Owner::*Method)()>
class member_flush final : public flushable {
 public:
  explicit member_flush(Owner& owner) noexcept : owner_(owner) {}
  void flush() noexcept override { (owner_.*Method)(); }

 private:
  Owner& owner_;
};

/// The marked ones of a loop, in the order of their marks.
class flush_list {
 public:
  bool empty() const noexcept { return ring_.alone(); }

  /// Marking twice is marking once.
  void mark(flushable& what) noexcept {
    if (!what.marked()) what.join_before(ring_);
  }

  /// Flushes those marked at the call; marks made meanwhile wait for the next call. Returns whether
  /// there were any.
  bool flush_all() noexcept {
    if (empty()) return false;
    ring batch;
    batch.join_before(ring_);
    ring_.leave();
    while (!batch.alone()) flush_first(batch);
    return true;
  }

 private:
  struct ring : flush_hook {};

  static void flush_first(ring& batch) noexcept {
    auto& first = static_cast<flushable&>(*batch.next_);
    first.leave();
    first.flush();
  }

  ring ring_;
};

} // namespace carrick
