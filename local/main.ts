/** `npm start`, and the package's `serverless-maas start`: the whole service on one machine. */
import path from 'node:path';
import { SigningKeyError } from '../layers/maas/adapters/alarms/signing-key.ts';
import { SettingsError } from '../layers/maas/compose/settings-reader.ts';
import { buildWhenStale } from './build-when-stale.ts';
import { ForeignHomeError } from './claim-home.ts';
import { DamagedHomeError } from './damaged-home.ts';
import { parseFlags, UsageError, type Flags } from './flags.ts';
import { FIRST_PAGE } from './gateway/pages.ts';
import { HELP } from './help.ts';
import { explainHomeError } from './home-error.ts';
import { makeApiKey } from './home.ts';
import { HomeInUseError } from './home-lock.ts';
import { PLACES, START } from './places/places.ts';
import { openStack, type Stack } from './stack.ts';
import { uploadDemo } from './upload-demo.ts';

// Somebody who reads the output may leave: `npm start | head`.
process.stdout.on('error', () => undefined);

const DEMO_MODEL = 'sentiment';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(error: unknown, flags: Flags | undefined): never {
  process.stderr.write(`${explain(error, flags)}\n`);
  process.exit(1);
}

/**
 * A sentence for what whoever typed the command can mend, and where it happened for what they
 * cannot.
 */
function explain(error: unknown, { port, home }: Partial<Flags> = {}): string {
  if (!(error instanceof Error)) return String(error);
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'listen' && 'port' in error && port !== undefined) {
    return (
      `Port ${port} of 127.0.0.1 is ${code === 'EACCES' ? 'not allowed' : 'taken'}; take ` +
      `another: PORT=8081 ${START}`
    );
  }
  const isForUser =
    error instanceof UsageError ||
    error instanceof HomeInUseError ||
    error instanceof ForeignHomeError ||
    error instanceof DamagedHomeError ||
    error instanceof SigningKeyError ||
    error instanceof SettingsError ||
    syscall !== undefined;
  return (
    (home === undefined ? undefined : explainHomeError(error, home)) ??
    (isForUser ? error.message : (error.stack ?? error.message))
  );
}

/**
 * Ctrl-C reaches this process twice, from the terminal and from the launcher: only one that comes
 * later means "at once". The reaper kills what is left then.
 */
const SAME_SIGNAL_MS = 1000;

function endOnSignal(stack: Stack): void {
  let endingSinceMs = Infinity;
  const end = (): void => {
    if (performance.now() - endingSinceMs > SAME_SIGNAL_MS) process.exit(1);
    if (endingSinceMs < Infinity) return;
    endingSinceMs = performance.now();
    print('Ending …');
    stack.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error, undefined),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

async function start(flags: Flags): Promise<void> {
  const stack = await openStack({ ...flags, functionsDirectory: PLACES.functions, print });
  endOnSignal(stack);
  print(
    `serverless-maas on ${stack.url}\nEverything it keeps is in ${stack.home.directory}; its ` +
      `log is ${stack.home.logFile}.`,
  );
  await buildWhenStale();
  await stack.serve();
  if (flags.demo) {
    await uploadDemo(stack, [DEMO_MODEL, flags.defaultModel], flags.apiKeys).catch(
      (error: unknown) => {
        print(String(error));
      },
    );
  }
  const files = flags.apiKeys.map((caller) => makeApiKey(stack.home, caller));
  const key = files[0] === undefined ? '' : ` -H "x-api-key: $(cat '${files[0]}')"`;
  const body = `-H 'content-type: application/json' -d '{"text": "这是一个正面的文本"}'`;
  print(`
See and try the API:     ${stack.url}${FIRST_PAGE}
Ask the default model:   curl ${stack.url}/predict${key} ${body}
Upload one of your own:  curl ${stack.url}/upload -F model=@model.onnx
See how it does:         curl ${stack.url}/models/${flags.defaultModel}/metrics
${files.map((file) => `Key of 'key:${path.basename(file)}':  ${file}\n`).join('')}
Ready. Ctrl-C ends it.`);
}

let flags: Flags | undefined;
try {
  flags = parseFlags(process.argv.slice(2), process.env);
  if (flags.help) process.stdout.write(HELP);
  else await start(flags);
} catch (error) {
  fail(error, flags);
}
