import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/** Variables that a model which is tried must not learn of the process that tries it. */
const SECRETS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_LAMBDA_RUNTIME_API',
  'MAAS_STORE_SECRET',
];

/** In `/proc/self/stat`, counted from what follows the program's name. */
const [ENV_START, ENV_END] = [47, 48];

/**
 * Takes the values of these variables out of `/proc/<pid>/environ`, where every process of the
 * same user reads them: the kernel shows there what the process was started with, whatever it
 * deletes later. The process itself keeps them. Linux alone has such a file.
 */
export function hideEnvironment(
  names: readonly string[] = SECRETS,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  if (process.platform !== 'linux') return;
  for (const name of names) {
    const value = environment[name];
    // Set anew, it has a place of its own, and does not go with the first.
    if (value !== undefined) environment[name] = value;
  }
  const { start, lengthBytes } = findEnvironment();
  const memory = openSync('/proc/self/mem', 'r+');
  try {
    const block = Buffer.alloc(lengthBytes);
    readSync(memory, block, 0, lengthBytes, start);
    for (const { offset, sizeBytes } of listValues(block, names)) {
      writeSync(memory, Buffer.alloc(sizeBytes, '-'), 0, sizeBytes, start + offset);
    }
  } finally {
    closeSync(memory);
  }
}

function findEnvironment(): { start: number; lengthBytes: number } {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const start = Number(fields[ENV_START]);
  return { start, lengthBytes: Number(fields[ENV_END]) - start };
}

function listValues(
  block: Buffer,
  names: readonly string[],
): { offset: number; sizeBytes: number }[] {
  const found: { offset: number; sizeBytes: number }[] = [];
  for (let begin = 0; begin < block.length;) {
    const end = block.indexOf(0, begin);
    const stop = end < 0 ? block.length : end;
    const entry = block.toString('latin1', begin, stop);
    const name = entry.slice(0, Math.max(0, entry.indexOf('=')));
    if (names.includes(name)) {
      const offset = begin + name.length + 1;
      found.push({ offset, sizeBytes: stop - offset });
    }
    begin = stop + 1;
  }
  return found;
}
