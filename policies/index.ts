// Must come first: the later imports load Pulumi's SDK.
import "./sdk/loadLater";
import { PolicyPack } from "@pulumi/policy";
import { environmentConfiguration, keysWithoutLevel } from "./configuration/configuration";
import { isOff, readPackConfig, remaining } from "./configuration/packConfig";
import { policies, policiesAbout, stackPolicies } from "./pack";
import { asDeployed, mayBeHidden } from "./facts/componentNetwork";
import { joinFindings } from "./evaluation/joinFindings";
import { groupFindings } from "./sdk/groupFindings";
import { interceptServer } from "./sdk/interceptServer";
import { evaluateDeployed } from "./sdk/evaluateDeployed";
import { onConfigure } from "./sdk/onConfigure";
import { readPropertiesOnce } from "./sdk/readOnce";
import { selectPolicies } from "./sdk/selectPolicies";
import { ConfigurationError } from "./rule/settings";

// Loading this file serves the pack; what it is made of is in pack.ts.
readPropertiesOnce();
const served = [...policies];
interceptServer((methods) => {
  const { configure } = methods;
  const evaluating = evaluateDeployed(
    (resource) => mayBeHidden(resource.getType(), resource.getOptions()?.getIgnorechangesList() ?? []),
    asDeployed,
    selectPolicies(served, (type) => policiesAbout(type, isOff), stackPolicies, methods),
  );
  const grouping = groupFindings(joinFindings, remaining, evaluating);
  return configure === undefined ? grouping : { ...grouping, configure: onConfigure(readPackConfig, configure) };
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
