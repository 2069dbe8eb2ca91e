#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace carrick::limits {

using namespace std::chrono_literals;

/// Every default of the system, in one place; design and docs/protocol.md give the reasons. What
/// happens at each limit stands beside it.

inline constexpr std::size_t KiB = 1024;
inline constexpr std::size_t MiB = 1024 * KiB;

// Requests.
inline constexpr auto request_deadline = 5s;             // used when a call names none
inline constexpr auto request_deadline_max = 24h;        // longer ones are lowered to it
inline constexpr std::size_t open_requests = 1'048'576;  // a caller and link; then overloaded
inline constexpr std::size_t running_handlers = 16'384;  // a link; then overloaded
inline constexpr std::size_t request_overhead = 768;     // what a running one costs beside its body
inline constexpr std::size_t opening_overhead = 1 * KiB; // the same of the opening of a stream

// What a link holds: the peer's requests and openings that are assembled or wait for their
// handlers, and messages to the peer that wait to be written. Each up to this; then overloaded.
inline constexpr std::size_t held_bytes = 64 * MiB;
// Refusals may wait to be written, too, up to this much more; then the link ends.
inline constexpr std::size_t refusals_bytes = 8 * MiB;
// Both, of all links of a node; then clients are overloaded, but for this much of each.
inline constexpr std::size_t held_all_bytes = 512 * MiB;
inline constexpr std::size_t held_guaranteed = 256 * KiB;

// What actors on other loops have given to the loop of their node's links; then overloaded.
inline constexpr std::size_t on_the_way_bytes = 64 * MiB;

// Frames and messages.
inline constexpr std::size_t frame_bytes = 65 * KiB;       // payload: 64 KiB of body and its fields
inline constexpr std::size_t message_bytes = 16 * MiB;     // larger ones fail as too_large
inline constexpr std::size_t write_ahead_bytes = 64 * KiB; // given to the kernel at once
inline constexpr std::size_t write_pieces = 64;            // gathered by one write of a connection
inline constexpr std::size_t write_bytes = 128 * KiB;      // taken by one write of a connection
inline constexpr std::size_t transfers = 64;               // large messages under way, a link
inline constexpr std::size_t name_bytes = 255;
inline constexpr std::size_t error_text_bytes = 1 * KiB; // longer texts are cut
inline constexpr int decode_depth = 64;

// Liveness.
inline constexpr auto ping_after = 1s; // without a byte received
inline constexpr auto fail_after = 4s; // without a byte received
// An unfinished frame that comes more slowly for twice that time is taken for damaged.
inline constexpr std::uint64_t frame_bytes_per_second = 256;

// Dialing.
inline constexpr auto reconnect_min = 50ms;
inline constexpr auto reconnect_max = 1s;
inline constexpr auto refused_max = 60s; // the pause after permanent refusals grows up to this
inline constexpr double reconnect_factor = 1.5;
inline constexpr double reconnect_jitter = 0.5;
inline constexpr auto reconnect_reset_after = 5s; // of being up
inline constexpr auto dial_attempt = 1s;
inline constexpr auto dial_fallback = 2s;

// Handshake.
inline constexpr auto handshake = 5s;
inline constexpr std::size_t handshake_frame_bytes = 4 * KiB; // before the peer is known
// Accepted ones, of hosts at which no member is, and of any one host: the oldest is refused.
inline constexpr std::size_t handshakes_pending = 256;
inline constexpr std::size_t handshakes_of_host = 64;
// What they keep, of all such hosts, and of each host at which a member is: the one that keeps
// most is refused.
inline constexpr std::size_t handshake_bytes = 16 * MiB;
// Links of clients, in all and of any one host; then overloaded.
inline constexpr std::size_t client_links = 4'096;
inline constexpr std::size_t client_links_of_host = 256;
// Connections that have ended and are kept until their last words were read: the oldest is closed.
inline constexpr std::size_t ended_connections = 256;

// Goodbye.
inline constexpr auto goodbye_grace = 5s;
inline constexpr auto goodbye_hard = 10s;

// Posts, a peer.
inline constexpr std::size_t posts_unsent = 65'536;
inline constexpr std::size_t posts_unsent_bytes = 64 * MiB;
inline constexpr std::size_t posts_in_flight_bytes = 4 * MiB;
inline constexpr std::size_t ack_bytes = 256 * KiB; // an acknowledgement is due after this much,
inline constexpr std::size_t ack_posts = 1'024;     // this many posts,
inline constexpr auto ack_delay = 10ms;             // or this long

// Strangers: links of nodes that are no members (yet).
inline constexpr std::size_t tentative_links = 64; // the least recently created gives way
inline constexpr auto tentative_age = 30s;
inline constexpr std::size_t tentative_posts = 1'024; // kept of one, the newest
inline constexpr std::size_t tentative_bytes = 1 * MiB;

// Streams.
inline constexpr std::size_t stream_window = 1 * MiB;
inline constexpr std::size_t link_window = 16 * MiB;
inline constexpr std::size_t stream_guaranteed = 2 * KiB;
inline constexpr std::size_t item_overhead = 64; // an item costs its payload plus this
inline constexpr std::size_t streams = 4'096;    // a link
inline constexpr auto stream_progress = 30s;     // only while credit is owed

// Anomalies that are tolerated cost a token each.
inline constexpr double anomaly_burst = 1'000;
inline constexpr double anomalies_per_second = 100;

// Membership, as a source tells it.
inline constexpr auto membership_settle = 500ms;       // a removal stands this long first
inline constexpr std::size_t flaps_remembered = 1'024; // members; more are announced as they come
inline constexpr auto flap_memory = 60s;               // after the last removal or return
inline constexpr auto etcd_lease = 10s;                // a member that died is gone after it
inline constexpr auto dns_every = 5s;
inline constexpr auto source_leave = 1s; // for the source to be told that the node leaves

inline constexpr auto handler_warn = 100ms;

// Restarts of an actor.
inline constexpr auto restart_pause_min = 100ms; // doubled for each other one within the time below
inline constexpr auto restart_pause_max = 10s;
inline constexpr std::size_t restart_count = 10; // within this time; then it stays down
inline constexpr auto restart_within = 60s;

} // namespace carrick::limits
