import fc from "fast-check";
import {
  checkImageReference,
  familiarName,
  formatImageReference,
  parseImageReference,
} from "../../../swarm/imageReference";
import { unknown } from "../../../swarm/draft";

const sha256 = `sha256:${"0a".repeat(32)}`;
const sha384 = `sha384:${"0a".repeat(48)}`;
const sha512 = `sha512:${"0a".repeat(64)}`;
const hub = (path: string): { domain: string; path: string } => ({ domain: "docker.io", path });

describe("parseImageReference", () => {
  it.each([
    ["nginx", hub("library/nginx")],
    ["library/nginx", hub("library/nginx")],
    ["docker.io/nginx", hub("library/nginx")],
    ["docker.io/library/nginx", hub("library/nginx")],
    ["index.docker.io/nginx", hub("library/nginx")],
    ["shop/web", hub("shop/web")],
    ["docker.io/shop/web", hub("shop/web")],
    ["shop/team/web", hub("shop/team/web")],
  ])("parses %j as a repository of Docker Hub", (text, reference) => {
    expect(parseImageReference(text)).toEqual(reference);
  });

  it.each([
    ["registry.example.com/web", "registry.example.com"],
    ["registry.example.com:5000/web", "registry.example.com:5000"],
    ["registry:5000/web", "registry:5000"],
    ["localhost/web", "localhost"],
    ["localhost:5000/web", "localhost:5000"],
    ["192.0.2.1:5000/web", "192.0.2.1:5000"],
    ["[2001:db8::1]:5000/web", "[2001:db8::1]:5000"],
    ["Registry/web", "Registry"],
    ["xn--n3h.com/web", "xn--n3h.com"],
  ])("parses the first part of %j as a registry", (text, domain) => {
    expect(parseImageReference(text)).toEqual({ domain, path: "web" });
  });

  it.each(["a/b/c", "shop.web/a", "a_b", "a__b", "a-b", "a---b", "a.b/c", "0/1"])(
    "accepts the path %s in a registry",
    (path) => {
      expect(parseImageReference(`r.example.com/${path}`)).toEqual({ domain: "r.example.com", path });
    },
  );

  it.each([
    ["nginx:1.27", "1.27"],
    ["nginx:Stable_2-rc.1", "Stable_2-rc.1"],
    ["nginx:_x", "_x"],
    [`nginx:${"x".repeat(128)}`, "x".repeat(128)],
  ])("parses the tag of %s", (text, tag) => {
    expect(parseImageReference(text)).toEqual({ ...hub("library/nginx"), tag });
  });

  it.each([sha256, sha384, sha512])("reads a digest of the algorithm in %s, with and without a tag", (digest) => {
    expect(parseImageReference(`nginx@${digest}`)).toEqual({ ...hub("library/nginx"), digest });
    expect(parseImageReference(`r.example.com:5000/a/b:1@${digest}`)).toEqual({
      domain: "r.example.com:5000",
      path: "a/b",
      tag: "1",
      digest,
    });
  });

  it.each([
    ["nothing", ""],
    ["an upper-case repository", "Nginx"],
    ["an upper-case path in a registry", "r.example.com/Web"],
    ["an empty tag", "nginx:"],
    ["a tag that starts with a dot", "nginx:.1"],
    ["a tag that starts with a hyphen", "nginx:-1"],
    ["a tag of 129 characters", `nginx:${"x".repeat(129)}`],
    ["two tags", "nginx:1:2"],
    ["an empty digest", "nginx@"],
    ["a tag in the place of the digest", "nginx:1.27@latest"],
    ["a digest that is too short", "nginx@sha256:0a0a"],
    ["a digest in upper case", `nginx@${sha256.toUpperCase().replace("SHA", "sha")}`],
    ["a digest of an unknown algorithm", `nginx@md5:${"0a".repeat(16)}`],
    ["a digest of another algorithm's length", `nginx@sha512:${"0a".repeat(32)}`],
    ["two digests", `nginx@${sha256}@${sha256}`],
    ["a slash in front", "/nginx"],
    ["a slash at the end", "nginx/"],
    ["two slashes in a row", "shop//web"],
    ["a space", "nginx 1.27"],
    ["a space around it", " nginx "],
    ["a line break at the end", "nginx\n"],
    ["a scheme", "https://registry.example.com/web"],
    ["a path that starts with a separator", "shop/-web"],
    ["a path that ends with a separator", "shop/web_"],
    ["three underscores", "a___b"],
    ["two dots", "a..b"],
    ["a registry that starts with a hyphen", "-r.example.com/web"],
    ["a port that is not a number", "registry:port/web"],
    ["a registry alone", "registry.example.com:5000/"],
    ["the 64 hexadecimal digits of an image id", "0a".repeat(32)],
    ["a variable", "nginx:${TAG}"],
  ])("refuses %s", (_, text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });

  it("accepts a path of 255 characters and refuses a longer one", () => {
    expect(parseImageReference(`r.example.com/${"x".repeat(255)}`)).toBeDefined();
    expect(parseImageReference(`r.example.com/${"x".repeat(256)}`)).toBeUndefined();
    expect(parseImageReference("x".repeat(247))).toBeDefined();
    expect(parseImageReference("x".repeat(248))).toBeUndefined();
  });

  it("accepts 64 hexadecimal digits after a registry or a namespace", () => {
    expect(parseImageReference(`shop/${"0a".repeat(32)}`)).toEqual(hub(`shop/${"0a".repeat(32)}`));
  });
});

test.each([
  ["docker.io/library/nginx:1", "nginx"],
  ["docker.io/library/a/b", "library/a/b"],
  ["docker.io/shop/web", "shop/web"],
  ["localhost:5000/nginx", "localhost:5000/nginx"],
  ["r.example.com/library/nginx", "r.example.com/library/nginx"],
])("The familiar name of %s is %s", (text, name) => {
  const reference = parseImageReference(text);
  expect(reference && familiarName(reference)).toBe(name);
});

test("A formatted reference is parsed to the same reference", () => {
  const name = fc.stringMatching(/^[a-z0-9]{1,9}$/);
  const domain = fc.constantFrom("docker.io", "localhost", "r.example.com:5000");
  const path = fc.array(name, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/"));
  const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), { nil: undefined });
  const digest = fc.constantFrom(undefined, sha256, sha512);
  fc.assert(
    fc.property(domain, path, tag, digest, (where, what, version, content) => {
      const reference = {
        domain: where,
        path: what,
        ...(version !== undefined && { tag: version }),
        ...(content !== undefined && { digest: content }),
      };
      expect(parseImageReference(formatImageReference(reference))).toEqual(reference);
    }),
  );
});

describe("checkImageReference", () => {
  it.each(["nginx:1.27", undefined, null, unknown])("accepts %p", (value) => {
    expect(checkImageReference(value, "image")).toEqual([]);
  });

  it.each([
    ["", `'image' "" is not an image reference. Use a repository with a tag or digest, e.g. "nginx:1.27".`],
    ["Nginx:1.27", `'image' "Nginx:1.27" is not an image reference. Did you mean "nginx:1.27"?`],
    [5, `'image' 5 is not text. Use text in quotes, e.g. "nginx:1.27".`],
  ])("refuses %p with a fix", (value, reason) => {
    expect(checkImageReference(value, "spec.image")).toEqual([{ path: "spec.image", reason }]);
  });
});
