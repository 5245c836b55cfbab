import { buildRelease } from "./release";

/** `npm run release -- FOLDER` */
buildRelease(process.argv[2] ?? "release");
