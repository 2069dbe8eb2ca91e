"""Where it was measured, and with which versions."""

import os
import platform
import shutil
import subprocess

PACKAGES = {
    "asio": "libboost1.81-dev",
    "caf_io": "libcaf-dev",
    "grpc": "libgrpc++-dev",
    "zeromq": "libzmq3-dev",
    "nng": "libnng-dev",
    "capnp": "libcapnp-dev",
    "thrift": "libthrift-dev",
    "erlang": "erlang-base",
}
NAMES = {
    "plain": "plain sockets",
    "asio": "Boost.Asio",
    "caf_io": "CAF caf_io",
    "grpc": "gRPC",
    "zeromq": "ZeroMQ",
    "nng": "nng",
    "capnp": "Cap'n Proto",
    "thrift": "Apache Thrift",
    "erlang": "Erlang/OTP",
}


def said(*command):
    if shutil.which(command[0]) is None:
        return ""
    out = subprocess.run(command, capture_output=True, text=True)
    return out.stdout.strip() if out.returncode == 0 else ""


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def system():
    with open("/etc/os-release", encoding="utf-8") as file:
        for line in file:
            if line.startswith("PRETTY_NAME="):
                return line.split("=", 1)[1].strip().strip('"')
    return platform.system()


def machine():
    compiler = said("g++", "-dumpfullversion")
    return (
        f"{os.cpu_count()} processors ({processor()}), {memory_gib():.0f} GiB, {system()}, "
        f"Linux {platform.release()}, g++ {compiler}"
    )


def versions(peers):
    """Of the Debian packages, in the order of the names."""
    out = []
    for peer in sorted(peers):
        version = said("dpkg-query", "-W", "-f=${Version}", PACKAGES[peer]) if peer in PACKAGES else ""
        if version:
            out.append(f"{NAMES[peer]} {version}")
    return ", ".join(out)


def context(peers):
    """What is true of all measurements of this machine today."""
    return {"machine": machine(), "versions": versions(peers)}
