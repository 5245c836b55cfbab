# The image that the lab's registry serves.

image() { printf '%s/hello:%s' "$(registry)" "${1:-1}"; }

# push_image: pushes the lab's image with the tags 1 and 2, so that a test can update a service to another image. Both
# run the same program, with another VERSION in the environment. Does nothing if the registry already has this build.
push_image() {
    local tag built pushed=$LAB_DIR/registry/pushed program
    program=$(program image)
    built=$(sha256sum <"$program")
    [[ -e $pushed && $(<"$pushed") == "$built" ]] && return
    for tag in 1 2; do
        tar --create --directory="${program%/*}" --owner=0 --group=0 --transform='s/.*/server/' image |
            docker_on node1 import --change 'ENTRYPOINT ["/server"]' --change 'EXPOSE 8080' \
                --change "ENV VERSION=$tag" - "$(image "$tag")" >/dev/null
        docker_on node1 push "$(image "$tag")" >/dev/null ||
            fail "the lab's image could not be pushed to $(registry)." \
                "See $LAB_DIR/registry.log and $LAB_DIR/node1/dockerd.log"
    done
    printf '%s' "$built" >"$pushed"
}
