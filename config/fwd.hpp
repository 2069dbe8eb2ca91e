#pragma once

namespace carrick::config {

struct actor_spec;
struct cluster_spec;
struct finding;
struct load_options;
struct loaded;
struct node_spec;
struct origin;
class value;

} // namespace carrick::config
