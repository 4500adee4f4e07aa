import { clientScene } from "./client";
import { driftScene } from "./drift";
import { profilesScene } from "./profiles";
import type { Scene } from "./scene";
import { setsScene } from "./sets";
import { startScene } from "./start";

/** Every scene, in the order of the table. */
export const scenes: readonly Scene[] = [profilesScene, setsScene, startScene, clientScene, driftScene];
