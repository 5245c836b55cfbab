import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { checkout, type LabNode } from "./lab";
import { spawnOnNode } from "./labNode";

/** A real OpenSSH server on a node of the lab, for root with one key. */
export interface SshServer {
  /** `address:port`. */
  readonly address: string;
  /** The private key that can log in. */
  readonly key: string;
  /** A known-hosts file with its host key. */
  readonly knownHosts: string;
  stop(): Promise<void>;
}

const port = 2222;

/**
 * @param folder for its keys and settings
 * @param dockerHost DOCKER_HOST of sessions, like a setting in /etc/environment
 */
export async function startSshServer(node: LabNode, folder: string, dockerHost: string): Promise<SshServer> {
  execFileSync(join(checkout, "tools", "get-sshd"), { stdio: "ignore" });
  const file = (name: string): string => join(folder, name);
  mkdirSync(folder, { recursive: true });
  for (const name of ["host", "client"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file(name)]);
  }
  const [type = "", key = ""] = readFileSync(file("host.pub"), "utf8").split(" ");
  writeFileSync(file("known"), `[${node.address}]:${port} ${type} ${key}\n`);
  // sshd drops its privileges to the user "sshd", which may not exist on the host.
  writeFileSync(file("passwd"), "root:*:0:0:root:/root:/bin/sh\nsshd:*:65533:65534::/run/sshd:/usr/sbin/nologin\n");
  writeFileSync(
    file("sshd_config"),
    [
      `ListenAddress ${node.address}:${port}`,
      `HostKey ${file("host")}`,
      `AuthorizedKeysFile ${file("client.pub")}`,
      "StrictModes no",
      "UsePAM no",
      "PidFile none",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      `SetEnv "DOCKER_HOST=${dockerHost}" "PATH=${engineFolder()}:/usr/bin:/bin"`,
      "",
    ].join("\n"),
  );
  const boot =
    `mount --bind ${file("passwd")} /etc/passwd && mkdir -p /run/sshd && ` +
    `exec ${sshd} -D -e -f ${file("sshd_config")}`;
  const child = spawnOnNode(node.name, "unshare", "--mount", "sh", "-c", boot);
  let log = "";
  child.stderr?.on("data", (text: Buffer) => (log += text.toString()));
  child.stdout?.resume();
  await listening(node.address, () => log);
  return {
    address: `${node.address}:${port}`,
    key: file("client"),
    knownHosts: file("known"),
    stop: async () => {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

const sshd = join(checkout, ".tools", "sshd", "usr", "sbin", "sshd");

/** The folder of the lab's docker command. */
function engineFolder(): string {
  return join(checkout, ".tools", "engine-20.10", "bin");
}

async function listening(address: string, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, address);
    const answers = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => {
        resolve(true);
      });
      socket.once("error", () => {
        resolve(false);
      });
    });
    socket.destroy();
    if (answers) return;
    await pause(50);
  }
  throw new Error(`the ssh server at ${address}:${port} did not start: ${log()}`);
}
