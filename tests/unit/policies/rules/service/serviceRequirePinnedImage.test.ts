import { serviceRequirePinnedImage as policy } from "../../../../../policies/rules/service/serviceRequirePinnedImage";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const digest = `sha256:${"0a".repeat(32)}`;
const evaluate = (image: unknown, settings = {}): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { containerSpec: { image } } }, settings);

const refusal = (
  image: string,
  fault: string,
  use = "the tag of a version, or the digest",
): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" names its image ${fault}: "${image}". What it runs can change without a change of the program. Use ${use}.`,
  ],
});

it.each(["nginx:1.27", "registry:5000/shop/api:1.4.2", `nginx@${digest}`, `nginx:latest@${digest}`, "nginx:latest2"])(
  "accepts %s",
  (image) => {
    expect(evaluate(image)).toEqual(silent);
  },
);

it.each(["nginx", "registry:5000/shop/api", "nginx:", "nginx@sha256:short"])(
  "refuses %s, which has no tag",
  (image) => {
    expect(evaluate(image)).toEqual(refusal(image, "without a tag, which stands for latest"));
  },
);

it.each(["nginx:latest", "nginx:LATEST", "nginx:latest-alpine", "nginx:alpine-latest"])(
  "refuses %s, which moves",
  (image) => {
    expect(evaluate(image)).toEqual(refusal(image, `with the tag "${image.slice(6)}", which moves`));
  },
);

it("goes by the settings", () => {
  expect(evaluate("nginx:stable", { movingTags: ["stable"] })).toEqual(
    refusal("nginx:stable", `with the tag "stable", which moves`),
  );
  expect(evaluate("nginx:1.27", { digest: true })).toEqual(
    refusal("nginx:1.27", "without a digest", "the digest: name:tag@sha256:…"),
  );
});

it("cannot decide while the image is unknown", () => {
  expect(evaluate(unknownText)).toEqual(undecided("", "taskSpec.containerSpec.image"));
  expect(evaluateService(policy, { taskSpec: unknownText })).toEqual(undecided("", "taskSpec"));
});

it.each(["stable", "EDGE", "nightly", "main", "master", "dev"])("refuses the tag %s, which moves", (tag) => {
  expect(evaluate(`shop/web:${tag}`)).toEqual(refusal(`shop/web:${tag}`, `with the tag "${tag}", which moves`));
});

it.each(["1.4.2-stable", "v2-edge", "20261124", "bookworm"])("accepts the tag %s", (tag) => {
  expect(evaluate(`shop/web:${tag}`)).toEqual(silent);
});
