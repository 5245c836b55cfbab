import { secretKindOf } from "../../../../swarm/secrets/secretFormats";

describe("secretKindOf", () => {
  const pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";

  it.each([
    [pem, "a private key"],
    ["-----BEGIN PRIVATE KEY-----", "a private key"],
    [Buffer.from(pem).toString("base64"), "a private key"],
    ["postgres://shop:hunter2@db:5432/shop", "an address with a password in it"],
    ["amqp://:hunter2@mq", "an address with a password in it"],
    [`AKIA${"A".repeat(16)}`, "an AWS access key"],
    [`ghp_${"a".repeat(36)}`, "a GitHub token"],
    [`glpat-${"a".repeat(20)}`, "a GitLab token"],
    ["xoxb-1234567890-abc", "a Slack token"],
    [`sk_live_${"a".repeat(24)}`, "a Stripe key"],
    [`AIza${"a".repeat(35)}`, "a Google API key"],
    ["eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "a JSON web token"],
  ])("recognizes %j", (value, kind) => {
    expect(secretKindOf(value)).toBe(kind);
  });

  it.each([
    "",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "postgres://shop@db:5432/shop",
    "http://web:8080/a@b",
    "postgres://shop:${PASSWORD}@db/shop",
    "password=/run/secrets/db",
    "export PASSWORD=$(cat /run/secrets/db) && exec serve",
    "postgres://shop:***@db/shop",
    "https://example.com/?next=password",
    "hello",
  ])("finds no secret in %j", (value) => {
    expect(secretKindOf(value)).toBeUndefined();
  });
});
