import { totalmem } from 'node:os';
import { LOG_LEVELS, type LogLevel } from '../adapters/json-logger.ts';
import { DEFAULTS, ENVIRONMENT } from '../contract/environment.ts';
import { FUNCTIONS } from '../contract/functions.ts';
import { quote } from '../core/quote.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the registry is: a bucket, or a folder. */
export type StoreSettings =
  | { readonly kind: 's3'; readonly bucket: string; readonly pathStyle: boolean }
  | {
      readonly kind: 'files';
      readonly directory: string;
      readonly secret: string;
      readonly url: string;
    };

export interface Settings {
  readonly store: StoreSettings;
  readonly defaultModel: string;
  /** Memory of the function, or of the machine where there is none. */
  readonly memoryMb: number;
  readonly bundleDirectory: string;
  readonly bundleBudgetBytes: number;
  readonly metricNamespace: string;
  /** Where the metrics are lines in files, and not in CloudWatch. */
  readonly metricsDirectory: string | undefined;
  readonly recordTtlMs: number;
  readonly predictTimeoutMs: number;
  readonly predictionNote: string;
  readonly probeTimeoutMs: number;
  readonly predictMemoryMb: number;
  readonly probeMemoryMb: number;
  readonly logLevel: LogLevel;
}

const MIB = 1024 * 1024;
/** Set by Lambda itself. */
const MEMORY_VARIABLE = 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE';

/** The deployment is wrong: the message names the variable. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * What the environment says, checked, with the defaults of `contract/environment.ts`.
 * @throws SettingsError
 */
export function readSettings(environment: Environment = process.env): Settings {
  const read = new Reader(environment);
  const memoryMb = read.number(MEMORY_VARIABLE, Math.floor(totalmem() / MIB), 1);
  return {
    store: readStore(read),
    defaultModel: read.text(ENVIRONMENT.defaultModel) ?? DEFAULTS.defaultModel,
    memoryMb,
    bundleDirectory: read.text(ENVIRONMENT.bundleDirectory) ?? DEFAULTS.bundleDirectory,
    bundleBudgetBytes:
      read.number(
        ENVIRONMENT.bundleBudgetMb,
        FUNCTIONS.predict.ephemeralStorageMb - DEFAULTS.bundleReserveMb,
        1,
      ) * MIB,
    metricNamespace: read.text(ENVIRONMENT.metricNamespace) ?? DEFAULTS.metricNamespace,
    metricsDirectory: read.text(ENVIRONMENT.metricsDirectory),
    recordTtlMs: read.number(ENVIRONMENT.recordTtlMs, DEFAULTS.recordTtlMs, 0),
    predictTimeoutMs: read.number(ENVIRONMENT.predictTimeoutMs, DEFAULTS.predictTimeoutMs, 1),
    predictionNote: read.text(ENVIRONMENT.predictionNote) ?? DEFAULTS.predictionNote,
    probeTimeoutMs: read.number(ENVIRONMENT.probeTimeoutMs, DEFAULTS.probeTimeoutMs, 1),
    predictMemoryMb: read.number(ENVIRONMENT.predictMemoryMb, FUNCTIONS.predict.memoryMb, 1),
    probeMemoryMb: read.number(
      ENVIRONMENT.probeMemoryMb,
      Math.max(1, memoryMb - DEFAULTS.probeReserveMb),
      1,
    ),
    logLevel: read.oneOf(ENVIRONMENT.logLevel, LOG_LEVELS, DEFAULTS.logLevel),
  };
}

function readStore(read: Reader): StoreSettings {
  const bucket = read.text(ENVIRONMENT.bucket);
  const directory = read.text(ENVIRONMENT.storeDirectory);
  if ((bucket === undefined) === (directory === undefined)) {
    throw new SettingsError(
      `Exactly one of ${ENVIRONMENT.bucket} and ${ENVIRONMENT.storeDirectory} says where the registry is; got ${bucket === undefined ? 'neither' : 'both'}.`,
    );
  }
  if (bucket !== undefined)
    return {
      kind: 's3',
      bucket,
      pathStyle: read.oneOf(ENVIRONMENT.s3PathStyle, ['true', 'false'], 'false') === 'true',
    };
  return {
    kind: 'files',
    directory: directory ?? '',
    secret: read.required(ENVIRONMENT.storeSecret),
    url: read.required(ENVIRONMENT.storeUrl),
  };
}

/** One variable at a time; an empty one is as good as none. */
class Reader {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string): string | undefined {
    return this.#environment[name] === '' ? undefined : this.#environment[name];
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined)
      throw new SettingsError(`${name} is not set; the folder that is the registry needs it.`);
    return value;
  }

  number(name: string, fallback: number, least: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new SettingsError(`${name} is a whole number from ${least} on; got ${quote(text)}.`);
  }

  oneOf<const T extends string>(name: string, values: readonly T[], fallback: T): T {
    const text = this.text(name) ?? fallback;
    const value = values.find((candidate) => candidate === text);
    if (value === undefined)
      throw new SettingsError(`${name} is one of ${values.join(', ')}; got ${quote(text)}.`);
    return value;
  }
}
