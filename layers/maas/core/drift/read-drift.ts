import type { CapturedLines } from '../capture/captured-lines.ts';
import type { Period } from '../ports/metrics.ts';
import type { Baseline } from './baseline.ts';
import { measureDrift, type FeatureDrift } from './population-stability.ts';
import { isSketch, SketchBuilder } from './sketch.ts';

/** One input or output of a version, now against its baseline. */
export interface DriftingFeature extends FeatureDrift {
  readonly name: string;
  /** The index over its threshold, or over what the model allows where that is more. */
  readonly drift: number;
}

/** The distance of a version's inputs and answers from its baseline. */
export interface Drift {
  /** Inputs of the time that was looked at. */
  readonly inputs: number;
  readonly from: string;
  readonly to: string;
  /** The one that has moved most comes first. */
  readonly features: readonly DriftingFeature[];
}

/** Inputs that are compared, the newest: more of them would tell less of what is now. */
const WINDOW_INPUTS = 1000;
/** Fewer inputs show nothing but chance. */
const FEWEST_INPUTS = 30;

/**
 * Compares the newest inputs of a period with the baseline.
 * @param maxDrift index that the model allows in any case
 * @returns undefined where there were fewer than `FEWEST_INPUTS`
 */
export async function readDrift(
  lines: CapturedLines,
  baseline: Baseline,
  { fromMs, toMs }: Period,
  maxDrift = 0,
): Promise<Drift | undefined> {
  const builder = new SketchBuilder();
  const times: string[] = [];
  const afterMs = Math.max(fromMs, Date.parse(baseline.to) + 1);
  if (afterMs >= toMs) return undefined;
  const period = { fromMs: afterMs, toMs };
  for await (const hour of lines.readHours('sketch', baseline, period, { newestFirst: true })) {
    for (const { features, time } of [...hour].sort((a, b) => (a.time < b.time ? 1 : -1))) {
      if (builder.countInputs() >= WINDOW_INPUTS || !isSketch(features)) continue;
      builder.merge(features);
      times.push(time);
    }
    if (builder.countInputs() >= WINDOW_INPUTS) break;
  }
  const inputs = builder.countInputs();
  if (inputs < FEWEST_INPUTS) return undefined;
  return {
    inputs,
    from: times.at(-1) ?? '',
    to: times[0] ?? '',
    features: compare(baseline.features, builder.toSketch(), maxDrift),
  };
}

function compare(
  before: Baseline['features'],
  now: Baseline['features'],
  maxDrift: number,
): DriftingFeature[] {
  const both = Object.entries(before).flatMap(([name, baseline]) => {
    const current = now[name];
    return current?.kind === baseline.kind ? [{ name, baseline, current }] : [];
  });
  return both
    .flatMap(({ name, baseline, current }) => {
      const measured = measureDrift(baseline, current, both.length);
      if (!measured) return [];
      const threshold = Math.max(measured.threshold, maxDrift);
      return [{ name, ...measured, threshold, drift: measured.index / threshold }];
    })
    .sort((a, b) => b.drift - a.drift);
}
