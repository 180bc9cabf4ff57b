import { JsonLogger } from '../adapters/json-logger.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { ENVIRONMENT } from '../contract/environment.ts';
import { toPredictSeconds } from '../contract/functions.ts';
import { OriginGate } from '../core/access/origin-gate.ts';
import type { Logger } from '../core/ports/logger.ts';
import { openKeyRing } from './compose-key-ring.ts';
import { SettingsError, SettingsReader, type Environment } from './settings-reader.ts';
import { readSettings, type PredictionKeySettings, type Settings } from './settings.ts';

/** Set by Lambda: where a web function has to listen. */
const PLACE_VARIABLE = 'AWS_LAMBDA_HTTP_ENDPOINT';

export interface WebParts {
  readonly host: string;
  readonly port: number;
  readonly settings: Settings;
  /** Seconds of a call, with the loading of its model. */
  readonly timeoutSeconds: number;
  readonly gate: OriginGate;
  readonly logger: Logger;
}

/** Composes the listener in front of predict. @throws SettingsError */
export function composeWeb(environment: Environment): WebParts {
  const settings = readSettings(environment);
  const logger = new JsonLogger({
    level: settings.logLevel,
    fields: { function: 'predict' },
  });
  const keys = openKeyRing(readOriginKeys(environment), systemClock, (error) => {
    logger.error("The key that API Gateway shows cannot be read: none of the API's calls pass.", {
      error,
    });
  });
  return {
    ...readPlace(environment),
    settings,
    timeoutSeconds: toPredictSeconds(Math.ceil(settings.predictTimeoutMs / 1000)),
    gate: new OriginGate(keys),
    logger,
  };
}

function readPlace(environment: Environment): Pick<WebParts, 'host' | 'port'> {
  const text = environment[PLACE_VARIABLE] ?? '';
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || port === undefined) {
    throw new SettingsError(
      `${PLACE_VARIABLE} is the host and port to listen on, as 0.0.0.0:3000; got '${text}'.`,
    );
  }
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

function readOriginKeys(environment: Environment): PredictionKeySettings {
  const read = new SettingsReader(environment);
  const path = read.text(ENVIRONMENT.originKeyFile);
  if (path !== undefined) return { kind: 'file', path };
  const secret = read.required(
    ENVIRONMENT.originKeySecret,
    'it is what tells the calls of the API from those of others',
  );
  return { kind: 'secret', secret };
}
