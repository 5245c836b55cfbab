# Functions to build programs of a pinned version with Go. The scripts in tools/ source this file after tool.bash.

# pinned_version MODULE_FOLDER PATH: prints the version of module PATH that the folder's go.mod requires.
pinned_version() {
    local version
    version=$(awk -v path="$2" '$1 == "require" { $1 = ""; $0 = $0 } $1 == path { print $2; exit }' "$1/go.mod")
    [[ -n $version ]] || fail "$1/go.mod does not require $2"
    printf '%s' "$version"
}

# require_go MODULE_FOLDER PURPOSE: ends the script unless the installed Go is new enough for the folder's go.mod.
require_go() {
    local wanted found
    wanted=$(awk '$1 == "go" { print $2; exit }' "$1/go.mod")
    command -v go >/dev/null ||
        fail "Go $wanted or newer is needed $2, and 'go' is not on PATH." \
            "Install it (https://go.dev/doc/install) and run the same command again."
    found=$(GOTOOLCHAIN=local go env GOVERSION)
    found=${found#go}
    # sort -V puts the older version first.
    [[ $(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1) == "$wanted" ]] ||
        fail "Go $wanted or newer is needed $2, and 'go' on PATH is version $found." \
            "Install a newer version (https://go.dev/doc/install) and run the same command again."
}

# go_build MODULE_FOLDER PACKAGE OUTPUT TITLE [go build flags…]: builds a package of a pinned module, and reports
# its progress every 20 s. Go's cache lets an interrupted build resume.
go_build() {
    local folder=$1 package=$2 output=$3 title=$4 started=$SECONDS builder
    shift 4
    say "building $title"
    # -v prints each package as it is compiled; the progress messages count them.
    (
        cd "$folder" && GOTOOLCHAIN=local GOFLAGS= exec go build -v -trimpath "$@" -o "$output.new" "$package"
    ) >"$log" 2>&1 </dev/null &
    builder=$!
    # An interrupted script must not leave a compiler behind.
    trap 'kill "$builder" 2>/dev/null' EXIT
    local ticks=0
    while kill -0 "$builder" 2>/dev/null; do
        sleep 0.2
        (( ++ticks % 100 )) ||
            say "  still building: $(grep -c / "$log" || true) packages compiled, $((SECONDS - started)) s"
    done
    if ! wait "$builder"; then
        tail -n 15 "$log" >&2
        fail "$package did not build. The full log is $log. The build needs Go's module proxy and free disk space." \
            "Run the same command again to resume it."
    fi
    trap - EXIT
    mv "$output.new" "$output"
}
