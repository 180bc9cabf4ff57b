import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import type { Predicted } from '../tasks/task/predicted.ts';
import { shortenLabel } from '../tasks/task/shorten-label.ts';

/** The truth as callers send it. */
export type Truth =
  | string
  | number
  | boolean
  | readonly (string | number)[]
  | Readonly<Record<string, string | number | boolean>>;

/** An answer beside its truth; `name` is empty where there is one label alone. */
export type Pair<T> = readonly [name: string, predicted: T, truth: T];

export type Outcome = {
  readonly version: number;
  /** When the prediction was made. */
  readonly predictedAtMs: number;
} & (
  | { readonly kind: 'labels'; readonly pairs: readonly Pair<string>[]; readonly score?: number }
  | { readonly kind: 'values'; readonly pairs: readonly Pair<number>[] }
);

const ON = new Set(['1', 'true']);

/** @throws MaasError INVALID_REQUEST where the truth is not of the answer's kind */
export function toOutcome(
  { version, timeMs }: { readonly version: number; readonly timeMs: number },
  predicted: Predicted,
  truth: Truth,
): Outcome {
  const head = { version, predictedAtMs: timeMs };
  switch (predicted.kind) {
    case 'label': {
      if (typeof truth === 'object') {
        throw refuse('is one label, as the answer was', truth);
      }
      const pair = ['', shortenLabel(predicted.label), shortenLabel(String(truth))] as const;
      const { score } = predicted;
      return { ...head, kind: 'labels', pairs: [pair], score };
    }
    case 'labels':
      return { ...head, kind: 'labels', pairs: comparePairs(predicted.labels, truth) };
    case 'values':
      return { ...head, kind: 'values', pairs: compareValues(predicted.values, truth) };
  }
}

/** Tells whether everything that was answered is true. */
export function isRight({ kind, pairs }: Outcome): boolean {
  return kind === 'labels' && pairs.every(([, predicted, truth]) => predicted === truth);
}

function comparePairs(labels: Readonly<Record<string, string>>, truth: Truth): Pair<string>[] {
  const names = Object.keys(labels);
  if (typeof truth !== 'object') {
    throw refuse(
      `is a list of the labels that are true, or an object with a value for each of ${list(names)}`,
      truth,
    );
  }
  const given = isList(truth)
    ? Object.fromEntries(names.map((name) => [name, truth.map(String).includes(name) ? '1' : '0']))
    : toTexts(truth);
  const unknown = (isList(truth) ? truth.map(String) : Object.keys(truth)).find(
    (name) => !Object.hasOwn(labels, name),
  );
  if (unknown !== undefined) {
    throw refuse(`names labels of the answer (${list(names)})`, unknown);
  }
  if (Object.keys(given).length === 0) throw refuse(`says something of ${list(names)}`, truth);
  return Object.entries(given).map(([name, value]) => {
    const answered = labels[name] ?? '';
    const isFlag = answered === '0' || answered === '1';
    return [
      shortenLabel(name),
      shortenLabel(answered),
      shortenLabel(isFlag ? toFlag(value) : value),
    ];
  });
}

function compareValues(values: Readonly<Record<string, number>>, truth: Truth): Pair<number>[] {
  const names = Object.keys(values);
  const [only = ''] = names;
  const given: unknown =
    typeof truth === 'number' && names.length === 1 ? { [only]: truth } : truth;
  if (typeof given !== 'object' || given === null || isList(given)) {
    throw refuse(
      names.length === 1 ? 'is a number' : `is an object with a number for each of ${list(names)}`,
      truth,
    );
  }
  if (Object.keys(given).length === 0) throw refuse(`says something of ${list(names)}`, truth);
  return Object.entries(given).map(([name, value]) => {
    const answered = values[name];
    if (answered === undefined) throw refuse(`names values of the answer (${list(names)})`, name);
    if (typeof value !== 'number') throw refuse(`has a number for "${name}"`, value);
    return [shortenLabel(name), answered, value];
  });
}

function isList(value: object): value is readonly (string | number)[] {
  return Array.isArray(value);
}

function toTexts(truth: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(truth).map(([name, value]) => [name, String(value)]));
}

function toFlag(value: string): string {
  return ON.has(value.toLowerCase()) ? '1' : '0';
}

function list(names: readonly string[]): string {
  const MOST = 5;
  return `${names.slice(0, MOST).map(quote).join(', ')}${names.length > MOST ? ', …' : ''}`;
}

function refuse(rule: string, got: unknown): MaasError {
  return new MaasError(
    'INVALID_REQUEST',
    `"truth" ${rule}; got ${quote(typeof got === 'string' ? got : JSON.stringify(got))}.`,
  );
}
