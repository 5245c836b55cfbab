# The lab's shape: how many nodes and managers, which engine, whether they form a swarm, how many interfaces each has,
# which subnet. Kept in LAB_DIR/shape.

# read_shape: sets nodes, managers, engine, swarm, interfaces and subnet_prefix from LAB_DIR/shape; fails if there is
# no lab.
read_shape() {
    nodes='' managers='' engine='' swarm=formed interfaces=1 subnet_prefix=''
    [[ -r $LAB_DIR/shape ]] || return 1
    local name value
    while IFS='=' read -r name value; do
        case $name in
            nodes) nodes=$value ;;
            managers) managers=$value ;;
            engine) engine=$value ;;
            swarm) swarm=$value ;;
            interfaces) interfaces=$value ;;
            subnet_prefix) subnet_prefix=$value ;;
        esac
    done <"$LAB_DIR/shape"
    [[ -n $nodes && -n $managers && -n $engine && -n $subnet_prefix ]]
}

write_shape() {
    printf '%s\n' "nodes=$nodes" "managers=$managers" "engine=$engine" "swarm=$swarm" "interfaces=$interfaces" \
        "subnet_prefix=$subnet_prefix" >"$LAB_DIR/shape"
}

check_shape() {
    [[ $nodes =~ ^[1-9][0-9]?$ ]] || fail "NODES=$nodes: a lab has 1 to 99 nodes, for example NODES=3."
    [[ $managers =~ ^[1-9][0-9]?$ ]] && ((managers <= nodes)) ||
        fail "MANAGERS=$managers: of $nodes nodes, 1 to $nodes can be managers." \
            "Choose an odd number, because a majority must agree."
    [[ $engine == 20.10 || $engine == 29 ]] || fail "ENGINE=$engine is not supported. Use ENGINE=20.10 or ENGINE=29."
    [[ $swarm == formed || $swarm == none ]] ||
        fail "SWARM=$swarm is not supported. Use SWARM=formed, or SWARM=none for nodes that are not in a swarm."
    [[ $interfaces == 1 || $interfaces == 2 ]] ||
        fail "INTERFACES=$interfaces is not supported. Use INTERFACES=1, or INTERFACES=2 to add one for data traffic."
}

# choose_subnet: sets subnet_prefix to a free /24 of 192.168.0.0/16. The search starts at a /24 that depends on the
# lab's id. The other private ranges are in use: Swarm takes subnets for its networks from 10.0.0.0/8, and Docker takes
# those for its bridges from 172.16.0.0/12.
choose_subnet() {
    local first=$((16#$lab_id % 254)) try
    for ((try = 0; try < 254; try++)); do
        subnet_prefix=192.168.$(((first + try) % 254 + 1))
        subnet_free && return
    done
    fail "the lab needs a free /24 in 192.168.0.0/16, and this host has a route for each of them (see ip route)."
}

# A subnet is free if no route of the host overlaps it, except the default route and the route of this lab's link.
subnet_free() {
    ! { ip -4 route list root "$subnet_prefix.0/24" && ip -4 route list match "$subnet_prefix.0/24"; } |
        grep -v "^default\| dev $host_link " | grep -q .
}
