#!/bin/sh -e
exec /bin/node_exporter "$@"
