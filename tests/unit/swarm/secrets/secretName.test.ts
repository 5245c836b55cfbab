import { isSecretName, suspicionOf } from "../../../../swarm/secrets/secretName";

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
    "REDISCLI_AUTH",
    "NEO4J_AUTH",
    "FLOWER_BASIC_AUTH",
    "VAULT_DEV_ROOT_TOKEN_ID",
    "LDAP_BIND_CREDENTIALS",
    "bindCredentials",
  ])("treats %s as secret", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    "DB_PASSWORD_FILE",
    "ETCD_INITIAL_CLUSTER_TOKEN",
    "initial-cluster-token",
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

describe("suspicionOf", () => {
  it.each([
    ["DB_PASSWORD", "secret"],
    ["DB_PASSWORD_PROD", "secret"],
    ["RABBITMQ_ERLANG_COOKIE", "secret"],
    ["API_TOKENS", "secret if random"],
    ["PASSWORD_HASHER", "secret if random"],
    ["HASH_SALT", "secret if random"],
    ["homepage.widget.key", "secret if random"],
    ["SESSION_COOKIE", "none"],
    ["NEXT_PUBLIC_API_KEY", "none"],
    ["TOKEN_TTLS", "none"],
    ["proxy_pass", "none"],
    ["ROLE", "none"],
  ] as const)("treats the value of %s as %s", (name, suspicion) => {
    expect(suspicionOf(name)).toBe(suspicion);
  });
});
