import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { CaptureSink } from '../ports/captures.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { CaptureSettings } from '../registry/records.ts';
import { resolveCapture } from './capture-settings.ts';
import { toCapturedLine, type CaptureSource } from './to-captured-line.ts';

export interface CaptureDeps {
  /** undefined where nothing can be kept. */
  readonly captures: CaptureSink | undefined;
  /** For models that do not say themselves. */
  readonly captureDefaults: CaptureSettings;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Writes the line of a prediction of which what came and what was answered was kept. The answer has
 * gone out: a line that cannot be kept is lost, and the log says so.
 */
export async function capturePrediction(
  facts: PredictionFacts,
  source: CaptureSource,
  { captures, captureDefaults, clock, logger }: CaptureDeps,
): Promise<void> {
  const { id, model, version, settings, exchange } = facts;
  if (!captures || !exchange || model === undefined || version === undefined) return;
  const capture = resolveCapture(captureDefaults, settings?.capture);
  try {
    const line = toCapturedLine({ ...facts, model, version }, source, capture, clock.nowMs());
    await captures.write([line]);
  } catch (error) {
    logger.warn('A prediction could not be captured.', { predictionId: id, model, version, error });
  }
}
