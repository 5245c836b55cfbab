import { serviceRequirePinnedImage as policy } from "../../../../../policies/rules/service/serviceRequirePinnedImage";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const digest = `sha256:${"0a".repeat(32)}`;
const evaluate = (image: unknown, settings = {}): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { containerSpec: { image } } }, settings);

const refusal = (
  image: string,
  fault: string,
  use = "a tag that names a version, such as 1.4.2, or a digest",
): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" uses the image "${image}" ${fault}: what it runs can change without a change to the program. ` +
      `Use ${use}.`,
  ],
});

test.each(["nginx:1.27", "registry:5000/shop/api:1.4.2", `nginx@${digest}`, `nginx:latest@${digest}`])(
  "The image %s passes",
  (image) => {
    expect(evaluate(image)).toEqual(silent);
  },
);

test.each(["nginx", "registry:5000/shop/api", "nginx:", "nginx@sha256:short"])(
  "The image %s is refused because it has no tag",
  (image) => {
    expect(evaluate(image)).toEqual(refusal(image, "without a tag, which means latest"));
  },
);

test.each(["nginx:latest", "nginx:LATEST", "nginx:latest-alpine", "nginx:alpine-latest"])(
  "The image %s is refused because its tag moves",
  (image) => {
    expect(evaluate(image)).toEqual(refusal(image, `with the moving tag "${image.slice(6)}"`));
  },
);

test("The settings add moving tags and require a digest", () => {
  expect(evaluate("nginx:stable", { movingTags: ["stable"] })).toEqual(
    refusal("nginx:stable", `with the moving tag "stable"`),
  );
  expect(evaluate("nginx:1.27", { digest: true })).toEqual(
    refusal("nginx:1.27", "without a digest", "a digest: name:tag@sha256:…"),
  );
});

test("The rule on pinned images cannot decide while the image is unknown", () => {
  expect(evaluate(unknownText)).toEqual(undecided("", "taskSpec.containerSpec.image"));
  expect(evaluateService(policy, { taskSpec: unknownText })).toEqual(undecided("", "taskSpec"));
});

test.each([
  "stable",
  "EDGE",
  "nightly",
  "main",
  "alpine",
  "lts",
  "3-management",
  "3",
  "v2-edge",
  "bookworm",
  "latest2",
])("The image tag %s is refused because it moves", (tag) => {
  expect(evaluate(`shop/web:${tag}`)).toEqual(refusal(`shop/web:${tag}`, `with the moving tag "${tag}"`));
});

test.each(["1.4.2-stable", "v2.0-edge", "20261124", "3.12", "build-42", "3f78685"])(
  "The image tag %s passes",
  (tag) => {
    expect(evaluate(`shop/web:${tag}`)).toEqual(silent);
  },
);

test("The settings say how many numbers a version needs, and which other tags name one", () => {
  expect(evaluate("python:3.12", { versionParts: 3 })).toEqual(refusal("python:3.12", `with the moving tag "3.12"`));
  expect(evaluate("python:3.12.7", { versionParts: 3 })).toEqual(silent);
  expect(evaluate("shop/web:spring", { versionTags: ["spr*"] })).toEqual(silent);
});
