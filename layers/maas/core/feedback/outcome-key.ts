import { STORAGE } from '../../contract/storage.ts';
import { MaasError } from '../errors.ts';
import { foldName } from '../../contract/names.ts';
import type { Outcome, Pair } from './outcome.ts';

/** S3's limit of a key. */
const KEY_BYTES = 1024;
const TIME_DIGITS = 13;

export interface OutcomeName {
  readonly model: string;
  /** The prediction's id, and the input's. */
  readonly id: string;
  readonly index: number;
  /** When the truth came. */
  readonly sentAtMs: number;
}

export const seenKey = ({ model, id, index }: Omit<OutcomeName, 'sentAtMs'>): string =>
  `${STORAGE.feedbackPrefix}seen/${foldName(model)}/${id}-${index}`;

export const outcomesPrefix = (model: string): string =>
  `${STORAGE.feedbackPrefix}outcomes/${foldName(model)}/`;

/** Sorts before the keys of outcomes from this moment on. */
export const outcomesFrom = (model: string, timeMs: number): string =>
  `${outcomesPrefix(model)}${toDigits(timeMs)}`;

type Fields = readonly [
  version: number,
  predictedAtMs: number,
  kind: 'c' | 'v',
  pairs: Outcome['pairs'],
  score?: number,
];

/**
 * An outcome is a key without an object: a thousand of them are read by one list.
 * @throws MaasError INVALID_REQUEST when it has more labels than a key can hold
 */
export function outcomeKey({ model, id, index, sentAtMs }: OutcomeName, outcome: Outcome): string {
  const { version, predictedAtMs, kind, pairs } = outcome;
  const head = [version, predictedAtMs, kind === 'labels' ? 'c' : 'v', pairs] as const;
  const hasScore = kind === 'labels' && outcome.score !== undefined;
  const fields: Fields = hasScore ? [...head, outcome.score] : head;
  const text = Buffer.from(JSON.stringify(fields)).toString('base64url');
  const key = `${outcomesFrom(model, sentAtMs)}-${id}-${index}/${text}`;
  if (key.length <= KEY_BYTES) return key;
  throw new MaasError(
    'INVALID_REQUEST',
    `"truth" names ${pairs.length} labels or values, more than are kept of one prediction; send ` +
      'an object with fewer of them.',
  );
}

/** Tells whether two keys say the same, whenever it was sent. */
export function isSameOutcome(key: string, other: string): boolean {
  return key.slice(key.lastIndexOf('/')) === other.slice(other.lastIndexOf('/'));
}

export function parseOutcomeKey(model: string, key: string): OutcomeName & { outcome: Outcome } {
  const [name = '', text = ''] = key.slice(outcomesPrefix(model).length).split('/');
  const last = name.lastIndexOf('-');
  const [version, predictedAtMs, kind, pairs, score] = JSON.parse(
    Buffer.from(text, 'base64url').toString(),
  ) as Fields;
  return {
    model,
    id: name.slice(TIME_DIGITS + 1, last),
    index: Number(name.slice(last + 1)),
    sentAtMs: Number(name.slice(0, TIME_DIGITS)),
    outcome:
      kind === 'c'
        ? {
            version,
            predictedAtMs,
            kind: 'labels',
            pairs: pairs as readonly Pair<string>[],
            score,
          }
        : { version, predictedAtMs, kind: 'values', pairs: pairs as readonly Pair<number>[] },
  };
}

function toDigits(timeMs: number): string {
  return String(Math.max(0, Math.floor(timeMs))).padStart(TIME_DIGITS, '0');
}
