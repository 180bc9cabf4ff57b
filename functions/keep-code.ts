/**
 * Starts a function, and keeps what V8 has compiled by then beside it, for all starts from its image.
 * What `predict` does while it starts (ONNX Runtime, a connection that fails) is waited for.
 * Run: node <flags of AWS's bootstrap> keep-code.js FOLDER
 */
import '../layers/maas/hosts/builtins-from-cache.ts';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { KeptProgram } from '../layers/maas/hosts/kept-program.ts';

const START_MS = 3000;

const [, , folder = ''] = process.argv;
// What the runtime client gives it.
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: unknown) => handler,
    HttpResponseStream: { from: (stream: unknown) => stream },
  },
});
const file = path.resolve(folder, 'handler.js');
const program = new KeptProgram(file);
program.run();
// With the same flags as when they are loaded, else Node's own cache of them is not read.
const load = createRequire(file);
load('sharp');
const watchdog = path.resolve(folder, 'watchdog.js');
if (existsSync(watchdog)) load(watchdog);
setTimeout(() => {
  program.keep();
  process.exit();
}, START_MS);
