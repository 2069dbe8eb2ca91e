// expects: carrick: this handler takes a type that actors of one process cannot send
#include <carrick/carrick.hpp>

struct plain {
  int x = 0;
};

carrick::behavior store(carrick::actor_base* self) {
  return self->serve([](int, const plain& p) { return p.x; });
}
