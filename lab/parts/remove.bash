# Removes a lab, even a broken one: after a crash, or if LAB_DIR was deleted while its daemons were running.

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
    # The folder can contain the folder of another lab.
    rm -rf "$LAB_DIR"/node[0-9]* "$LAB_DIR"/{registry,registry.log,nameserver.log,shape,env}
    rmdir "$LAB_DIR" 2>/dev/null || true
}

# Containers that are killed together with their runtime leave empty control groups behind.
remove_control_groups() {
    local root
    for root in /sys/fs/cgroup /sys/fs/cgroup/*; do
        [[ ! -d $root/swarm-lab-$lab_id ]] || find "$root/swarm-lab-$lab_id" -depth -type d -exec rmdir {} +
    done
}
