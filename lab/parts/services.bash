# The servers on the lab's switch, at service_address: a registry and a name server.

service_runs() { process_of "$run_dir/$1.pid" >/dev/null; }

services_run() { service_runs registry && service_runs nameserver && registry_answers; }

registry_answers() { (: <>"/dev/tcp/$(service_address)/5000") 2>/dev/null; }

start_services() {
    service_runs nameserver || start_service nameserver "$(program nameserver)" "$(service_address):53"
    service_runs registry && registry_answers && return
    start_registry
}

start_registry() {
    end_process "$run_dir/registry.pid" KILL 5
    mkdir -p "$LAB_DIR/registry/data"
    cat >"$LAB_DIR/registry/config.yml" <<-END
		version: 0.1
		log: { level: warn, accesslog: { disabled: true } }
		storage:
		  filesystem: { rootdirectory: $LAB_DIR/registry/data }
		  delete: { enabled: true }
		http: { addr: "$(registry)" }
	END
    start_service registry "$engine_bin/docker-registry" serve "$LAB_DIR/registry/config.yml"
    wait_for 10 registry_answers && return
    tail -n 15 "$LAB_DIR/registry.log" >&2
    fail "the registry did not start at $(registry). Its log is $LAB_DIR/registry.log;" \
        "to start again: make lab-down lab-up"
}

start_service() { # NAME COMMAND…
    setsid --fork nsenter --net="/run/netns/$(namespace switch)" "$checkout/lab/parts/run-in-switch" "$LAB_DIR" "$@" \
        >>"$LAB_DIR/$1.log" 2>&1 </dev/null {lab_lock}>&-
    wait_for 5 service_runs "$1" || fail "the lab's $1 did not start. Its log is $LAB_DIR/$1.log"
}
