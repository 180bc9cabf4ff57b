import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { LIMITS } from '../../contract/limits.ts';
import type { Predicted } from '../tasks/task/predicted.ts';

/** The content of a prediction's id. */
export interface PredictionClaims {
  /** The part that the log, the metrics and the captures know the prediction by. */
  readonly id: string;
  readonly model: string;
  readonly version: number;
  /** When it was made. */
  readonly timeMs: number;
  /** The number of the call's inputs. */
  readonly inputs: number;
  /** The answers to the first inputs, for as many as fit. */
  readonly predicted: readonly Predicted[];
}

/** As it travels: kinds by a letter, names once, a list per input. */
type Payload = readonly [
  model: string,
  version: number,
  timeMs: number,
  inputs: number,
  kind?: 'c' | 'm' | 'v',
  names?: readonly string[],
  rows?: readonly (readonly (number | string | null)[])[],
];

/** 128 bits: nobody guesses them, and the id stays short. */
const MAC_BYTES = 16;
/** The share that is left of the answers, each time that they do not fit. */
const SHRINK = 0.7;

/**
 * `<id>.<what it says>.<signature>`: the id in front is found in the log as it stands.
 * It has no more than `LIMITS.predictionIdLength` characters: answers that do not fit are left out,
 * the last inputs first.
 */
export function signPrediction(claims: PredictionClaims, key: Uint8Array): string {
  let { predicted } = claims;
  for (;;) {
    const payload = JSON.stringify(toPayload({ ...claims, predicted }));
    const text = `${claims.id}.${Buffer.from(payload).toString('base64url')}`;
    if (predicted.length === 0 || text.length + 23 <= LIMITS.predictionIdLength) {
      return `${text}.${toMac(text, key).toString('base64url')}`;
    }
    predicted = predicted.slice(0, Math.floor(predicted.length * SHRINK));
  }
}

/**
 * @param keys any of which may have signed it
 * @returns undefined when none of them did
 */
export function readPrediction(
  token: string,
  keys: readonly Uint8Array[],
): PredictionClaims | undefined {
  const end = token.lastIndexOf('.');
  const text = token.slice(0, Math.max(0, end));
  const mac = Buffer.from(token.slice(end + 1), 'base64url');
  // Buffer.from reads leniently, which must not make two ids of one prediction.
  if (mac.length !== MAC_BYTES || mac.toString('base64url') !== token.slice(end + 1)) {
    return undefined;
  }
  if (!keys.some((key) => timingSafeEqual(toMac(text, key), mac))) return undefined;
  const [id = '', payload = ''] = text.split('.');
  return fromPayload(id, JSON.parse(Buffer.from(payload, 'base64url').toString()) as Payload);
}

/** The keys in use: Node 24 makes another of one given as bytes for each signature. */
const keyObjects = new WeakMap<Uint8Array, KeyObject>();

function toMac(text: string, key: Uint8Array): Buffer {
  const known = keyObjects.get(key) ?? createSecretKey(key);
  keyObjects.set(key, known);
  return createHmac('sha256', known).update(text).digest().subarray(0, MAC_BYTES);
}

function toPayload({ model, version, timeMs, inputs, predicted }: PredictionClaims): Payload {
  const head = [model, version, Math.floor(timeMs), inputs] as const;
  const [first] = predicted;
  switch (first?.kind) {
    case undefined:
      return head;
    case 'label': {
      const places = new Map<string, number>();
      const rows = predicted.flatMap((answer) => {
        if (answer.kind !== 'label') return [];
        const at = places.get(answer.label) ?? places.size;
        places.set(answer.label, at);
        return [answer.score === undefined ? [at] : [at, answer.score]];
      });
      return [...head, 'c', [...places.keys()], rows];
    }
    case 'labels': {
      const names = Object.keys(first.labels);
      const rows = predicted.map((answer) =>
        names.map((name) => (answer.kind === 'labels' ? (answer.labels[name] ?? null) : null)),
      );
      return [...head, 'm', names, rows];
    }
    case 'values': {
      const names = Object.keys(first.values);
      const rows = predicted.map((answer) =>
        names.map((name) => (answer.kind === 'values' ? (answer.values[name] ?? null) : null)),
      );
      return [...head, 'v', names, rows];
    }
  }
}

function fromPayload(
  id: string,
  [model, version, timeMs, inputs, kind, names = [], rows = []]: Payload,
): PredictionClaims {
  return {
    id,
    model,
    version,
    timeMs,
    inputs,
    predicted: kind === undefined ? [] : rows.map((row) => toPredicted(kind, names, row)),
  };
}

function toPredicted(
  kind: 'c' | 'm' | 'v',
  names: readonly string[],
  row: readonly (number | string | null)[],
): Predicted {
  if (kind === 'c') {
    const [at, score] = row;
    const label = names[Number(at)] ?? '';
    return { kind: 'label', label, score: typeof score === 'number' ? score : undefined };
  }
  const fields = names.flatMap((name, index) => {
    const value = row[index] ?? null;
    return value === null ? [] : [[name, value] as const];
  });
  return kind === 'm'
    ? { kind: 'labels', labels: Object.fromEntries(fields) as Record<string, string> }
    : { kind: 'values', values: Object.fromEntries(fields) as Record<string, number> };
}
