namespace cpp carrick_bench

struct Message {
  1: i64 id
  2: binary content
}

service Bench {
  Message ask(1: Message message)
  oneway void post(1: Message message)
}
