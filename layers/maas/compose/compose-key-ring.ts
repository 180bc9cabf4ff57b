import type { Clock, Stopwatch } from '../core/ports/clock.ts';
import type { Logger } from '../core/ports/logger.ts';
import type { PredictionKeys } from '../core/ports/prediction-keys.ts';
import { KeyRing } from '../core/feedback/key-ring.ts';
import type { PredictionKeySettings, Settings } from './settings.ts';

/** The keys of predictions' ids, whose reading begins at once; undefined where there are none. */
export function composeKeyRing(
  { predictionKeys }: Pick<Settings, 'predictionKeys'>,
  clock: Clock & Stopwatch,
  logger: Logger,
): KeyRing | undefined {
  if (predictionKeys === undefined) return undefined;
  return openKeyRing(predictionKeys, clock, (error) => {
    logger.warn("The keys of predictions' ids cannot be read.", { error });
  });
}

/** @param onFailure told when they cannot be read */
export function openKeyRing(
  settings: PredictionKeySettings,
  clock: Clock & Stopwatch,
  onFailure: (error: unknown) => void,
): KeyRing {
  const source: PredictionKeys = {
    read: async () => (await loadKeys(settings, clock)).read(),
  };
  return new KeyRing(source, clock, onFailure);
}

async function loadKeys(settings: PredictionKeySettings, clock: Clock): Promise<PredictionKeys> {
  if (settings.kind === 'file') {
    const { FilePredictionKeys } = await import('../adapters/keys/file-prediction-keys.ts');
    return new FilePredictionKeys(settings.path);
  }
  const { SecretPredictionKeys } = await import('../adapters/keys/secret-prediction-keys.ts');
  return new SecretPredictionKeys({ secret: settings.secret, clock });
}
