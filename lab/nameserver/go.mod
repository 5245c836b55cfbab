module swarm-networking/lab/nameserver

go 1.19
