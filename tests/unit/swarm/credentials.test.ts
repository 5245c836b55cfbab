import { isSecretName, isSecretValue, secretKindOf } from "../../../swarm/credentials";

describe("isSecretName", () => {
  it.each([
    "PASSWORD",
    "DB_PASSWORD",
    "db_password",
    "dbPassword",
    "DBPASSWORD",
    "PGPASSWORD",
    "MYSQL_ROOT_PASSWORD",
    "SMTP_PASS",
    "DB_PWD",
    "DB_PASSWORD_1",
    "PASSWORD_DB",
    "DB_PASSWORD_PROD",
    "JWT_SECRET",
    "clientSecret",
    "SECRET_KEY_BASE",
    "API_KEY",
    "apiKey",
    "APIKEY",
    "STRIPE-API-KEY",
    "AWS_SECRET_ACCESS_KEY",
    "TLS_PRIVATE_KEY",
    "APP_KEY",
    "GITHUB_TOKEN",
    "AuthToken",
    "ADMIN_CREDENTIALS",
    "KEYSTORE_PASSPHRASE",
    "Spring.Datasource.Password",
  ])("treats %s as secret", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    "DB_PASSWORD_FILE",
    "PASSWORD_MIN_LENGTH",
    "TOKEN_TTL",
    "TOKEN_URL",
    "SECRET_NAME",
    "SECRETS_DIR",
    "PWD",
    "OLDPWD",
    "TOKENIZERS_PARALLELISM",
    "PUBLIC_KEY",
    "STRIPE_PUBLISHABLE_KEY",
    "AWS_ACCESS_KEY_ID",
    "API_KEY_HEADER",
    "KEYBOARD",
    "MONKEY",
    "PASSENGER_APP_ENV",
    "COMPASS_URL",
    "BYPASS_CACHE",
    "SECRETARY",
    "PARTITION_KEY",
    "ROLE",
    "",
  ])("treats %j as harmless", (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe("isSecretValue", () => {
  it.each([
    ["DB_PASSWORD", "hunter2"],
    ["DB_PASSWORD", "123456"],
    ["DB_PASSWORD", "/hunter"],
    ["DB_PASSWORD", "a b"],
    ["API_TOKEN", "abc123"],
    ["DB_PASSWORD_PROD", "hunter"],
    ["SECRET_KEY_BASE", "hunter"],
    ["PASSWORD_FOR_SHOP", "hunter2hunter2"],
  ])("treats %s=%s as secret", (name, value) => {
    expect(isSecretValue(name, value)).toBe(true);
  });

  it.each([
    ["DB_PASSWORD", ""],
    ["DB_PASSWORD", " "],
    ["ALLOW_EMPTY_PASSWORD", "yes"],
    ["MYSQL_RANDOM_ROOT_PASSWORD", "1"],
    ["MAX_TOKENS", "4096"],
    ["PASSWORD_HASHER", "argon2id"],
    ["TOKEN_REVIEWER", "kube-system"],
    ["PASSWORD_RESET_SUBJECT", "Your new password for shop 2000"],
    ["TLS_PRIVATE_KEY", "/run/secrets/key.pem"],
    ["DB_PASSWORD", "file:///run/secrets/db"],
    ["DB_PASSWORD", "vault:secret/data/db#password"],
    ["DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:1:secret:db"],
    ["DB_PASSWORD", "${DB_PASSWORD}"],
    ["DB_PASSWORD", "{{.Node.Hostname}}"],
  ])("treats %s=%j as harmless", (name, value) => {
    expect(isSecretValue(name, value)).toBe(false);
  });
});

describe("secretKindOf", () => {
  const pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";

  it.each([
    [pem, "a private key"],
    ["-----BEGIN PRIVATE KEY-----", "a private key"],
    [Buffer.from(pem).toString("base64"), "a private key"],
    ["postgres://shop:hunter2@db:5432/shop", "an address with a password in it"],
    ["amqp://:hunter2@mq", "an address with a password in it"],
    ["Server=db;User Id=sa;Password=hunter2;", "a connection string with a password in it"],
    ["jdbc:postgresql://db/shop?user=a&password=hunter2", "a connection string with a password in it"],
    ["-Xmx1g -Dspring.datasource.password=hunter2", "a connection string with a password in it"],
    ["export PASSWORD=hunter2 && exec serve", "a connection string with a password in it"],
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
