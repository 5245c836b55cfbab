# The lab's network: a bridge, "switch", in a network namespace of its own, with a link to each node and a link to the
# host. With two interfaces, each node has a second link, to the bridge "data", which has no link to the host.
#
# The bridge has its own namespace because of the host's firewall: on a host with Docker, it drops forwarded frames,
# even on a bridge. The host gets one link, one address and one route; its firewall rules and its ip_forward do not
# change.

# Fixed addresses: after a restart of a node, the others would use its old address for half a minute, and a bridge
# without a fixed address takes the lowest one of its ports.
hardware_address() { # BRIDGE LAST_BYTE
    local number=0
    [[ $1 != data ]] || number=1
    printf '02:%s:%s:%s:%02x:%02x' "${lab_id:0:2}" "${lab_id:2:2}" "${lab_id:4:2}" "$number" "$2"
}

# The host's address is added last, so if it is there, the rest is there as well.
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
		link add switch address $(hardware_address switch 2) type bridge
		address add $(service_address)/24 dev switch
		link set switch up
	END
    ((interfaces == 1)) || ip -n "$switch" link add data address $(hardware_address data 2) up type bridge
    ip link add "$host_link" type veth peer name host netns "$switch"
    ip -n "$switch" link set host master switch up
    ip address add "$(host_address)/24" dev "$host_link"
    ip link set "$host_link" up
}

stop_switch() {
    ip link delete "$host_link" 2>/dev/null || true
    delete_namespace switch
}

# plug_node NODE: creates a new namespace with its links, like a machine after a restart.
plug_node() {
    local node
    node=$(namespace "$1")
    unplug_node "$1"
    ip netns add "$node"
    ip -n "$node" link set lo up
    plug "$1" eth0 switch "$1" "$(node_address "$1")"
    ((interfaces == 1)) || plug "$1" eth1 data "$1-data" "$(node_data_address "$1")"
}

plug() { # NODE INTERFACE BRIDGE PORT ADDRESS
    local node switch
    node=$(namespace "$1") switch=$(namespace switch)
    ip -n "$node" -batch - <<-END
		link add $2 address $(hardware_address "$3" $((10 + ${1#node}))) type veth peer name $4 netns $switch
		address add $5/24 dev $2
		link set $2 up
	END
    ip -n "$switch" link set "$4" master "$3" up
}

unplug_node() { # NODE
    local port
    # The kernel removes a namespace with a delay. The links must be removed now, because their names are reused.
    for port in "$1" "$1-data"; do
        ip -n "$(namespace switch)" link delete "$port" 2>/dev/null || true
    done
    delete_namespace "$1"
}

# Kills the remaining processes in the namespace, then removes it. Only the lab starts processes there.
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
