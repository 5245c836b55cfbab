# Removes a lab, whole or in pieces: after a crash, or when LAB_DIR was deleted under its daemons.

remove_lab() {
    local file name
    for file in "$run_dir"/*.pid; do
        [[ ! -e $file ]] || end_process "$file" KILL 5
    done
    while read -r name; do
        delete_namespace "$name"
    done < <(lab_namespaces)
    ip link delete "$host_link" 2>/dev/null || true
    remove_control_groups
    rm -rf "$run_dir"
    # Another lab may live in a folder inside this one.
    rm -rf "$LAB_DIR"/node[0-9]* "$LAB_DIR"/{registry,registry.log,nameserver.log,shape,env}
    rmdir "$LAB_DIR" 2>/dev/null || true
}

# Containers that were killed together with their runtime leave empty control groups.
remove_control_groups() {
    local root
    for root in /sys/fs/cgroup /sys/fs/cgroup/*; do
        [[ ! -d $root/swarm-lab-$lab_id ]] || find "$root/swarm-lab-$lab_id" -depth -type d -exec rmdir {} +
    done
}
