# What the cases are written with: n1, n2 and n3, each a real node process in a network namespace of
# its own, joined by a bridge in a fourth one, where faults are put on what is forwarded. Everything
# has a name with the pid of the case and goes away with it.
#
# shellcheck shell=bash
set -euo pipefail

build=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build/release
kv_program=${NETNS_KV:-$build/examples/kv/kv}
delay_program=${NETNS_DELAY_PROXY:-$build/tests/netns/delay_proxy}
nodes=(n1 n2 n3)
prefix=carrick-$$
hub=$prefix-hub
work=$(mktemp -d)
file=$work/cluster.toml
declare -A pid_of=()
others=() # pids of other programs of the case
marked='' seconds=''

# --- the end -------------------------------------------------------------------------------------

end() {
  local status=$? name
  trap - EXIT
  trap '' HUP INT TERM # it goes through
  if [ "$status" != 0 ]; then
    for name in "${nodes[@]}"; do
      [ ! -e "$work/$name.log" ] || tail -n 15 "$work/$name.log" >&2
    done
  fi
  kill -KILL "${pid_of[@]}" "${others[@]}" 2>/dev/null || true
  for name in "${nodes[@]}" hub; do
    ip netns del "$prefix-$name" 2>/dev/null || true
    rm -rf "/etc/netns/$prefix-$name"
  done
  rmdir --ignore-fail-on-non-empty /etc/netns 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap end EXIT
trap 'exit 130' HUP INT TERM

fail() { printf '  FAILED: %s\n' "$*" >&2; exit 1; }

# --- the network ---------------------------------------------------------------------------------

# Node n1 has 10.71.0.1 and fd71::1, the hub 10.71.0.254.
make_network() {
  local node number
  ip netns add "$hub"
  ip -n "$hub" link set lo up
  ip -n "$hub" link add br0 type bridge
  ip -n "$hub" addr add 10.71.0.254/24 dev br0
  ip -n "$hub" link set br0 up
  for node in "${nodes[@]}"; do
    number=${node#n}
    ip netns add "$prefix-$node"
    ip -n "$hub" link add "$node" type veth peer name eth0 netns "$prefix-$node"
    ip -n "$hub" link set "$node" master br0 up
    ip -n "$prefix-$node" link set lo up
    ip -n "$prefix-$node" addr add "10.71.0.$number/24" dev eth0
    ip -n "$prefix-$node" addr add "fd71::$number/64" dev eth0 nodad
    ip -n "$prefix-$node" link set eth0 up
    mkdir -p "/etc/netns/$prefix-$node"
    echo 'hosts: files' >"/etc/netns/$prefix-$node/nsswitch.conf"
    echo '127.0.0.1 localhost' >"/etc/netns/$prefix-$node/hosts"
  done
  heal
}

# knows NODE HOST ADDRESS: the name is in that node's /etc/hosts from now on.
knows() { printf '%s %s\n' "$3" "$2" >>"/etc/netns/$prefix-$1/hosts"; }

faults() { ip netns exec "$hub" nft "$@"; }

# Only the one direction, of whatever kind the packets are.
cut_way() { faults add rule bridge faults forward iifname "$1" oifname "$2" drop; }
cut() { cut_way "$1" "$2" && cut_way "$2" "$1"; }

# Of all packets between nodes, at random.
lose_percent() {
  faults add rule bridge faults forward numgen random mod 100 '<' "$1" counter drop
}
lost_packets() { faults list chain bridge faults forward | sed -n 's/.*counter packets \([0-9]*\).*/\1/p'; }

heal() {
  faults 'add table bridge faults
    add chain bridge faults forward { type filter hook forward priority 0; }
    flush chain bridge faults forward'
}

# limit_rate RATE: of what each node sends.
limit_rate() {
  local node
  for node in "${nodes[@]}"; do
    tc -n "$prefix-$node" qdisc add dev eth0 root tbf rate "$1" burst 16kb latency 50ms
  done
}

# delay_way_to NODE MS: 10.71.0.254:710N leads to the node, slowly.
delay_way_to() {
  local number=${1#n}
  ip netns exec "$hub" "$delay_program" 10.71.0.254 "710$number" "10.71.0.$number" "710$number" "$2" &
  others+=($!)
  disown
}

# --- the cluster ---------------------------------------------------------------------------------

# cluster_of [LINE...]: begins the cluster's file, these lines in it.
cluster_of() {
  cat >"$file" <<'TXT'
schema = 1
cluster = "netns"
[transport]
insecure_plaintext = true
TXT
  printf '%s\n' "$@" >>"$file"
}

# member NODE LISTEN [ADVERTISE]: with two stores that know nothing of each other.
member() {
  cat >>"$file" <<TXT
[nodes.$1]
listen = "$2"
advertise = "${3:-}"
actors = [{ name = "store", type = "kv.store" }, { name = "other", type = "kv.store" }]
TXT
}

ipv4_cluster() {
  make_network
  cluster_of "$@"
  for node in "${nodes[@]}"; do member "$node" "10.71.0.${node#n}:7101"; done
}

start() {
  local node
  for node in "$@"; do
    touch "$work/$node.log"
    ip netns exec "$prefix-$node" "$kv_program" --config "$file" start --node "$node" \
      >>"$work/$node.out" 2>>"$work/$node.log" &
    pid_of[$node]=$!
    disown
  done
}
# Not waited for: a node that was killed ends in its own time.
send_signal() { kill -"$1" "${pid_of[$2]}"; }

# at NODE COMMAND...: the command line, in that node's namespace.
at() {
  local node=$1
  shift
  ip netns exec "$prefix-$node" timeout 60 "$kv_program" --config "$file" "$@"
}

# --- what is seen --------------------------------------------------------------------------------

now() { date -u +%Y-%m-%dT%H:%M:%S.%3NZ; }
# From here on events count, and seconds too.
mark() { marked=$(now); }

difference() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", b - a }'; }

# happened NODE EVENT MEMBER: whether the node's log has it since the mark; its time.
happened() {
  awk -v event="\"text\":\"$2 $3 " -v since="$marked" -F '"' \
    '$4 >= since && index($0, event) { print $4; found = 1; exit } END { exit !found }' "$work/$1.log"
}

# await NODE EVENT MEMBER: sets `seconds`, from the mark until the node's log has it.
await() {
  local limit=$((SECONDS + 20)) time
  until time=$(happened "$@"); do
    [ "$SECONDS" -lt "$limit" ] || fail "$1 tells of no \"$2 $3\" since $marked"
    sleep 0.05
  done
  seconds=$(difference "$(date -d "$marked" +%s.%N)" "$(date -d "$time" +%s.%N)")
}

# judge TEXT VALUE MIN MAX: prints what was measured, and ends the case when it is out of bounds.
judge() {
  printf '  %s: %s (%s to %s)\n' "$1" "$2" "$3" "$4"
  awk -v value="${2% *}" -v min="$3" -v max="$4" 'BEGIN { exit !(value + 0 >= min && value + 0 <= max) }' ||
    fail "$1: $2 is not within $3 and $4"
}

# expect NODE EVENT MEMBER MIN MAX: seconds from the mark.
expect() {
  await "$1" "$2" "$3"
  judge "$1 says \"$2 $3\" after" "$seconds s" "$4" "$5"
}

# Every node has links to all others, within 6 s from the mark.
expect_all_linked() {
  local node other slowest=0
  for node in "${nodes[@]}"; do
    for other in "${nodes[@]}"; do
      [ "$node" != "$other" ] || continue
      await "$node" reachable "$other"
      slowest=$(printf '%s\n' "$slowest" "$seconds" | sort -n | tail -n 1)
    done
  done
  judge "all links are up after" "$slowest s" 0 6
}

# expect_no EVENT MEMBER...: no node has told of it since the mark.
expect_no() {
  local node member
  for node in "${nodes[@]}"; do
    for member in "${@:2}"; do
      ! happened "$node" "$1" "$member" >/dev/null || fail "$node says \"$1 $member\""
    done
  done
}

# put NODE KEY COPIES: acknowledged by so many nodes.
put() {
  local answer
  answer=$(at "$1" call "$1/store" kv.put "{\"key\":\"$2\",\"data\":\"$(base64 <<<"$2")\"}")
  case $answer in *"\"copies\":$3}") ;; *) fail "kv.put at $1 answers $answer" ;; esac
}
has() {
  local answer
  answer=$(at "$1" call "$1/store" kv.get "{\"key\":\"$2\"}")
  case $answer in *"\"data\":\"$(base64 <<<"$2")\""*) ;; *) return 1 ;; esac
}
# expect_has NODE KEY: within 6 s from the mark.
expect_has() {
  until has "$1" "$2"; do
    [ "$(difference "$(date -d "$marked" +%s.%N)" "$EPOCHREALTIME" | cut -d. -f1)" -lt 6 ] ||
      fail "$1 has no $2"
    sleep 0.05
  done
}

# What one is given, all have.
expect_work() {
  local node key=work-$EPOCHREALTIME
  put n1 "$key" 3
  for node in "${nodes[@]}"; do has "$node" "$key" || fail "$node has no $key"; done
}
