import { cisDocker } from "../../policies/rule/framework";
import { check, outcome } from "../check";
import { theSwarm } from "../swarmParts";

/** Without autolock, a manager stores the keys of the swarm beside the data that they protect. */
export const managerRequireAutolock = check({
  name: "swarm-manager-require-autolock",
  description: "Managers must stay locked after a restart until an operator unlocks them.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.5"),
  tags: ["swarm", "manager", "cis"],
  remediationSteps:
    "Run 'docker swarm update --autolock=true', and store the key that it prints away from the managers.",
  run: ({ swarm }) => {
    const isLocked = swarm.Spec?.EncryptionConfig?.AutoLockManagers === true;
    const message =
      "Autolock is off: anyone with a copy of a manager's disk can read the swarm's secrets, its certificates " +
      "and the keys of encrypted networks. Turn it on with 'docker swarm update --autolock=true'; a manager then " +
      "needs the key after each restart.";
    return outcome(isLocked ? [] : [{ subject: theSwarm, message }], {
      pass: "autolock is on",
      fail: "autolock is off",
    });
  },
});
