import { parseImageReference } from "../../../swarm/imageReference";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { serviceType, valueAt } from "../../facts/service";
import { flag, texts } from "../../rule/settings";

/** What a tag means today is not what it means when a task moves to another node. */
export const serviceRequirePinnedImage = resourcePolicy({
  name: "swarm-service-require-pinned-image",
  description: "A service should name its image by a version or a digest.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby client/service_create.go",
    "A tag is resolved when a service is created or updated, by whoever asks, and by each node where nobody did",
  ),
  tags: ["swarm", "service", "image"],
  remediationSteps: "Give the image a tag that names a version, or its digest: `name:1.4.2@sha256:…`.",
  docs: {
    about:
      "`latest`, and an image without a tag, which means the same, stand for whatever was pushed last: two tasks of one service can " +
      "run different programs, and a rollback goes back to the same words. A digest is always enough. The setting `digest` " +
      "asks for one, `movingTags` adds tags of yours that move.",
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
    movingTags: texts("Tags that stand for no version, in any case; * stands for any characters.", [
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
    digest: flag("Whether a tag is not enough.", false),
  },
  validate: ({ name, props, settings }, report) => {
    const image = valueAt(props, "taskSpec", "containerSpec", "image");
    if (typeof image !== "string") return;
    const { tag, digest } = parseImageReference(image.trim()) ?? {};
    if (digest !== undefined) return;
    const fault =
      tag === undefined
        ? "without a tag, which stands for latest"
        : matchesAny([tag], settings.movingTags) !== undefined
          ? `with the tag "${tag}", which moves`
          : settings.digest
            ? "without a digest"
            : undefined;
    if (fault === undefined) return;
    report(
      `Service "${name}" names its image ${fault}: "${image}". What it runs can change without a change of the program. ` +
        `Use ${settings.digest ? "the digest: name:tag@sha256:…" : "the tag of a version, or the digest"}.`,
    );
  },
});
