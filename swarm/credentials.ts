import { findSecret } from "./secrets/findSecret";
import { isSecretName } from "./secrets/secretName";

/**
 * Whether an option of a log or volume driver holds a credential: `splunk-token`, or `o` with `username=…,password=…`.
 */
export function isCredentialOption(name: string, value: string): boolean {
  return value !== "" && (isSecretName(name) || isCredentialVariable(name, value));
}

/** Whether an environment variable holds a credential: `DB_PASSWORD`, not `DB_PASSWORD_FILE` or `TOKEN_TTL`. */
export function isCredentialVariable(name: string, value: string): boolean {
  return findSecret(name, value) !== undefined;
}
