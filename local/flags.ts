import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LOG_LEVELS } from '../layers/maas/adapters/json-logger.ts';
import { DEFAULTS } from '../layers/maas/contract/environment.ts';
import {
  FUNCTION_NAMES,
  FUNCTION_SECONDS,
  FUNCTIONS,
  type FunctionName,
} from '../layers/maas/contract/functions.ts';
import { MaasError } from '../layers/maas/core/errors.ts';
import { parseModelName } from '../layers/maas/core/registry/names.ts';
import type { StackOptions } from './stack-options.ts';

/** The command line or the environment is wrong; the message is for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type Flags = Omit<StackOptions, 'functionsDirectory' | 'print'> & {
  readonly demo: boolean;
  readonly help: boolean;
};

/** Functions that mostly wait take more at once than those that compute. One validation that takes its whole minute must not hold up all others. */
const CORES = Math.max(2, availableParallelism());
const INSTANCES: Readonly<Record<FunctionName, number>> = {
  models: 4,
  upload: 8,
  ingest: Math.max(2, Math.floor(CORES / 2)),
  predict: CORES,
  monitor: 2,
};

export const HELP = `Usage: npm start [-- options]

Starts the whole service on this machine.

  PORT=8080                    port on 127.0.0.1; 0 takes any that is free
  MAAS_HOME=.maas              folder of everything that is kept

  --default-model <name>       model of /predict and /upload where none is named (${DEFAULTS.defaultModel})
  --no-demo                    do not upload the demo model on the first start
  --bucket <name>              keep the registry in this S3 bucket; credentials as AWS's own tools find them
  --s3-endpoint <url>          any S3-compatible store in place of AWS; needs --bucket
  --allow-host <name>          name under which a proxy in front calls it, may be repeated (localhost alone)
  --instances <function>=<n>   most instances of a function, may be repeated (${FUNCTION_NAMES.map((name) => `${name}=${INSTANCES[name]}`).join(' ')})
  --predict-timeout <seconds>  how long one prediction may run, where its model has no limit of its own (${DEFAULTS.predictTimeoutMs / 1000})
  --predict-memory <MB>        memory of each instance of predict, which decides which models fit (${FUNCTIONS.predict.memoryMb})
  --idle-seconds <n>           seconds after which an instance without work ends (300)
  --log-level <level>          what functions log: ${LOG_LEVELS.join(', ')} (${DEFAULTS.logLevel})
  --verbose                    show the whole log here, each request included
  --help                       this text
`;

/** @throws UsageError */
export function parseFlags(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Flags {
  const values = parse(args);
  const logLevel = requireOneOf(
    '--log-level',
    values['log-level'] ?? DEFAULTS.logLevel,
    LOG_LEVELS,
  );
  if (values['s3-endpoint'] !== undefined && values.bucket === undefined)
    throw new UsageError('--s3-endpoint needs --bucket, the name of the bucket there.');
  if (values['s3-endpoint'] !== undefined && !/^https?:\/\//.test(values['s3-endpoint']))
    throw new UsageError(
      `--s3-endpoint is an address as http://127.0.0.1:9000; got '${values['s3-endpoint']}'.`,
    );
  return {
    home: path.resolve(
      environment.MAAS_HOME === undefined || environment.MAAS_HOME === ''
        ? '.maas'
        : environment.MAAS_HOME,
    ),
    port: requireNumber(
      'PORT',
      environment.PORT === undefined || environment.PORT === '' ? '8080' : environment.PORT,
      0,
      65_535,
    ),
    bucket: values.bucket,
    s3Endpoint: values['s3-endpoint'],
    defaultModel: requireModelName(
      '--default-model',
      values['default-model'] ?? DEFAULTS.defaultModel,
    ),
    allowedHosts: (values['allow-host'] ?? []).map(parseHost),
    instances: {
      ...INSTANCES,
      ...Object.fromEntries((values.instances ?? []).map(parseInstances)),
    },
    predictTimeoutSeconds: requireNumber(
      '--predict-timeout',
      values['predict-timeout'] ?? String(DEFAULTS.predictTimeoutMs / 1000),
      1,
      FUNCTION_SECONDS,
    ),
    predictMemoryMb: requireNumber(
      '--predict-memory',
      values['predict-memory'] ?? String(FUNCTIONS.predict.memoryMb),
      512,
      1_000_000,
    ),
    idleMs: requireNumber('--idle-seconds', values['idle-seconds'] ?? '300', 1, 86_400) * 1000,
    logLevel,
    consoleLevel: values.verbose === true ? 'debug' : 'warn',
    demo: values['no-demo'] !== true,
    help: values.help === true,
  };
}

function parse(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false, strict: true })
      .values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw new UsageError(`${sentence ?? ''}. 'npm start -- --help' lists the options.`, {
      cause: error,
    });
  }
}

const OPTIONS = {
  bucket: { type: 'string' },
  's3-endpoint': { type: 'string' },
  'default-model': { type: 'string' },
  instances: { type: 'string', multiple: true },
  'allow-host': { type: 'string', multiple: true },
  'predict-timeout': { type: 'string' },
  'predict-memory': { type: 'string' },
  'idle-seconds': { type: 'string' },
  'log-level': { type: 'string' },
  'no-demo': { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

function parseInstances(text: string): [FunctionName, number] {
  const [name = '', count = '', ...rest] = text.split('=');
  if (rest.length > 0 || count === '')
    throw new UsageError(`--instances is <function>=<number>, as predict=4; got '${text}'.`);
  return [
    requireOneOf('--instances', name, FUNCTION_NAMES),
    requireNumber(`--instances ${name}`, count, 1, 1000),
  ];
}

function parseHost(text: string): string {
  if (/^[\w.-]+$|^\[[\da-f:.]+\]$/i.test(text)) return text.toLowerCase();
  throw new UsageError(`--allow-host is a name without a port, as models.example; got '${text}'.`);
}

function requireNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${name} is a whole number from ${least} to ${most}; got '${text}'.`);
}

function requireOneOf<const T extends string>(
  name: string,
  value: string,
  values: readonly T[],
): T {
  const found = values.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new UsageError(`${name} is one of ${values.join(', ')}; got '${value}'.`);
}

function requireModelName(name: string, value: string): string {
  try {
    return parseModelName(value);
  } catch (error) {
    if (error instanceof MaasError)
      throw new UsageError(`${name}: ${error.message}`, { cause: error });
    throw error;
  }
}
