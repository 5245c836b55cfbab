# The lab's own Go programs, built into .tools/lab: the server in its image, and its name server.

program() { printf '%s/.tools/lab/%s/%s' "$checkout" "$1" "$1"; }

build_programs() {
    build_program image
    build_program nameserver
}

build_program() { # NAME
    local source=$checkout/lab/$1 output
    output=$(program "$1")
    [[ $output -nt $source/main.go && $output -nt $source/go.mod ]] && return
    command -v go >/dev/null ||
        fail "the lab's $1 is a Go program, and 'go' is not on PATH." \
            "Install Go (apt-get install golang-go, or https://go.dev/doc/install) and run the same command again."
    say "building the lab's $1 (a few seconds, once)"
    mkdir -p "${output%/*}"
    (
        cd "$source" &&
            CGO_ENABLED=0 GOFLAGS='' go build -buildvcs=false -trimpath -ldflags '-s -w' -o "$output.$$" . &&
            mv "$output.$$" "$output"
    ) || fail "the lab's $1 did not build from $source"
}
