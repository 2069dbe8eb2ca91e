#pragma once

namespace carrick::config {

struct actor_spec;
struct cluster_spec;
struct finding;
struct load_options;
struct node_spec;
struct origin;
class value;

} // namespace carrick::config
