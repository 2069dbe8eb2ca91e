#include "kv.hpp"

int main(int argc, char** argv) { return carrick::run(argc, argv, kv::actors(), kv::simulation); }
