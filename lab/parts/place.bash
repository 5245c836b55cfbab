# The folders and names of a lab. All its objects on the host carry an id that is derived from the absolute path of its
# folder, LAB_DIR, so that the labs of several checkouts do not collide. Sourced first.

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
LAB_DIR=$(realpath --canonicalize-missing "${LAB_DIR:-$checkout/.lab}")
lab_id=$(printf '%s' "$LAB_DIR" | sha256sum | cut -c 1-6)
# Sockets and pid files are here, not in LAB_DIR: a socket's path has at most 107 bytes, and a reboot empties /run.
run_dir=/run/swarm-lab/$lab_id
host_link=lab$lab_id

namespace() { printf 'lab-%s-%s' "$lab_id" "$1"; }

node_names() { # COUNT
    local number
    for ((number = 1; number <= $1; number++)); do
        printf 'node%d\n' "$number"
    done
}

# The lab's network is subnet_prefix.0/24: .1 the host, .2 the registry and the name server, node N at .(10 + N).
host_address() { printf '%s.1' "$subnet_prefix"; }
service_address() { printf '%s.2' "$subnet_prefix"; }
registry() { printf '%s:5000' "$(service_address)"; }
# In a lab inside a guest, host_address is the guest, and this is the machine that runs the guest.
host_in_guest_lab() { printf '%s.254' "$subnet_prefix"; }
node_address() { printf '%s.%d' "$subnet_prefix" "$((10 + ${1#node}))"; }

# The network of the nodes' second interfaces has no link to the host, so it is the same in every lab: the /24 that
# choose_subnet leaves out.
data_prefix=192.168.0
node_data_address() { printf '%s.%d' "$data_prefix" "$((10 + ${1#node}))"; }

node_socket() { printf '%s/%s.sock' "$run_dir" "$1"; }

say() { printf '%s\n' "lab: $*"; }

fail() {
    printf '%s\n' "lab: $*" >&2
    exit 1
}

# Only one command at a time changes a lab. The lock ends with the process; daemons do not inherit it.
lock_lab() {
    lock_file=/run/swarm-lab/$lab_id.lock
    mkdir -p /run/swarm-lab
    exec {lab_lock}>"$lock_file"
    if ! flock --nonblock "$lab_lock"; then
        say "waiting for another command on the lab in $LAB_DIR"
        flock --timeout 300 "$lab_lock" ||
            fail "another command has locked the lab in $LAB_DIR for 5 minutes. Find it with: fuser -v $lock_file"
    fi
    # The other command may have removed the lab and its lock file. Then a new file must be locked.
    [[ /proc/self/fd/$lab_lock -ef $lock_file ]] || lock_lab
}

require_lab_host() {
    local instead="Deploy to your own swarm instead: make up HOST=unix:///var/run/docker.sock (or tcp://…, ssh://…)"
    [[ $(uname -s) == Linux ]] || fail "the lab needs Linux network namespaces, and this is $(uname -s)." "$instead"
    (( EUID == 0 )) ||
        fail "the lab must be root to create network namespaces and start Docker daemons, and you are $(id -un)." \
            "$instead"
    unshare --mount --uts --net --pid --fork true 2>/dev/null ||
        fail "the lab needs namespaces, and root is not allowed to create them here." \
            "Is this a container without privileges? $instead"
}
