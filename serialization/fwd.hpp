#pragma once

namespace carrick {

class byte_reader;
class byte_writer;
class input_archive;
class layout_exchange;
class layout_verdict;
class message_registry;
class output_archive;
class value_reader;
class value_source;
class value_visitor;
struct decode_options;
struct message_layout;
struct message_type;
struct nothing;

} // namespace carrick
