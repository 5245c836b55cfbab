# The lab's registry, on the switch at registry_address, and the image that it serves.

server=$checkout/.tools/lab-image/server

registry_runs() {
    process_of "$run_dir/registry.pid" >/dev/null && registry_answers
}

registry_answers() { (: <>"/dev/tcp/$(registry_address)/5000") 2>/dev/null; }

start_registry() {
    registry_runs && return
    end_process "$run_dir/registry.pid" KILL 5
    mkdir -p "$LAB_DIR/registry/data" "$run_dir"
    cat >"$LAB_DIR/registry/config.yml" <<-END
		version: 0.1
		log: { level: warn, accesslog: { disabled: true } }
		storage:
		  filesystem: { rootdirectory: $LAB_DIR/registry/data }
		  delete: { enabled: true }
		http: { addr: "$(registry)" }
	END
    setsid --fork nsenter --net="/run/netns/$(namespace switch)" \
        "$checkout/lab/parts/run-registry" "$LAB_DIR" "$engine_bin/docker-registry" \
        >>"$LAB_DIR/registry/registry.log" 2>&1 </dev/null {lab_lock}>&-
    wait_for 10 registry_answers && return
    tail -n 15 "$LAB_DIR/registry/registry.log" >&2
    fail "the registry did not start at $(registry). Its log is $LAB_DIR/registry/registry.log; to start afresh: make lab-down lab-up"
}

image() { printf '%s/hello:%s' "$(registry)" "${1:-1}"; }

# push_image: builds the lab's image and pushes it as :1 and :2, the same program with another VERSION in its
# environment, so that a change of image can be tried. Does nothing when the registry has this build.
push_image() {
    local tag built pushed=$LAB_DIR/registry/pushed
    built=$(sha256sum <"$server")
    [[ -e $pushed && $(<"$pushed") == "$built" ]] && return
    for tag in 1 2; do
        tar --create --directory="${server%/*}" --owner=0 --group=0 server |
            docker_on node1 import --change 'ENTRYPOINT ["/server"]' --change 'EXPOSE 8080' \
                --change "ENV VERSION=$tag" - "$(image "$tag")" >/dev/null
        docker_on node1 push "$(image "$tag")" >/dev/null ||
            fail "the lab's image could not be pushed to $(registry). See $LAB_DIR/registry/registry.log and $LAB_DIR/node1/dockerd.log"
    done
    printf '%s' "$built" >"$pushed"
}

build_server() {
    local source=$checkout/lab/image
    [[ $server -nt $source/main.go && $server -nt $source/go.mod ]] && return
    command -v go >/dev/null ||
        fail "the lab's image is a Go program and 'go' is not on PATH. Install Go (apt-get install golang-go, or https://go.dev/doc/install) and run the same command again."
    say "building the lab's image (a few seconds, once)"
    mkdir -p "${server%/*}"
    ( cd "$source" && CGO_ENABLED=0 GOFLAGS= go build -trimpath -ldflags '-s -w' -o "$server.$$" . && mv "$server.$$" "$server" ) ||
        fail "the lab's image did not build from $source"
}
