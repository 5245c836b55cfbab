# Functions that the get-* scripts share. Each script sets `name` to the name of its tool, then sources this file.

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
store=$(dirname "$tools")/.tools
log=$store/log/$name.log

say() { printf 'tools: %s\n' "$*"; }

fail() {
    printf 'tools: %s\n' "$*" >&2
    exit 1
}

fail_with_log() {
    tail -n 15 "$log" >&2
    fail "$1. The full log is $log. Fix the cause and run the same command again."
}

# Waits until no other script works on this tool. The lock ends with the script.
lock_tool() {
    mkdir -p "$store/log"
    exec {tool_lock}>"$store/$name.lock"
    flock "$tool_lock"
}

# Without the option, apt warns that its own user cannot write here.
apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o APT::Sandbox::User=root)

# Runs apt-get; if it fails, updates the list of packages and tries once more.
apt_get() {
    { "${apt[@]}" "$@" || { "${apt[@]}" update && "${apt[@]}" "$@"; }; } >>"$log" 2>&1 </dev/null
}

install_packages() {
    (($# == 0)) || apt_get install --yes --no-install-recommends "$@" || fail_with_log "apt-get could not install: $*"
}
