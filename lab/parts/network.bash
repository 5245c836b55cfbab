# The lab's wires: one bridge, the "switch", in a network namespace of its own; a link from it to each node and one to the host.
# In a namespace of its own the bridge is out of reach of the host's firewall: a host that runs Docker drops forwarded frames,
# bridged ones included. The host gets one link, one address and one route; its rules and its ip_forward stay as they are.

# Fixed, as a machine's is: the others would send to the old one for half a minute after a node comes back, and a
# bridge left alone takes the lowest of its ports'.
hardware_address() { # LAST_BYTE
    printf '02:%s:%s:%s:00:%02x' "${lab_id:0:2}" "${lab_id:2:2}" "${lab_id:4:2}" "$1"
}

# The host's address comes last: with it there, what comes before is there too.
switch_is_whole() {
    [[ -e /run/netns/$(namespace switch) ]] &&
        [[ $(ip -4 -brief address show dev "$host_link" 2>/dev/null) == *" $(host_address)/24"* ]]
}

start_switch() {
    local switch
    switch=$(namespace switch)
    stop_switch
    ip netns add "$switch"
    ip -n "$switch" -batch - <<-END
		link set lo up
		link add switch address $(hardware_address 2) type bridge
		address add $(service_address)/24 dev switch
		link set switch up
	END
    ip link add "$host_link" type veth peer name host netns "$switch"
    ip -n "$switch" link set host master switch up
    ip address add "$(host_address)/24" dev "$host_link"
    ip link set "$host_link" up
}

stop_switch() {
    ip link delete "$host_link" 2>/dev/null || true
    delete_namespace switch
}

# plug_node NODE: a fresh namespace with eth0 on the switch, as a machine that was switched off and on.
plug_node() {
    local node switch
    node=$(namespace "$1") switch=$(namespace switch)
    unplug_node "$1"
    ip netns add "$node"
    ip -n "$node" -batch - <<-END
		link set lo up
		link add eth0 address $(hardware_address $((10 + ${1#node}))) type veth peer name $1 netns $switch
		address add $(node_address "$1")/24 dev eth0
		link set eth0 up
	END
    ip -n "$switch" link set "$1" master switch up
}

unplug_node() { # NODE
    # The kernel takes a namespace apart later; the link must be gone now, for its name is used again.
    ip -n "$(namespace switch)" link delete "$1" 2>/dev/null || true
    delete_namespace "$1"
}

# Ends whatever still runs in the namespace, then removes it. Only the lab puts processes there.
delete_namespace() {
    local name pids
    name=$(namespace "$1")
    [[ -e /run/netns/$name ]] || return 0
    mapfile -t pids < <(ip netns pids "$name" 2>/dev/null)
    ((${#pids[@]} == 0)) || kill -s KILL "${pids[@]}" 2>/dev/null || true
    ip netns delete "$name"
}

lab_namespaces() {
    local path
    for path in "/run/netns/lab-$lab_id-"*; do
        [[ ! -e $path ]] || printf '%s\n' "${path##*/lab-"$lab_id"-}"
    done
}
