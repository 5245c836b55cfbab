# Identifies processes by number and start time, because a pid file of an earlier boot can name an unrelated process.

start_time() { # PID
    local stat
    read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
    # The command's name is in parentheses and can contain spaces; the start time is the 20th field after it.
    set -- ${stat##*) }
    printf '%s' "${20}"
}

remember_process() { # FILE PID
    printf '%s %s\n' "$2" "$(start_time "$2")" >"$1"
}

# process_of FILE: prints the number of the process that FILE records; fails if the process has ended.
process_of() {
    local pid started
    read -r pid started 2>/dev/null <"$1" || return 1
    [[ $(start_time "$pid") == "$started" ]] || return 1
    printf '%s' "$pid"
}

# end_process FILE SIGNAL SECONDS: sends the signal and waits for the end; after SECONDS, kills the process.
end_process() {
    local pid waited=0
    if pid=$(process_of "$1"); then
        kill -s "$2" "$pid" 2>/dev/null || true
        while process_of "$1" >/dev/null; do
            sleep 0.05
            if ((++waited == $3 * 20)); then
                kill -s KILL "$pid" 2>/dev/null || true
            fi
        done
    fi
    rm -f "$1"
}

# wait_for SECONDS COMMAND…: runs the command every 50 ms until it succeeds; fails after SECONDS.
wait_for() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < until)) || return 1
        sleep 0.05
    done
}
