import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { recordOf } from "../../swarm/typed";
import { unknown } from "../../swarm/draft";
import { mapInput } from "../arguments/inputs";
import type { Additional } from "../arguments/ownProvider";
import { block, choice, text } from "../arguments/shape";
import type {
  ServiceTaskSpecContainerSpecPrivileges,
  ServiceTaskSpecContainerSpecPrivilegesSeccomp,
} from "./additionalInputs";

/**
 * Which system calls the program can make.
 *
 * @example
 * import { SeccompMode, SwarmService } from "pulumi-swarm-networking";
 *
 * new SwarmService("debugger", {
 *   image: "registry.example.com/debugger:1.0",
 *   seccomp: { mode: SeccompMode.Unconfined },
 * });
 */
export const SeccompMode = {
  /** Docker's own profile. */
  Default: "default",
  /** No profile. */
  Unconfined: "unconfined",
  /** The given profile. */
  Custom: "custom",
} as const;
export type SeccompMode = (typeof SeccompMode)[keyof typeof SeccompMode];

/** The seccomp profile of the container. Requires Docker Engine 25.0 and this project's provider. */
export interface SeccompArgs {
  /**
   * The Engine's default profile, none, or that in `profile`.
   *
   * @default - SeccompMode.Custom with a `profile`, otherwise SeccompMode.Default
   */
  readonly mode?: pulumi.Input<SeccompMode>;
  /**
   * A profile as JSON text.
   *
   * @default - none
   */
  readonly profile?: pulumi.Input<string>;
}

/**
 * Whether AppArmor confines the program. Swarm does not support profiles of your own.
 *
 * @example
 * import { AppArmorMode, SwarmService } from "pulumi-swarm-networking";
 *
 * new SwarmService("mounter", { image: "registry.example.com/mounter:1.0", appArmor: AppArmorMode.Disabled });
 */
export const AppArmorMode = {
  /** Docker's own profile. */
  Default: "default",
  /** No profile. */
  Disabled: "disabled",
} as const;
export type AppArmorMode = (typeof AppArmorMode)[keyof typeof AppArmorMode];

/** The account that a Windows container has in Active Directory. */
export interface CredentialSpecArgs {
  /**
   * A file in the folder `CredentialSpecs` of the data directory of each node.
   *
   * @default - none
   */
  readonly file?: pulumi.Input<string>;
  /**
   * A value in the registry of each node.
   *
   * @default - none
   */
  readonly registry?: pulumi.Input<string>;
}

/** The shape of a seccomp profile. */
export const seccompShape = block<SeccompArgs>({ mode: choice(SeccompMode), profile: text });

/** The shape of a credential spec. */
export const credentialSpecShape = block<CredentialSpecArgs>({ file: text, registry: text });

/** Checks that a profile is only given, and always given, in the custom mode. */
export function checkSeccomp(seccomp: unknown): Problem[] {
  const { mode, profile } = recordOf(seccomp, "seccomp", "seccomp", []);
  if (mode === unknown || profile === unknown) return [];
  if (mode === SeccompMode.Custom && profile === undefined) {
    const reason = `'profile' is missing for 'mode' "custom". Set it to a seccomp profile as JSON text.`;
    return [{ path: "seccomp.profile", reason }];
  }
  if (profile === undefined || mode === undefined || mode === SeccompMode.Custom) return [];
  const reason = `'profile' is only for 'mode' "custom". Leave one of them out.`;
  return [{ path: "seccomp.profile", reason }];
}

/** Checks that a credential spec has exactly one source. */
export function checkCredentialSpec(credentialSpec: unknown): Problem[] {
  if (credentialSpec === undefined || credentialSpec === unknown) return [];
  const { file, registry } = recordOf(credentialSpec, "credentialSpec", "credentialSpec", []);
  if ((file === undefined) !== (registry === undefined)) return [];
  const reason = `A credential spec comes from 'file' or from 'registry'. Set exactly one of them.`;
  return [{ path: "credentialSpec", reason }];
}

/** The arguments of a service that set privileges. */
interface PrivilegesArgs {
  readonly credentialSpec?: pulumi.Input<CredentialSpecArgs>;
  readonly seccomp?: pulumi.Input<SeccompArgs>;
  readonly appArmor?: pulumi.Input<AppArmorMode>;
  readonly noNewPrivileges?: pulumi.Input<boolean>;
}

/** The privileges of the container; `undefined` if no argument sets one. */
export function privilegesOf(
  { credentialSpec, seccomp, appArmor, noNewPrivileges }: PrivilegesArgs,
  additional: Additional,
): ServiceTaskSpecContainerSpecPrivileges | undefined {
  if ([credentialSpec, seccomp, appArmor, noNewPrivileges].every((argument) => argument === undefined))
    return undefined;
  return {
    credentialSpec,
    seccomp: additional("seccomp", mapInput(seccomp, seccompOf)),
    appArmor: additional("appArmor", appArmor),
    noNewPrivileges: additional("noNewPrivileges", noNewPrivileges),
  };
}

function seccompOf({ mode, profile }: SeccompArgs): ServiceTaskSpecContainerSpecPrivilegesSeccomp {
  return { mode: mode ?? (profile === undefined ? SeccompMode.Default : SeccompMode.Custom), profile };
}
