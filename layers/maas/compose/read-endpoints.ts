import { ENVIRONMENT } from '../contract/environment.ts';
import { isMapOf, isNumber, isShape } from '../core/json/guards.ts';
import { quote } from '../core/quote.ts';
import { foldName } from '../contract/names.ts';
import type { Settings } from './settings.ts';
import { type Environment, SettingsError, SettingsReader } from './settings-reader.ts';

/** The limits of a model's own function, in place of those in the settings. */
interface EndpointLimits {
  readonly memoryMb: number;
  readonly bundleMb: number;
  readonly timeoutMs: number;
}

const MIB = 1024 * 1024;
const isEndpoints = isMapOf(
  isShape<EndpointLimits>({ memoryMb: isNumber, bundleMb: isNumber, timeoutMs: isNumber }),
);

/**
 * @returns the settings by which a model's versions are judged: those of the function that will
 *   serve them
 * @throws SettingsError
 */
export function readEndpoints(
  environment: Environment,
  settings: Settings,
): (model: string) => Settings {
  const endpoints = parse(new SettingsReader(environment).text(ENVIRONMENT.endpoints));
  return (model) => {
    const own = endpoints[foldName(model)];
    if (!own) return settings;
    return {
      ...settings,
      predictMemoryMb: own.memoryMb,
      hasEndpoint: true,
      bundleBudgetBytes: own.bundleMb * MIB,
      predictTimeoutMs: own.timeoutMs,
    };
  };
}

function parse(text = '{}'): Readonly<Record<string, EndpointLimits>> {
  const value = parseJson(text);
  if (isEndpoints(value)) return value;
  throw new SettingsError(
    `${ENVIRONMENT.endpoints} is limits by model, as ` +
      `{"ocr": {"memoryMb": 3538, "bundleMb": 1984, "timeoutMs": 30000}}; got ${quote(text)}.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
