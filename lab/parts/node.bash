# A node: a Docker daemon with its own network, mount, host name and process namespaces. Switching it off ends every
# process in it at once, like a machine that loses power; its data stays in LAB_DIR/NODE/data, so that it comes back as
# the same swarm node.

node_pid_file() { printf '%s/%s.pid' "$run_dir" "$1"; }

node_runs() { process_of "$(node_pid_file "$1")" >/dev/null; }

# docker_on NODE ARGUMENTS…: runs the docker command on a node, without the user's contexts, credentials and proxies.
docker_on() {
    env --unset=DOCKER_CONTEXT --unset=DOCKER_HOST --unset=DOCKER_TLS_VERIFY --unset=DOCKER_API_VERSION \
        "$engine_bin/docker" --config "$run_dir/docker-config" --host "unix://$(node_socket "$1")" "${@:2}"
}

node_answers() { docker_on "$1" version >/dev/null 2>&1; }

# switch_on NODE [OPTIONS OF DOCKERD…]: starts the daemon in the background; wait_for_node waits until it answers.
switch_on() {
    local folder=$LAB_DIR/$1
    mkdir -p "$folder/data" "$run_dir"
    plug_node "$1"
    write_daemon_config "$1"
    rm -f "$(node_socket "$1")"
    : >"$(node_pid_file "$1")"
    # The daemon must not inherit the terminal, the output (make's or CI's pipe would never close) or the lock.
    setsid --fork nsenter --net="/run/netns/$(namespace "$1")" \
        unshare --mount --uts --pid --fork --kill-child --propagation private \
        "$checkout/lab/parts/boot-node" "$LAB_DIR" "$1" "$engine_bin" "${@:2}" \
        >>"$folder/dockerd.log" 2>&1 </dev/null {lab_lock}>&-
}

wait_for_node() {
    local until=$((SECONDS + 60))
    until node_answers "$1"; do
        if ((SECONDS >= until)) || { [[ -s $(node_pid_file "$1") ]] && ! node_runs "$1"; }; then
            tail -n 15 "$LAB_DIR/$1/dockerd.log" >&2
            fail "the Docker daemon of $1 did not start. Its log is $LAB_DIR/$1/dockerd.log;" \
                "to start again: make lab-down lab-up"
        fi
        sleep 0.05
    done
}

switch_off() { # NODE
    end_process "$(node_pid_file "$1")" KILL 5
    unplug_node "$1"
    rm -f "$(node_socket "$1")"
}

# shut_down NODE: first lets the daemon stop its containers and leave its peers cleanly.
shut_down() {
    end_process "$(node_pid_file "$1")" TERM 20
    switch_off "$1"
}

# The lab's own file, because /etc/docker/daemon.json belongs to the host's Docker.
write_daemon_config() {
    cat >"$LAB_DIR/$1/daemon.json" <<-END
		{
		  "data-root": "$LAB_DIR/$1/data",
		  "exec-root": "/run/docker",
		  "pidfile": "/run/docker.pid",
		  "cgroup-parent": "/swarm-lab-$lab_id",
		  "exec-opts": ["native.cgroupdriver=cgroupfs"],
		  "insecure-registries": ["$(registry)"],
		  "group": "root",
		  "userland-proxy": false,
		  "shutdown-timeout": 10
		}
	END
}
