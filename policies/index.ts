import { PolicyPack, type Policies } from "@pulumi/policy";
import { environmentConfiguration, keysWithoutLevel } from "./configuration/configuration";
import { configuredFor, isOff, readPackConfig, remaining, remediates } from "./configuration/packConfig";
import { policies, policiesAbout, stackPolicies } from "./pack";
import { asDeployed, mayBeHidden } from "./facts/componentNetwork";
import { joinFindings } from "./evaluation/joinFindings";
import { groupFindings } from "./sdk/groupFindings";
import { interceptServer } from "./sdk/interceptServer";
import { evaluateDeployed } from "./sdk/evaluateDeployed";
import { onConfigure } from "./sdk/onConfigure";
import { joinPolicies } from "./sdk/joinPolicies";
import { selectPolicies } from "./sdk/selectPolicies";
import { skipRemediation } from "./sdk/skipRemediation";
import { ConfigurationError } from "./rule/settings";

// Loading this file serves the pack; what it is made of is in pack.ts.
const served: Policies = [...policies];
const joined = {
  name: "swarm-network",
  description: "Runs the policies of this pack.",
  enforcementLevel: "mandatory",
} as const;
const aboutStack: Policies = [
  {
    ...joined,
    validateStack: joinPolicies(stackPolicies, (policy, ...args) => policy.validateStack(...args), configuredFor),
  },
];
const aboutType = (type: string): Policies => {
  const about = policiesAbout(type, isOff);
  if (about.length === 0) return [];
  return [
    {
      ...joined,
      validateResource: joinPolicies(
        about,
        (policy, ...args) => {
          policy.validateResource(...args);
        },
        configuredFor,
      ),
    },
  ];
};
interceptServer(({ service, methods }) => {
  const { configure } = methods;
  const evaluating = evaluateDeployed(
    (resource) => mayBeHidden(resource.getType(), resource.getOptions()?.getIgnorechangesList() ?? []),
    asDeployed,
    selectPolicies(served, aboutType, aboutStack, methods),
  );
  const grouping = groupFindings(joinFindings, remaining, evaluating);
  return skipRemediation(remediates, {
    service,
    methods: configure === undefined ? grouping : { ...grouping, configure: onConfigure(readPackConfig, configure) },
  });
});
try {
  const configuration = { ...keysWithoutLevel, ...environmentConfiguration() };
  new PolicyPack("swarm-network", { policies: served }, configuration);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  // The CLI shows these lines; a stack trace would say nothing about the user's file.
  console.error(error.message);
  process.exitCode = 1;
}
