/** What a written project needs to know about its surroundings. */
export interface ProjectOptions {
  /** Name of the Pulumi stack that gets a configuration file, e.g. `dev`. */
  readonly pulumiStack: string;
  /** Where npm finds the components: a range of versions, a URL, or `file:` and the path of an archive or a folder. */
  readonly componentsFrom: string;
  /** Address of the Docker daemon to deploy to. Without it, `DOCKER_HOST` decides. */
  readonly dockerHost?: string;
  /** What the project was written from, as in "This program was written from …": `compose.yml`. */
  readonly source: string;
}
