import { parseImageReference } from "../../../swarm/imageReference";
import { isVersionTag } from "../../../swarm/imageTag";
import * as example from "../../rule/example";
import { known } from "../../unknowns/looks";
import { dockerEngine } from "../../rule/framework";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { serviceType, valueAt } from "../../facts/service";
import { flag, texts, wholeNumber } from "../../rule/settings";

/** A tag can point to another image by the time a task moves to another node. */
export const serviceRequirePinnedImage = resourcePolicy({
  name: "swarm-service-require-pinned-image",
  description: "A service should pin its image to a version or a digest.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby client/service_create.go",
    "The client resolves a tag when it creates or updates a service; if it did not, each node resolves the tag",
  ),
  tags: ["swarm", "service", "image"],
  remediationSteps: "Use a tag that names a version, or a digest: `name:1.4.2@sha256:…`.",
  docs: {
    about:
      "The tag `latest`, which is also the default, points to whatever was pushed last. So do tags that name no " +
      "version (`alpine`, `lts`, `bookworm`), or only a major version (`3`, `3-management`): two tasks of one " +
      "service can run different programs, and a rollback returns to the same tag, not to the same image. The " +
      "rule accepts a digest, a version, a date (`20261124`), the number of a build (`build-42`) and a commit.\n\n" +
      "A version needs two numbers by default, because `16.4` is a release of PostgreSQL, while `3.12` is a line of " +
      "Python's: a tag does not tell which. Set `versionParts` to 3 to require `3.12.7`. The setting `digest` makes " +
      "a digest mandatory, `movingTags` adds moving tags of your own, and `versionTags` makes exceptions.",
    sources: [
      "moby/moby, `client/service_create.go`",
      "[docker service create: image digests](https://docs.docker.com/reference/cli/docker/service/create/)",
    ],
    bad: [example.service("web", { taskSpec: { containerSpec: { image: "registry.example.com:5000/shop/web" } } })],
    good: [
      example.service("web", { taskSpec: { containerSpec: { image: "registry.example.com:5000/shop/web:1.4.2" } } }),
    ],
  },
  types: [serviceType],
  settings: {
    movingTags: texts("Tags that do not name a version, in any case; * matches any characters.", [
      "latest",
      "latest-*",
      "*-latest",
      "stable",
      "edge",
      "nightly",
      "main",
      "master",
      "dev",
      "develop",
    ]),
    versionTags: texts("Tags that name a version although they do not look like one; * matches any characters."),
    versionParts: wholeNumber("Least number of numbers in a version.", 2, { minimum: 1, maximum: 4 }),
    digest: flag("Whether a digest is required.", false),
  },
  validate: ({ name, props, settings }, report) => {
    const image = known(() => valueAt(props, "taskSpec", "containerSpec", "image"));
    if (typeof image !== "string") return;
    const { tag, digest } = parseImageReference(image.trim()) ?? {};
    if (digest !== undefined) return;
    const isPinned = (given: string): boolean =>
      matchesAny([given], settings.versionTags) !== undefined ||
      (matchesAny([given], settings.movingTags) === undefined && isVersionTag(given, settings.versionParts));
    const fault =
      tag === undefined
        ? "without a tag, which means latest"
        : !isPinned(tag)
          ? `with the moving tag "${tag}"`
          : settings.digest
            ? "without a digest"
            : undefined;
    if (fault === undefined) return;
    report(
      `Service "${name}" uses the image "${image}" ${fault}: what it runs can change without a change to the ` +
        "program. Use " +
        (settings.digest ? "a digest: name:tag@sha256:…." : "a tag that names a version, such as 1.4.2, or a digest."),
    );
  },
});
