/** The process environment. The provider reads the same variables as docker's own CLI, such as `DOCKER_HOST`. */
export type Environment = Readonly<Record<string, string | undefined>>;
