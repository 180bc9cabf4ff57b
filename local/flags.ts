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
import { STORAGE } from '../layers/maas/contract/storage.ts';
import { METRIC_DETAILS } from '../layers/maas/contract/metrics.ts';
import { MaasError } from '../layers/maas/core/errors.ts';
import { parseModelName } from '../layers/maas/core/registry/names.ts';
import { INSTANCES } from './help.ts';
import { HOSTS } from './hosts.ts';
import { START_WITH } from './places/places.ts';
import type { StackOptions } from './stack-options.ts';

/** The command line or the environment is wrong; the message is for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type Flags = Omit<StackOptions, 'functionsDirectory' | 'print'> & {
  readonly demo: boolean;
  readonly help: boolean;
};

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
  const preload = (values.preload ?? []).map((name) => requireModelName('--preload', name));
  checkEndpoint(values['s3-endpoint'], values.bucket);
  return {
    ...readPlace(values, environment),
    bucket: values.bucket,
    s3Endpoint: values['s3-endpoint'],
    defaultModel: requireModelName(
      '--default-model',
      values['default-model'] ?? DEFAULTS.defaultModel,
    ),
    alarmWebhook: parseWebhook(values['alarm-webhook']),
    apiKeys: [...new Set((values['api-key'] ?? []).map(parseCaller))],
    allowedHosts: (values['allow-host'] ?? []).map(parseHost),
    preload: [...new Set(preload)],
    host: requireOneOf('--host', values.host ?? 'process', HOSTS),
    instances: {
      ...INSTANCES,
      ...Object.fromEntries((values.instances ?? []).map(parseInstances)),
    },
    ...readPredict(values),
    ...readCaptures(values),
    idleMs: requireNumber('--idle-seconds', values['idle-seconds'] ?? '300', 1, 86_400) * 1000,
    metricDetail: requireOneOf(
      '--metrics',
      values.metrics ?? DEFAULTS.metricDetail,
      METRIC_DETAILS,
    ),
    logLevel,
    consoleLevel: values.verbose === true ? 'debug' : 'warn',
    demo: values['no-demo'] !== true,
    help: values.help === true,
  };
}

/** A flag goes before its variable; an empty variable is none. */
function readPlace(
  { home, port }: ReturnType<typeof parse>,
  { MAAS_HOME = '', PORT = '' }: Readonly<Record<string, string | undefined>>,
): Pick<Flags, 'home' | 'port'> {
  if (home === '') throw new UsageError("--home is a folder, as ~/maas; got ''.");
  return {
    home: path.resolve(home ?? (MAAS_HOME === '' ? '.maas' : MAAS_HOME)),
    port:
      port === undefined
        ? requireNumber('PORT', PORT === '' ? '8080' : PORT, 0, 65_535)
        : requireNumber('--port', port, 0, 65_535),
  };
}

function readPredict(
  values: ReturnType<typeof parse>,
): Pick<Flags, 'predictTimeoutSeconds' | 'predictMemoryMb'> {
  return {
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
  };
}

function readCaptures(
  values: ReturnType<typeof parse>,
): Pick<Flags, 'capturePercent' | 'captureRedact' | 'captureDays'> {
  return {
    capturePercent: requireNumber('--capture-percent', values['capture-percent'] ?? '0', 0, 100),
    captureRedact: (values['capture-redact'] ?? []).map(parseField),
    captureDays: requireNumber(
      '--capture-days',
      values['capture-days'] ?? String(STORAGE.captureRetentionDays),
      1,
      3650,
    ),
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
    throw new UsageError(`${sentence ?? ''}. '${START_WITH} --help' lists the options.`, {
      cause: error,
    });
  }
}

const OPTIONS = {
  port: { type: 'string' },
  home: { type: 'string' },
  bucket: { type: 'string' },
  's3-endpoint': { type: 'string' },
  'default-model': { type: 'string' },
  preload: { type: 'string', multiple: true },
  host: { type: 'string' },
  instances: { type: 'string', multiple: true },
  'alarm-webhook': { type: 'string' },
  'api-key': { type: 'string', multiple: true },
  'allow-host': { type: 'string', multiple: true },
  'predict-timeout': { type: 'string' },
  'predict-memory': { type: 'string' },
  'capture-percent': { type: 'string' },
  'capture-redact': { type: 'string', multiple: true },
  'capture-days': { type: 'string' },
  'idle-seconds': { type: 'string' },
  'log-level': { type: 'string' },
  metrics: { type: 'string' },
  'no-demo': { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

function parseInstances(text: string): [FunctionName, number] {
  const [name = '', count = '', ...rest] = text.split('=');
  if (rest.length > 0 || count === '') {
    throw new UsageError(`--instances is <function>=<number>, as predict=4; got '${text}'.`);
  }
  return [
    requireOneOf('--instances', name, FUNCTION_NAMES),
    requireNumber(`--instances ${name}`, count, 1, 1000),
  ];
}

function checkEndpoint(endpoint: string | undefined, bucket: string | undefined): void {
  if (endpoint === undefined) return;
  if (bucket === undefined) {
    throw new UsageError('--s3-endpoint needs --bucket, the name of the bucket there.');
  }
  if (!/^https?:\/\//.test(endpoint)) {
    throw new UsageError(
      `--s3-endpoint is an address as http://127.0.0.1:9000; got '${endpoint}'.`,
    );
  }
}

function parseWebhook(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (URL.canParse(text) && /^https?:\/\//.test(text)) return text;
  throw new UsageError(
    `--alarm-webhook is an address as http://127.0.0.1:9000/alarms; got '${text}'.`,
  );
}

/** It is the key's id, and the name of its file. */
function parseCaller(text: string): string {
  if (/^[\w-]{1,64}$/.test(text)) return text;
  throw new UsageError(
    `--api-key is a caller's name of letters, digits, - and _, whose key is then made; got '${text}'.`,
  );
}

function parseHost(text: string): string {
  if (/^[\w.-]+$|^\[[\da-f:.]+\]$/i.test(text)) return text.toLowerCase();
  throw new UsageError(`--allow-host is a name without a port, as models.example; got '${text}'.`);
}

function parseField(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new UsageError("--capture-redact is the name of a field, as email; got ''.");
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
    if (error instanceof MaasError) {
      throw new UsageError(`${name}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
