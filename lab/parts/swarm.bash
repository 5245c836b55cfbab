# Forms one swarm of the nodes, or lets them return to their previous swarm.

# swarm_state NODE: "active true" for a manager, "active false" for a worker, "inactive false" outside of a swarm,
# "pending …" while it comes back, "error …" when it cannot.
swarm_state() {
    docker_on "$1" info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}'
}

form_swarm() {
    local name leader=''
    declare -A states=()
    wait_for 30 states_are_clear || true
    leader=$(existing_manager)
    if [[ -z $leader ]]; then
        leader=node1
        found_swarm
    fi
    wait_for 30 has_leader "$leader" ||
        fail "the managers of the swarm in $LAB_DIR did not elect a leader. To start again: make lab-down lab-up"
    for name in "${names[@]}"; do
        [[ ${states[$name]} != inactive* ]] || join "$name" "$leader"
    done
    wait_for 30 all_ready "$leader" || {
        docker_on "$leader" node ls >&2
        fail "not every node became ready in 30 s. See $LAB_DIR/node*/dockerd.log; to start again: make lab-down lab-up"
    }
}

# Succeeds once there is a manager, or no node is still looking for one.
states_are_clear() {
    local name
    for name in "${names[@]}"; do
        states[$name]=$(swarm_state "$name")
    done
    [[ -n $(existing_manager) || "${states[*]}" != *pending* ]]
}

found_swarm() {
    local name
    # Nodes that are still in a swarm have lost all of its managers.
    for name in "${names[@]}"; do
        [[ ${states[$name]} == inactive* ]] || docker_on "$name" swarm leave --force >/dev/null
        states[$name]='inactive false'
    done
    enter_swarm node1 init ||
        fail "node1 could not start a swarm. See $LAB_DIR/node1/dockerd.log"
    states[node1]='active true'
}

# Prints the first node that is a manager, or nothing if there is none.
existing_manager() {
    local name
    for name in "${names[@]}"; do
        if [[ ${states[$name]} == *' true' ]]; then
            printf '%s' "$name"
            return
        fi
    done
}

has_leader() { docker_on "$1" node ls --quiet >/dev/null 2>&1; }

join() { # NODE LEADER
    local role=worker
    forget "$@"
    ((${1#node} > managers)) || role=manager
    enter_swarm "$1" join --token "$(docker_on "$2" swarm join-token --quiet "$role")" "$(node_address "$2"):2377" ||
        fail "$1 could not join the swarm of $2. See $LAB_DIR/$1/dockerd.log"
}

enter_swarm() { # NODE init|join ARGUMENTS…
    local addresses=(--advertise-addr "$(node_address "$1")")
    ((interfaces == 1)) || addresses+=(--data-path-addr "$(node_data_address "$1")")
    docker_on "$1" swarm "$2" "${addresses[@]}" "${@:3}" >/dev/null
}

# A node whose data was lost joins again with the same name. This removes its old entry from the list of nodes.
forget() { # NODE LEADER
    local id name
    while read -r id name; do
        [[ $name == "$1" ]] || continue
        docker_on "$2" node demote "$id" >/dev/null 2>&1 || true
        docker_on "$2" node rm --force "$id" >/dev/null
    done < <(docker_on "$2" node ls --format '{{.ID}} {{.Hostname}}')
}

all_ready() { # MANAGER
    local ready
    ready=$(docker_on "$1" node ls --format '{{.Status}}' 2>/dev/null | grep -c '^Ready$')
    ((ready == nodes))
}
