%% The asking node: one workload, one JSON line.
-module(bench_client).
-export([start/0]).

-define(BULK_BYTES, 65536).

start() ->
    Asked = options(init:get_plain_arguments(), #{workload => "W1", mode => "one-s2", size => 64,
                                                  in_flight => 0, seconds => 1.0, warm_up => 0.3}),
    Node = list_to_atom(os:getenv("BENCH_SERVER")),
    try
        Echo = connect(Node, 1000),
        Seen = measure(maps:get(workload, Asked), with_in_flight(Asked), Node, Echo),
        io:put_chars(json(with_in_flight(Asked), Seen)),
        halt(0)
    catch
        throw:Why ->
            io:format(standard_error, "erlang: ~p~n", [Why]),
            halt(1)
    end.

options(["--workload", Value | Rest], Into) -> options(Rest, Into#{workload := Value});
options(["--mode", Value | Rest], Into) -> options(Rest, Into#{mode := Value});
options(["--size", Value | Rest], Into) -> options(Rest, Into#{size := list_to_integer(Value)});
options(["--in-flight", Value | Rest], Into) ->
    options(Rest, Into#{in_flight := list_to_integer(Value)});
options(["--seconds", Value | Rest], Into) -> options(Rest, Into#{seconds := number(Value)});
options(["--warm-up", Value | Rest], Into) -> options(Rest, Into#{warm_up := number(Value)});
options([_ | Rest], Into) -> options(Rest, Into);
options([], Into) -> Into.

number(Text) ->
    case string:to_float(Text) of
        {error, no_float} -> float(list_to_integer(Text));
        {Value, _} -> Value
    end.

with_in_flight(#{in_flight := 0, workload := "W2"} = Asked) -> Asked#{in_flight := 512};
with_in_flight(#{in_flight := 0, workload := "W5"} = Asked) -> Asked#{in_flight := 1000};
with_in_flight(#{in_flight := 0} = Asked) -> Asked#{in_flight := 1};
with_in_flight(Asked) -> Asked.

connect(Node, 0) -> throw({no_server, Node});
connect(Node, Tries) ->
    case net_kernel:connect_node(Node) andalso rpc:call(Node, erlang, whereis, [echo]) of
        Echo when is_pid(Echo) -> Echo;
        _ ->
            timer:sleep(10),
            connect(Node, Tries - 1)
    end.

measure("W3", Asked, Node, _) -> posts(Asked, Node);
measure("W4", Asked, Node, _) -> posts(Asked, Node);
measure("W6", Asked, Node, Echo) -> beside_bulk(Asked, Node, Echo);
measure(_, Asked, Node, Echo) -> requests(Asked, Node, Echo).

milliseconds(Seconds) -> round(Seconds * 1000).

content(Size) -> binary:copy(<<"x">>, Size).

%% One process with all requests in flight, or many with one each.
requests(#{mode := Mode, in_flight := InFlight} = Asked, Node, Echo) ->
    {Callers, Each} = case Mode of
                          "many" ++ _ -> {InFlight, 1};
                          _ -> {1, InFlight}
                      end,
    Phase = atomics:new(1, []),
    Count = counters:new(1, [write_concurrency]),
    Pids = [start_caller(Asked, Echo, Each, Phase, Count) || _ <- lists:seq(1, Callers)],
    timer:sleep(milliseconds(maps:get(warm_up, Asked))),
    {Cpu, _} = both(Node),
    atomics:put(Phase, 1, 1),
    First = counters:get(Count, 1),
    Began = erlang:monotonic_time(nanosecond),
    timer:sleep(milliseconds(maps:get(seconds, Asked))),
    Done = counters:get(Count, 1) - First,
    Took = erlang:monotonic_time(nanosecond) - Began,
    {CpuAfter, Kib} = both(Node),
    atomics:put(Phase, 1, 2),
    seen(Done, Took, CpuAfter - Cpu, Kib, times_of(Pids)).

both(Node) ->
    {Here, Kib} = bench_server:used(),
    {There, KibThere} = rpc:call(Node, bench_server, used, []),
    {Here + There, Kib + KibThere}.

start_caller(#{size := Size}, Echo, InFlight, Phase, Count) ->
    Owner = self(),
    spawn_link(fun() ->
                       Now = erlang:monotonic_time(nanosecond),
                       Ids = lists:seq(1, InFlight),
                       [Echo ! {self(), Id, content(Size)} || Id <- Ids],
                       Sent = maps:from_list([{Id, Now} || Id <- Ids]),
                       call(Owner, Echo, Sent, Phase, Count, [])
               end).

%% Phase: 0 warming up, 1 measuring, 2 over.
call(Owner, Echo, Sent, Phase, Count, Times) ->
    receive
        {Id, Content} ->
            Now = erlang:monotonic_time(nanosecond),
            Before = maps:get(Id, Sent),
            Echo ! {self(), Id, Content},
            counters:add(Count, 1, 1),
            case atomics:get(Phase, 1) of
                0 -> call(Owner, Echo, Sent#{Id := Now}, Phase, Count, Times);
                1 -> call(Owner, Echo, Sent#{Id := Now}, Phase, Count, [Now - Before | Times]);
                2 -> Owner ! {times, self(), Times}
            end
    end.

times_of(Pids) -> lists:append([receive {times, Pid, Times} -> Times end || Pid <- Pids]).

%% The sender is suspended whenever the buffer to the other node is full.
posts(#{size := Size} = Asked, Node) ->
    Sink = start_sink(Asked, Node),
    spawn_link(fun() -> post(Sink, {post, content(Size)}) end),
    receive window_begins -> ok end,
    {Cpu, _} = bench_server:used(),
    receive
        {window_ends, Count, Took, CpuThere, KibThere} ->
            {CpuAfter, Kib} = bench_server:used(),
            seen(Count, Took, CpuAfter - Cpu + CpuThere, Kib + KibThere, [])
    end.

start_sink(#{warm_up := WarmUp, seconds := Seconds}, Node) ->
    spawn(Node, bench_server, sink, [self(), milliseconds(WarmUp), milliseconds(Seconds)]).

post(Sink, Post) ->
    Sink ! Post,
    post(Sink, Post).

beside_bulk(Asked, Node, Echo) ->
    Sink = start_sink(Asked, Node),
    spawn_link(fun() -> post(Sink, {post, content(?BULK_BYTES)}) end),
    Phase = atomics:new(1, []),
    Count = counters:new(1, [write_concurrency]),
    Caller = start_caller(Asked, Echo, 1, Phase, Count),
    receive window_begins -> ok end,
    {Cpu, _} = bench_server:used(),
    atomics:put(Phase, 1, 1),
    First = counters:get(Count, 1),
    receive
        {window_ends, Bulk, Took, CpuThere, KibThere} ->
            Done = counters:get(Count, 1) - First,
            atomics:put(Phase, 1, 2),
            {CpuAfter, Kib} = bench_server:used(),
            Seen = seen(Done, Took, CpuAfter - Cpu + CpuThere, Kib + KibThere, times_of([Caller])),
            Seen#{bytes_per_second => Bulk * ?BULK_BYTES * 1.0e9 / Took}
    end.

seen(0, _, _, _, _) -> throw(nothing_was_counted);
seen(Done, TookNs, CpuMs, Kib, Times) ->
    maps:merge(percentiles(Times), #{per_second => Done * 1.0e9 / TookNs,
                                     cpu_s_per_million => CpuMs * 1.0e3 / Done,
                                     rss_kib => Kib,
                                     seconds => TookNs / 1.0e9}).

percentiles([]) -> #{};
percentiles(Times) ->
    Sorted = list_to_tuple(lists:sort(Times)),
    maps:from_list([{Name, element(max(1, ceil(Share * tuple_size(Sorted))), Sorted) / 1000}
                    || {Name, Share} <- [{p50_us, 0.5}, {p90_us, 0.9}, {p99_us, 0.99},
                                         {p999_us, 0.999}]]).

json(#{workload := Workload, mode := Mode, size := Size, in_flight := InFlight}, Seen) ->
    Bytes = case Workload of
                "W3" -> #{bytes_per_second => maps:get(per_second, Seen) * Size};
                "W4" -> #{bytes_per_second => maps:get(per_second, Seen) * Size};
                _ -> #{in_flight => InFlight}
            end,
    Fields = [[",\"", atom_to_list(Name), "\":", text(Value)]
              || {Name, Value} <- maps:to_list(maps:merge(Seen, Bytes))],
    ["{\"workload\":\"", Workload, "\",\"peer\":\"erlang\",\"mode\":\"", Mode,
     "\",\"transport\":\"tcp\",\"size\":", integer_to_list(Size), Fields, "}\n"].

text(Value) when is_integer(Value) -> integer_to_list(Value);
text(Value) -> io_lib:format("~.4f", [Value]).
