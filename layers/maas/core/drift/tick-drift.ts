import type { CapturedLines } from '../capture/captured-lines.ts';
import { mapParallel } from '../map-parallel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetricSink } from '../ports/metrics.ts';
import type { Registry } from '../registry/registry.ts';
import {
  BASELINE_INPUTS,
  findBaseline,
  keepBaseline,
  readBaseline,
  type Baseline,
  type VersionName,
} from './baseline.ts';
import { readDrift } from './read-drift.ts';

export interface DriftDeps {
  readonly registry: Registry;
  readonly captured: CapturedLines;
  readonly sink: MetricSink;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
}

/** The means to find or make a baseline. */
type BaselineDeps = Pick<DriftDeps, 'registry' | 'clock'> & {
  readonly captured: Pick<CapturedLines, 'readHours'>;
};

/** The values of now are those of so many milliseconds. */
export const DRIFT_WINDOW_MS = 24 * 3_600_000;
/** Versions that are looked at together. */
const PARALLEL = 8;

/**
 * One look at every version that was called: its baseline is made when there is enough for one,
 * and how far it has drifted since becomes metrics.
 */
export async function tickDrift(deps: DriftDeps): Promise<void> {
  const versions = await deps.captured.listVersions('sketch');
  await mapParallel(versions, PARALLEL, async (name) => {
    try {
      await tickVersion(deps, name);
    } catch (error) {
      deps.logger.error('The drift of a version could not be measured.', { ...name, error });
    }
  });
}

async function tickVersion(deps: DriftDeps, name: VersionName): Promise<void> {
  const { registry, captured, sink, clock } = deps;
  const baseline = await getBaseline(deps, name);
  if (!baseline) return;
  const nowMs = clock.nowMs();
  const { settings } = (await registry.getModel(name.model)).value;
  // eslint-disable-next-line no-restricted-syntax -- a period by the dates of records
  const period = { fromMs: nowMs - DRIFT_WINDOW_MS, toMs: nowMs + 1 };
  const drift = await readDrift(captured, baseline, period, settings?.maxDrift);
  const [worst] = drift?.features ?? [];
  if (!worst) return;
  sink.record({
    values: {
      Drift: worst.drift,
      DriftIndex: worst.index,
      DriftExpected: worst.expected,
      DriftThreshold: worst.threshold,
    },
    dimensions: { Model: baseline.model, Version: String(baseline.version) },
    properties: { feature: worst.name },
  });
}

/** The one on record, or the first inputs of the version where these are enough by now. */
export async function getBaseline(
  { registry, captured, clock }: BaselineDeps,
  name: VersionName,
): Promise<Baseline | undefined> {
  const { store } = registry;
  const known = await findBaseline(store, name);
  if (known) return known;
  const whole = { fromMs: 0, toMs: clock.nowMs() + 1 };
  const made = await readBaseline(captured, name, whole, BASELINE_INPUTS);
  if (!made || made.inputs < BASELINE_INPUTS) return undefined;
  await keepBaseline(store, made);
  return made;
}
