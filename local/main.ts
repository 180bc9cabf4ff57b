/** `npm start`: the whole service on one machine. */
import { FUNCTIONS_DIRECTORY, buildWhenStale } from './build-when-stale.ts';
import { HELP, parseFlags, UsageError, type Flags } from './flags.ts';
import { HomeInUseError } from './home-lock.ts';
import { openStack, type Stack } from './stack.ts';
import { uploadDemo } from './upload-demo.ts';

// Somebody who reads the output may leave: `npm start | head`.
process.stdout.on('error', () => undefined);

const DEMO_MODEL = 'sentiment';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(error: unknown, port: number | undefined): never {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof UsageError || error instanceof HomeInUseError) process.stderr.write(`${error.message}\n`);
  else if (code === 'EADDRINUSE' || code === 'EACCES') process.stderr.write(`Port ${port ?? ''} of 127.0.0.1 is ${code === 'EACCES' ? 'not allowed' : 'taken'}; take another: PORT=8081 npm start\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

/** Ctrl-C reaches this process twice, from the terminal and from the launcher: only one that comes later means "at once". The reaper kills what is left then. */
const SAME_SIGNAL_MS = 1000;

function endOnSignal(stack: Stack): void {
  let endingSinceMs = Infinity;
  const end = (): void => {
    if (Date.now() - endingSinceMs > SAME_SIGNAL_MS) process.exit(1);
    if (endingSinceMs < Infinity) return;
    endingSinceMs = Date.now();
    print('Ending …');
    stack.close().then(() => process.exit(0), (error: unknown) => fail(error, undefined));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

async function start(flags: Flags): Promise<void> {
  const stack = await openStack({ ...flags, functionsDirectory: FUNCTIONS_DIRECTORY, print });
  endOnSignal(stack);
  print(`serverless-maas on ${stack.url}\nEverything it keeps is in ${stack.home.directory}; its log is ${stack.home.logFile}.`);
  await buildWhenStale();
  await stack.serve();
  if (flags.demo) await uploadDemo(stack, [DEMO_MODEL, flags.defaultModel]).catch((error: unknown) => { print(String(error)); });
  print(`
Ask the default model:   curl ${stack.url}/predict -H 'content-type: application/json' -d '{"text": "这是一个正面的文本"}'
Upload one of your own:  curl ${stack.url}/upload -F model=@model.onnx
See how it does:         curl ${stack.url}/models/${flags.defaultModel}/metrics

Ready. Ctrl-C ends it.`);
}

let flags: Flags | undefined;
try {
  flags = parseFlags(process.argv.slice(2), process.env);
  if (flags.help) process.stdout.write(HELP);
  else await start(flags);
} catch (error) {
  fail(error, flags?.port);
}
