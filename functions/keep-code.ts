/**
 * Starts a function, and keeps what V8 has compiled by then beside it, for all starts from its image:
 * of `predict` after its first answers.
 * Run: node <flags of AWS's bootstrap> keep-code.js FOLDER
 */
import '../layers/maas/hosts/builtins-from-cache.ts';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { KeptProgram } from '../layers/maas/hosts/kept-program.ts';
import { rehearsePredict, type Handler } from './rehearse-predict.ts';
import { REHEARSED_MODELS } from './rehearsed-models.ts';

/** By then a function has loaded all that it loads by and by. */
const LOADING_MS = 3000;

async function keepCode(folder: string): Promise<void> {
  const file = path.resolve(folder, 'handler.js');
  const program = new KeptProgram(file);
  const run = (): Handler => (program.run() as { readonly handler: Handler }).handler;
  if (path.basename(path.dirname(file)) === 'predict') {
    await rehearsePredict(run, Object.values(REHEARSED_MODELS));
  } else {
    run();
    await setTimeout(LOADING_MS);
  }
  for (const part of listParts(path.dirname(file))) program.load(part);
  // With the same flags as when they are loaded, else Node's own cache of them is not read.
  const load = createRequire(file);
  load('sharp');
  program.keep();
}

/** Lists the parts that it asks for by `import()`; rehearsals come by some of them alone. */
function listParts(folder: string): string[] {
  const parts = path.join(folder, 'parts');
  return existsSync(parts)
    ? readdirSync(parts).flatMap((name) => (name.endsWith('.js') ? path.join(parts, name) : []))
    : [];
}

// The runtime client gives this to a function.
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: unknown) => handler,
    HttpResponseStream: { from: (stream: unknown) => stream },
  },
});
keepCode(process.argv[2] ?? '').then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
