import type { AdoptedComponent, AdoptedProject, ComponentName, Value } from "../../../adopt/model/project";
import {
  CommentedValue,
  ConstantExpression,
  FileExpression,
  ReferenceExpression,
  SettingExpression,
  TextExpression,
} from "../../../adopt/model/project";

/** A component of the stack `shop`. */
export function member(
  component: ComponentName,
  logicalName: string,
  args: { readonly [argument: string]: Value } = {},
  more: Partial<AdoptedComponent> = {},
): AdoptedComponent {
  const place = { isMember: true, isExternal: false, swarmName: `shop_${logicalName}`, comments: [] };
  return { component, logicalName, args, ...place, ...more };
}

const ref = (
  component: ComponentName | "SwarmStack",
  name: string,
  method?: "attach" | "mount" | "publish",
  options?: { readonly [option: string]: Value },
): ReferenceExpression => new ReferenceExpression(component, name, method, options);

/** A project with every kind of expression, and with names that collide. */
export const shopProject: AdoptedProject = {
  name: "shop",
  stack: "shop",
  settings: [
    { name: "tag", description: "Version of the images", default: "1.4.2", isSecret: false, value: "1.5.0" },
    { name: "replicas", description: "", default: "2", isSecret: false },
    { name: "debug", description: "", default: "false", isSecret: false },
    { name: "port", description: "", default: "8080", isSecret: false },
    { name: "domain", description: "Host name of the shop", isSecret: false },
    { name: "dbPassword", description: "", isSecret: true, fromFile: "./secrets/db password.txt" },
  ],
  components: [
    member(
      "SwarmService",
      "api",
      {
        image: new TextExpression(["registry.example.com/shop/api:", { setting: "tag" }]),
        replicas: new SettingExpression("replicas", "number"),
        readOnly: new SettingExpression("debug", "boolean"),
        networks: [
          ref("OverlayNetwork", "data", "attach"),
          ref("SwarmStack", "shop", "attach", { aliases: ["orders"] }),
        ],
        env: {
          PORT: new TextExpression([{ setting: "port" }]),
          DATABASE_URL: new TextExpression(["postgres://shop:", { setting: "dbPassword" }, "@db/shop?x=`${1}`"]),
          "log.level": new CommentedValue("info", ["debug is very loud"]),
          GREETING: "Hello\nWorld",
        },
        ports: [{ targetPort: new SettingExpression("port", "number"), publishedPort: 80 }],
        updateConfig: { order: new ConstantExpression("UpdateOrder", "StartFirst"), delay: "10s" },
        configs: [ref("SwarmConfig", "data", "mount", { fileName: "/etc/shop.conf" })],
      },
      { comments: ["The API of the shop.", "It needs the database."], dependsOn: [ref("SwarmService", "db")] },
    ),
    member("SwarmService", "db", {
      image: "postgres:17.6",
      secrets: [ref("SwarmSecret", "db-password", "mount", { mode: 0o400 })],
      mounts: [
        { source: "db-data", target: "/var/lib/postgresql/data" },
        { type: new ConstantExpression("MountType", "Tmpfs"), target: "/run", tmpfsSizeBytes: 16 * 1024 * 1024 },
      ],
    }),
    member("SwarmService", "web", {
      image: "nginx:1.29",
      networks: [ref("OverlayNetwork", "proxy"), ref("OverlayNetwork", "default-2")],
    }),
    member("OverlayNetwork", "data", { internal: true }),
    member("OverlayNetwork", "default-2", {}, { swarmName: "shop_default-2" }),
    member("OverlayNetwork", "proxy", {}, { isMember: false, isExternal: true, swarmName: "proxy" }),
    member("SwarmSecret", "db-password", { text: new TextExpression([{ setting: "dbPassword" }]) }),
    member("SwarmConfig", "data", { text: new FileExpression("files/shop.conf", Buffer.from("listen 8080\n")) }),
  ],
  remarks: ["`build` of service `api` has no effect in a swarm."],
};

/** A project with this many services. */
export function largeProject(services: number): AdoptedProject {
  const names = Array.from({ length: services }, (_, i) => `svc-${i + 1}`);
  return {
    ...shopProject,
    components: [
      ...shopProject.components,
      ...names.map((name) =>
        member("SwarmService", name, {
          image: "nginx:1.29",
          networks: [ref("OverlayNetwork", "data")],
          env: { A: "1", B: "2", C: "3", D: "4" },
        }),
      ),
    ],
  };
}
