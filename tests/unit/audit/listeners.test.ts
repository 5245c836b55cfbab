import { listenersOf, readListeners } from "../../../audit/listeners";

const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

test.each([
  ["every IPv4 address", "00000000:0949", ["0.0.0.0"]],
  ["every address", "00000000000000000000000000000000:0949", ["::"]],
  ["one address", "0BAFA8C0:0949", ["192.168.175.11"]],
  ["one address, by an IPv6 socket", "0000000000000000FFFF00000BAFA8C0:0949", ["192.168.175.11"]],
  ["an IPv6 address", "B80D0120000000000000000001000000:0949", ["b80d0120000000000000000001000000"]],
  ["another port", "00000000:0950", []],
])("The kernel's table of sockets shows a daemon that listens on %s", (_where, local, addresses) => {
  const line = `   0: ${local} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 130 1\n`;
  expect(listenersOf(head + line, 2377)).toEqual(addresses);
});

test("A connection does not count as a listener", () => {
  const line = "   1: 00000000:0949 0CAFA8C0:C350 01 00000000:00000000 00:00000000 00000000     0        0 131 1\n";
  expect(listenersOf(head + line, 2377)).toEqual([]);
});

test.each([["tcp://manager:2376"], ["ssh://root@manager"], ["unix:///nonexistent/docker.sock"]])(
  "The listeners of %s cannot be seen from this machine",
  (host) => {
    expect(readListeners(host, 2377)).toBeUndefined();
  },
);
