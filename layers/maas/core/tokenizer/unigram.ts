import { toByteTokens } from './byte-tokens.ts';
import type { Cut, ModelConfig, Part } from './model-config.ts';

/** A character that no token has is so much less likely than the least likely token. */
const UNKNOWN_PENALTY = 10;

/** Tokens by their characters. */
interface Node {
  readonly next: Map<string, Node>;
  id?: number;
}

/**
 * The likeliest row of tokens (Viterbi), of equal ones the one whose tokens begin first; unknown
 * characters beside each other are one token.
 */
export function createUnigram(
  { vocab, unk_id: unknown, byte_fallback: fallsBack }: ModelConfig,
  vocabulary: ReadonlyMap<string, number>,
): Cut {
  const entries = vocab as readonly (readonly [string, number])[];
  if (typeof unknown !== 'number' || unknown >= entries.length) {
    throw new Error('The model Unigram has no unk_id.');
  }
  const scores = entries.map(([, score]) => score);
  const unknownScore =
    scores.reduce((least, score) => Math.min(least, score), Infinity) - UNKNOWN_PENALTY;
  const root: Node = { next: new Map() };
  vocabulary.forEach((id, token) => {
    insert(root, token, id);
  });
  return (word) => {
    const best = new Array<{ score: number; start: number; id: number } | undefined>(
      word.length + 1,
    );
    best[0] = { score: 0, start: 0, id: unknown };
    for (let start = 0; start < word.length; start++) {
      const reached = best[start]?.score ?? 0;
      const offer = (end: number, id: number, score: number): void => {
        const held = best[end];
        if (!held || reached + score > held.score) {
          best[end] = { score: reached + score, start, id };
        }
      };
      let isKnown = false;
      let node: Node | undefined = root;
      for (let end = start; end < word.length && (node = node.next.get(word[end] ?? '')); end++) {
        if (node.id === undefined) continue;
        isKnown ||= end === start;
        offer(end + 1, node.id, scores[node.id] ?? 0);
      }
      if (!isKnown) offer(start + 1, unknown, unknownScore);
    }
    return toParts(best, word, unknown).flatMap((part) =>
      part.id === unknown && fallsBack ? toBytes(part, word, vocabulary) : [part],
    );
  };
}

function insert(root: Node, token: string, id: number): void {
  let node = root;
  for (const char of token) {
    let child = node.next.get(char);
    if (!child) node.next.set(char, (child = { next: new Map() }));
    node = child;
  }
  if (token !== '') node.id = id;
}

function toParts(
  best: readonly ({ readonly start: number; readonly id: number } | undefined)[],
  word: readonly string[],
  unknown: number,
): Part[] {
  const parts: Part[] = [];
  for (let end = word.length; end > 0;) {
    const { start, id } = best[end] ?? { start: end - 1, id: unknown };
    const last = parts.at(-1);
    if (id === unknown && last?.id === unknown) parts[parts.length - 1] = { ...last, start };
    else parts.push({ id, start, end });
    end = start;
  }
  return parts.reverse();
}

function toBytes(
  part: Part,
  word: readonly string[],
  vocabulary: ReadonlyMap<string, number>,
): Part[] {
  const ids = toByteTokens(word.slice(part.start, part.end).join(''), vocabulary);
  return ids ? ids.map((id) => ({ ...part, id })) : [part];
}
