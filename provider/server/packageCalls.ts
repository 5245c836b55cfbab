import { isDeepStrictEqual } from "node:util";
import { status } from "@grpc/grpc-js";
import { PluginInfo, type PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { checkConfiguration } from "../configuration/configuration";
import { insteadOfLookUp } from "../lookups";
import { Refused } from "./failure";
import { notServed } from "./notServed";
import { packageVersion } from "../handler/packageVersion";
import type { Abandoned } from "./runCall";
import type { Session } from "./session";
import { encode, union } from "./wire";

/** Settings that the state encrypts, whether the program marks them as secret or not. */
const secretConfiguration = { keyMaterial: true, registryAuth: true } as const;

/** The calls about the provider itself: its features, its configuration, its end. */
export class PackageCalls {
  public constructor(private readonly session: Session) {}

  public handshake(request: rpc.ProviderHandshakeRequest): rpc.ProviderHandshakeResponse {
    this.session.log.connect(request.getEngineAddress());
    this.session.begin();
    const response = new rpc.ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    response.setAcceptResources(true);
    response.setAcceptOutputs(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }

  public attach(request: PluginAttach): Empty {
    this.session.log.connect(request.getAddress());
    return new Empty();
  }

  public getPluginInfo(): PluginInfo {
    const info = new PluginInfo();
    info.setVersion(packageVersion);
    return info;
  }

  public checkConfig(request: rpc.CheckRequest): rpc.CheckResponse {
    const { properties, secrets } = this.session.decode(request.getNews(), () => secretConfiguration);
    const response = new rpc.CheckResponse();
    response.setInputs(Struct.fromJavaScript(encode(properties, secrets)));
    response.setFailuresList(
      checkConfiguration(properties, this.session.environment).map(({ property, reason }) => {
        const failure = new rpc.CheckFailure();
        failure.setProperty(property);
        failure.setReason(this.session.scrub(reason));
        return failure;
      }),
    );
    return response;
  }

  /** Never a replacement: another address or certificate can lead to the same swarm. */
  public diffConfig(request: rpc.DiffRequest): rpc.DiffResponse {
    const olds = this.session.decode(request.getOldInputs() ?? request.getOlds()).properties;
    const news = this.session.decode(request.getNews()).properties;
    const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
    const changed = keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
    const response = new rpc.DiffResponse();
    response.setChanges(
      changed.length === 0 ? rpc.DiffResponse.DiffChanges.DIFF_NONE : rpc.DiffResponse.DiffChanges.DIFF_SOME,
    );
    response.setDiffsList(changed);
    return response;
  }

  public configure(request: rpc.ConfigureRequest): rpc.ConfigureResponse {
    this.session.configure(this.session.decode(request.getArgs() ?? argsFromVariables(request)), request.getUrn());
    const response = new rpc.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    response.setAcceptresources(true);
    response.setAcceptoutputs(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }

  public async invoke(request: rpc.InvokeRequest, abandoned: Abandoned): Promise<rpc.InvokeResponse> {
    const token = request.getTok();
    const lookUp = this.session.lookUps.get(token);
    if (lookUp === undefined) {
      const served = [...this.session.handlers.keys(), ...this.session.lookUps.keys()];
      const sentences = [notServed(token, served), insteadOfLookUp.get(token)];
      throw new Refused(sentences.filter((sentence) => sentence !== undefined).join(" "));
    }
    const { properties, secrets } = this.session.decode(request.getArgs());
    const answer = await this.session.operations.run(
      (signal) => lookUp.invoke(properties, { engine: this.session.engine(), signal }),
      abandoned,
    );
    const response = new rpc.InvokeResponse();
    response.setReturn(Struct.fromJavaScript(encode(answer, union(secrets, lookUp.credentialsIn?.(answer)))));
    return response;
  }

  public call(request: rpc.CallRequest): never {
    throw new Refused(`${request.getTok()}: the resources of this provider have no methods.`);
  }

  public construct(request: rpc.ConstructRequest): never {
    throw new Refused(
      `${request.getType()} is not a component of this provider, which serves only resources. The components of this ` +
        "project are in their own package.",
    );
  }

  public parameterize(): never {
    throw new Refused("The docker provider takes no parameters. Leave them out.");
  }

  public list(): never {
    throw new Refused(
      "This provider does not list resources. Use 'docker network ls' and 'docker service ls'; 'pulumi import' takes " +
        "their ids.",
    );
  }

  /** The CLI also calls this to shut the provider down when the update is done. */
  public cancel(): Empty {
    this.session.operations.cancel();
    return new Empty();
  }

  /** The provider has no mappings from other ecosystems. */
  public getMapping(): rpc.GetMappingResponse {
    return new rpc.GetMappingResponse();
  }

  public getMappings(): rpc.GetMappingsResponse {
    return new rpc.GetMappingsResponse();
  }

  public async getSchema(request: rpc.GetSchemaRequest): Promise<rpc.GetSchemaResponse> {
    if (request.getVersion() !== 0) {
      throw new Refused(
        `This provider has its schema in version 0 of the format, not ${request.getVersion()}.`,
        status.INVALID_ARGUMENT,
      );
    }
    // Loaded on demand: an update never needs it.
    const { dockerSchema } = await import("../schema/dockerSchema");
    const response = new rpc.GetSchemaResponse();
    response.setSchema(JSON.stringify(dockerSchema));
    return response;
  }
}

/** CLIs before 3.x sent only texts, under `docker:config:<name>`. */
function argsFromVariables(request: rpc.ConfigureRequest): Struct {
  const variables = request.getVariablesMap().toObject();
  return Struct.fromJavaScript(
    Object.fromEntries(variables.map(([key, value]) => [key.split(":").at(-1) ?? key, value])),
  );
}
