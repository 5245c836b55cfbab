import { serviceDisallowAddedCapabilities as policy } from "../../../../../policies/rules/service/serviceDisallowAddedCapabilities";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const adding = (capAdds: unknown, settings = {}): Said =>
  evaluateService(policy, { taskSpec: { containerSpec: { capAdds } } }, settings);

const refusal = (capability: string, index = 0): Said => ({
  violations: [
    `Service "api" adds the Linux capability ${capability} (taskSpec.containerSpec.capAdds[${index}]), which Docker ` +
      "does not give a container by default: its tasks can do a part of what root can do on the node. Remove it, or " +
      'add it to this rule\'s setting "allow".',
  ],
});

test.each(["CAP_SYS_ADMIN", "SYS_ADMIN", "sys_admin", "ALL", "CAP_ALL", "CAP_NET_ADMIN", "CAP_SYS_PTRACE"])(
  "The capability %s is refused",
  (capability) => {
    expect(adding([capability])).toEqual(refusal(capability));
  },
);

test("Capabilities of Docker's default set and those that the settings allow pass", () => {
  expect(adding(undefined)).toEqual(silent);
  expect(adding(["CAP_CHOWN", "net_bind_service", "CAP_IPC_LOCK", "SYS_NICE"])).toEqual(silent);
  expect(adding(["CAP_IPC_LOCK"], { allow: [] })).toEqual(refusal("CAP_IPC_LOCK"));
  expect(adding(["CHOWN", "NET_ADMIN"], { allow: ["cap_net_admin"] })).toEqual(silent);
});

test("Each known capability is checked while another is unknown", () => {
  expect(adding([unknownText, "CAP_BPF"])).toEqual({
    ...refusal("CAP_BPF", 1),
    ...{ undecided: undecided("", "taskSpec.containerSpec.capAdds[0]").undecided },
  });
});
