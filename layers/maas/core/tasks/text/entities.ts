import { findBest } from '../answers/classes.ts';
import type { PlacedToken } from '../../tokenizer/token.ts';
import type { TextTokenizer } from '../../tokenizer/tokenizer.ts';

export const STRATEGIES = ['none', 'simple', 'first', 'average', 'max'] as const;
/**
 * The ways in which tokens become entities; the words are those of the pipeline's parameter
 * `aggregation_strategy`.
 */
export type Strategy = (typeof STRATEGIES)[number];

export interface Entity {
  readonly label: string;
  readonly score: number;
  readonly word: string;
  /** Code points of the text. */
  readonly start: number;
  readonly end: number;
  /** Position of the token before the model, where tokens are not grouped. */
  readonly index?: number;
}

export interface TokenScores {
  readonly token: PlacedToken;
  readonly index: number;
  readonly scores: readonly number[];
  /** The classes that the scores are of. */
  readonly names: readonly string[];
}

/** A token of the text, as the pipeline sees it. */
interface Part extends TokenScores {
  readonly word: string;
  readonly isSubword: boolean;
}

/**
 * Every entity of one row of tokens, those that are none ("O") included.
 * @param chars the whole text, of which the row may be a window
 */
export function findEntities(
  tokens: readonly TokenScores[],
  chars: readonly string[],
  tokenizer: TextTokenizer,
  strategy: Strategy,
): Entity[] {
  const parts = tokens
    .filter(({ token }) => token.sequence !== undefined)
    .map((scored) => toPart(scored, chars, tokenizer));
  if (strategy === 'none') return parts.map((part) => toEntity(part, part.scores, part.word));
  const entities =
    strategy === 'simple'
      ? parts.map((part) => toEntity(part, part.scores, part.word))
      : toWords(parts).map((word) => toWordEntity(word, strategy, tokenizer));
  return groupEntities(entities).map((group) => joinGroup(group, tokenizer));
}

function toPart(scored: TokenScores, chars: readonly string[], tokenizer: TextTokenizer): Part {
  const {
    token: { id, text, start, end },
  } = scored;
  const slice = chars.slice(start, end);
  if (id === tokenizer.unknownId) return { ...scored, word: slice.join(''), isSubword: false };
  const isInside = start > 0 && !chars.slice(start - 1, start + 1).includes(' ');
  return {
    ...scored,
    word: text,
    isSubword: tokenizer.marksSubwords ? Array.from(text).length !== slice.length : isInside,
  };
}

function toEntity(
  { token: { start, end }, index, names }: Part,
  scores: readonly number[],
  word: string,
): Entity {
  const best = findBest(scores);
  return { label: names[best] ?? '', score: scores[best] ?? NaN, word, start, end, index };
}

function toWords(parts: readonly Part[]): Part[][] {
  const words: Part[][] = [];
  for (const part of parts) {
    if (part.isSubword && words.length > 0) words.at(-1)?.push(part);
    else words.push([part]);
  }
  return words;
}

function toWordEntity(
  parts: readonly Part[],
  strategy: 'first' | 'average' | 'max',
  tokenizer: TextTokenizer,
): Entity {
  const [first] = parts as readonly [Part];
  const entity = toEntity(
    first,
    chooseScores(parts, strategy),
    tokenizer.join(parts.map(({ word }) => word)),
  );
  return { ...entity, end: parts.at(-1)?.token.end ?? entity.end };
}

function chooseScores(
  parts: readonly Part[],
  strategy: 'first' | 'average' | 'max',
): readonly number[] {
  const all = parts.map(({ scores }) => scores);
  if (strategy === 'average') {
    return (all[0] ?? []).map((_, column) => average(all.map((scores) => scores[column] ?? NaN)));
  }
  if (strategy === 'max') {
    return all[findBest(all.map((scores) => scores[findBest(scores)] ?? NaN))] ?? [];
  }
  return all[0] ?? [];
}

/** Neighbours of one kind, where the later one does not begin anew (`B-`). */
function groupEntities(entities: readonly Entity[]): Entity[][] {
  const groups: Entity[][] = [];
  for (const entity of entities) {
    const last = groups.at(-1)?.at(-1);
    if (last && kindOf(last) === kindOf(entity) && !entity.label.startsWith('B-')) {
      groups.at(-1)?.push(entity);
    } else groups.push([entity]);
  }
  return groups;
}

function kindOf({ label }: Entity): string {
  return /^[BI]-/.test(label) ? label.slice(2) : label;
}

function joinGroup(group: readonly Entity[], tokenizer: TextTokenizer): Entity {
  const [first] = group as readonly [Entity];
  return {
    label: first.label.slice(first.label.indexOf('-') + 1),
    score: average(group.map(({ score }) => score)),
    word: tokenizer.join(group.map(({ word }) => word)),
    start: first.start,
    end: group.at(-1)?.end ?? first.end,
  };
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/**
 * Merges entities that two windows both found: the longer one stays, of equally long ones the
 * surer.
 */
export function mergeOverlapping(entities: readonly Entity[]): Entity[] {
  const merged: Entity[] = [];
  for (const entity of [...entities].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (!last || entity.start >= last.end) merged.push(entity);
    else if (
      entity.end - entity.start > last.end - last.start ||
      (entity.end - entity.start === last.end - last.start && entity.score > last.score)
    ) {
      merged[merged.length - 1] = entity;
    }
  }
  return merged;
}
