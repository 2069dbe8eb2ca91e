%% The answering node: echoes requests, counts posts.
-module(bench_server).
-export([start/0, echo/0, sink/3, used/0]).

%% Runs until its starter ends it.
start() ->
    register(echo, spawn_opt(fun echo/0, [{message_queue_data, off_heap}])),
    receive after infinity -> ok end.

echo() ->
    receive
        {From, Id, Content} ->
            From ! {Id, Content},
            echo()
    end.

%% Counts posts. After the first and a warm-up comes the window, and Owner is told what it saw.
sink(Owner, WarmUp, Window) ->
    Counter = counters:new(1, []),
    receive {post, _} -> ok end,
    spawn_opt(fun() -> watch(Owner, Counter, WarmUp, Window) end, [{priority, high}]),
    count(Counter).

count(Counter) ->
    receive {post, _} -> counters:add(Counter, 1, 1) end,
    count(Counter).

watch(Owner, Counter, WarmUp, Window) ->
    timer:sleep(WarmUp),
    Owner ! window_begins,
    {Cpu, _} = used(),
    First = counters:get(Counter, 1),
    Began = erlang:monotonic_time(nanosecond),
    timer:sleep(Window),
    Count = counters:get(Counter, 1) - First,
    Took = erlang:monotonic_time(nanosecond) - Began,
    {CpuAfter, Kib} = used(),
    Owner ! {window_ends, Count, Took, CpuAfter - Cpu, Kib}.

%% Of this node: milliseconds of processor time so far (statistics(runtime) leaves the system's out),
%% and peak memory in KiB.
used() ->
    [_, Fields] = string:split(process_file("stat"), ") "),
    Words = string:lexemes(Fields, " "),
    Ticks = list_to_integer(lists:nth(12, Words)) + list_to_integer(lists:nth(13, Words)),
    {match, [Kib]} = re:run(process_file("status"), "VmHWM:\\s*(\\d+)",
                            [{capture, all_but_first, list}]),
    {Ticks * 10, list_to_integer(Kib)}.

process_file(Name) ->
    {ok, Content} = file:read_file("/proc/" ++ os:getpid() ++ "/" ++ Name),
    binary_to_list(Content).
