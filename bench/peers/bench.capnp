@0xc2d9a6e8f4b17035;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("carrick_bench");

interface Bench {
  ask @0 (id :UInt64, content :Data) -> (id :UInt64, content :Data);
  post @1 (content :Data) -> stream;
  tell @2 (content :Data) -> ();
}
