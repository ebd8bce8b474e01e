/** Runs in a namespace of its own: `node record.ts MODULE#NAME FOLDER` plays one scene of real programs and captures it. */

import { join, resolve } from 'node:path';
import { Stage, type Scene } from './stage.ts';

const [of = '', folder = ''] = process.argv.slice(2);
const [file, name] = of.split('#');
const scenes = (await import(resolve(import.meta.dirname, file))) as { scenes: Readonly<Record<string, Scene>> };
const scene = scenes.scenes[name];
if (scene === undefined) throw new Error(`${file} has no scene ${name}`);
const stage = await Stage.open(folder, scene.addresses);
try {
  await scene.play(stage);
} finally {
  await stage.close();
}
process.stdout.write(`${join(folder, 'capture.pcapng')}\n`);
// The programs that were played may hold the pipes open.
process.exit();
