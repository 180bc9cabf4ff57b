import { LIMITS } from '../../contract/limits.ts';
import { isMapOf, isNumber, isOneOf, isShape } from '../json/guards.ts';
import { toBucket } from './value-bucket.ts';

export const FEATURE_KINDS = ['number', 'label'] as const;

/** Counts the values of one input or output, by their bucket, or by the label itself. */
export interface FeatureCounts {
  readonly kind: (typeof FEATURE_KINDS)[number];
  readonly counts: Readonly<Record<string, number>>;
}

/** Counts by the feature's name. */
export type Sketch = Readonly<Record<string, FeatureCounts>>;

export const isSketch = isMapOf(
  isShape<FeatureCounts>({ kind: isOneOf(FEATURE_KINDS), counts: isMapOf(isNumber) }),
);

/** Labels beyond those that are told apart. */
export const OTHER = '(other)';
/** A number that is none: NaN, or infinite. */
export const MISSING = 'missing';

interface Counting {
  readonly kind: FeatureCounts['kind'];
  readonly counts: Map<string, number>;
}

/** Counts values, and adds counts to counts. */
export class SketchBuilder {
  readonly #features = new Map<string, Counting>();

  addNumber(feature: string, value: number): void {
    this.#add(feature, 'number', Number.isFinite(value) ? String(toBucket(value)) : MISSING, 1);
  }

  addLabel(feature: string, label: string): void {
    this.#add(feature, 'label', label, 1);
  }

  merge(sketch: Sketch): void {
    for (const [feature, { kind, counts }] of Object.entries(sketch)) {
      for (const [key, count] of Object.entries(counts)) this.#add(feature, kind, key, count);
    }
  }

  get isEmpty(): boolean {
    return this.#features.size === 0;
  }

  /** Inputs that were counted: as many as the feature has that was counted most often. */
  countInputs(): number {
    return Math.max(0, ...[...this.#features.values()].map(({ counts }) => sum(counts.values())));
  }

  toSketch(): Sketch {
    return Object.fromEntries(
      [...this.#features].map(([feature, { kind, counts }]) => [
        feature,
        { kind, counts: Object.fromEntries(counts) },
      ]),
    );
  }

  #add(feature: string, kind: FeatureCounts['kind'], key: string, count: number): void {
    const known = this.#features.get(feature);
    if (!known && this.#features.size >= LIMITS.watchedFeatures) return;
    const { counts } = known ?? { counts: new Map<string, number>() };
    if (!known) this.#features.set(feature, { kind, counts });
    const isKnown = kind === 'number' || counts.has(key) || counts.size < LIMITS.watchedLabels;
    const name = isKnown ? key : OTHER;
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
