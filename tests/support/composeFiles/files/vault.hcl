data_dir = "/nomad"
