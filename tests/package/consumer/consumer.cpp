#include <carrick/core/ids.hpp>

#include <iostream>

int main() {
  const auto id = carrick::node_id::parse("n1");
  if (!id) return 1;
  std::cout << "hello from " << id->text() << '\n';
}
