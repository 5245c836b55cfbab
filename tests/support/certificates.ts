import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Creates a certificate authority, a daemon's certificate (server-cert.pem, server-key.pem) and a client's (cert.pem,
 * key.pem), with the file names that docker uses.
 *
 * @param address of the daemon, for its certificate
 */
export function makeCertificates(folder: string, address: string): void {
  const openssl = (...args: string[]): void => {
    execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  };
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...ec, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=authority", "-days", "2");
  for (const [key, cert, name] of [
    ["server-key.pem", "server-cert.pem", "daemon"],
    ["key.pem", "cert.pem", "client"],
  ] as const) {
    writeFileSync(join(folder, "names"), `subjectAltName=IP:${address}`);
    openssl("req", ...ec, "-keyout", key, "-out", "request.pem", "-subj", `/CN=${name}`);
    openssl(
      ...["x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial"],
      ...["-out", cert, "-days", "2", "-extfile", "names"],
    );
  }
}
