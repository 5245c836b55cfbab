module swarm-networking/lab/image

go 1.19
