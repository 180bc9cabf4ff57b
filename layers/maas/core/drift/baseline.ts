import { STORAGE } from '../../contract/storage.ts';
import type { CapturedLines } from '../capture/captured-lines.ts';
import { isNumber, isShape, isText } from '../json/guards.ts';
import type { CapturedLine } from '../ports/captures.ts';
import type { Period } from '../ports/metrics.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { foldName } from '../../contract/names.ts';
import { isSketch, SketchBuilder, type Sketch } from './sketch.ts';

/** The values that a version's values of now are compared with. */
export interface Baseline {
  /** As its record writes it. */
  readonly model: string;
  readonly version: number;
  /** ISO 8601: the first and the last of the lines that it was made of. */
  readonly from: string;
  readonly to: string;
  readonly inputs: number;
  readonly features: Sketch;
}

export interface VersionName {
  readonly model: string;
  readonly version: number;
}

/** Inputs that a baseline has at least: the first ones of a version, unless others are named. */
export const BASELINE_INPUTS = 500;

const baselinesPrefix = (model: string): string => `${STORAGE.driftPrefix}${foldName(model)}/`;
const baselineKey = ({ model, version }: VersionName): string =>
  `${baselinesPrefix(model)}${version}/baseline.json`;

const isBaseline = isShape<Baseline>({
  model: isText,
  version: isNumber,
  from: isText,
  to: isText,
  inputs: isNumber,
  features: isSketch,
});

/** undefined where there is none, or one that this release cannot read: it is made anew. */
export async function findBaseline(
  store: Pick<ObjectStore, 'get'>,
  name: VersionName,
): Promise<Baseline | undefined> {
  const found = await store.get(baselineKey(name));
  if (found === undefined || found === 'unchanged') return undefined;
  const value: unknown = JSON.parse(Buffer.from(found.bytes).toString());
  return isBaseline(value) ? value : undefined;
}

export async function keepBaseline(
  store: Pick<ObjectStore, 'put'>,
  baseline: Baseline,
): Promise<void> {
  await store.put(baselineKey(baseline), Buffer.from(JSON.stringify(baseline)), {
    contentType: 'application/json',
  });
}

export async function deleteBaselines(
  store: Pick<ObjectStore, 'list' | 'delete'>,
  model: string,
): Promise<void> {
  const { keys } = await store.list(baselinesPrefix(model));
  for (const key of keys) await store.delete(key);
}

/**
 * The counts of a period, line by line from its beginning.
 * @param mostInputs with so many it ends @default - with the period
 * @returns undefined where nothing was counted
 */
export async function readBaseline(
  lines: Pick<CapturedLines, 'readHours'>,
  name: VersionName,
  period: Period,
  mostInputs = Infinity,
): Promise<Baseline | undefined> {
  const builder = new SketchBuilder();
  const read: CapturedLine[] = [];
  for await (const hour of lines.readHours('sketch', name, period)) {
    for (const line of [...hour].sort((a, b) => (a.time < b.time ? -1 : 1))) {
      if (!isSketch(line.features) || builder.countInputs() >= mostInputs) continue;
      builder.merge(line.features);
      read.push(line);
    }
    if (builder.countInputs() >= mostInputs) break;
  }
  const [first, last] = [read[0], read.at(-1)];
  if (!first || !last) return undefined;
  return {
    model: first.model,
    version: name.version,
    from: first.time,
    to: last.time,
    inputs: builder.countInputs(),
    features: builder.toSketch(),
  };
}
