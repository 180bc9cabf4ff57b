import type { PlacedToken } from '../../tokenizer/token.ts';
import { BestScores } from '../answers/best-scores.ts';
import { applyFunction } from '../scores/score-function.ts';

export interface Answer {
  readonly score: number;
  /** Code points of the context. */
  readonly start: number;
  readonly end: number;
  readonly answer: string;
}

export interface AnswerOptions {
  readonly topK: number;
  /** Tokens of an answer. */
  readonly maxAnswerLength: number;
  /** True if "there is no answer" is an answer. */
  readonly allowsNone: boolean;
  /** True if an answer is widened to whole words. */
  readonly alignsToWords: boolean;
}

/** The model's numbers for one window: per token, that the answer starts or ends there. */
export interface SpanLogits {
  readonly tokens: readonly PlacedToken[];
  readonly start: readonly number[];
  readonly end: readonly number[];
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

/** Stands in for the logit of a token that can be no part of an answer. */
const IMPOSSIBLE = -10_000;

/**
 * The best answers of all windows of a context, as `transformers`' pipeline finds them: the softmax
 * runs over the context's tokens and the class token, whose own share is then left out; spans that
 * read the same (in lower case) are one answer, their scores added up.
 */
export function findAnswers(
  windows: readonly SpanLogits[],
  context: string,
  classId: number | undefined,
  options: AnswerOptions,
): Answer[] {
  const units = toUnits(context);
  const answers = new Map<string, Answer>();
  let noneScore = 1_000_000;
  for (const { tokens, start, end } of windows) {
    const isOpen = tokens.map(({ sequence, id }) => sequence === 1 || id === classId);
    const [starts, ends] = [start, end].map((logits) =>
      applyFunction(
        logits.map((logit, index) => (isOpen[index] ? logit : IMPOSSIBLE)),
        'softmax',
      ),
    ) as [number[], number[]];
    noneScore = Math.min(noneScore, (starts[0] ?? 0) * (ends[0] ?? 0));
    starts[0] = ends[0] = 0;
    const words = findWords(tokens);
    for (const span of findSpans(starts, ends, countWanted(options), options.maxAnswerLength)) {
      if (!isOpen[span.start] || !isOpen[span.end]) continue;
      const [from, to] = toChars(tokens, span, options.alignsToWords ? words : undefined);
      const answer = context.slice(units[from], units[to]);
      const key = answer.toLowerCase();
      const known = answers.get(key);
      answers.set(
        key,
        known
          ? { ...known, score: known.score + span.score }
          : { score: span.score, start: from, end: to, answer },
      );
    }
  }
  const all = [
    ...answers.values(),
    ...(options.allowsNone ? [{ score: noneScore, start: 0, end: 0, answer: '' }] : []),
  ];
  return all.sort((a, b) => b.score - a.score).slice(0, options.topK);
}

/** Spans that are taken of a window: some become one when they are widened to words. */
export function countWanted({ topK, alignsToWords }: AnswerOptions): number {
  return alignsToWords ? topK * 2 + 10 : topK;
}

/** For each code point of a text, and for its end, the UTF-16 unit at which it begins. */
function toUnits(text: string): Uint32Array {
  const units = new Uint32Array(text.length + 1);
  let [at, unit] = [0, 0];
  for (const char of text) {
    units[at++] = unit;
    unit += char.length;
  }
  return units.subarray(0, at + 1).fill(unit, at);
}

/** The likeliest spans of at most so many tokens, the best first. */
function findSpans(
  starts: readonly number[],
  ends: readonly number[],
  most: number,
  maxLength: number,
): Span[] {
  const best = new BestScores<Span>(most);
  for (let start = 0; start < starts.length; start++) {
    for (let end = start; end < Math.min(ends.length, start + maxLength); end++) {
      const score = (starts[start] ?? 0) * (ends[end] ?? 0);
      if (best.takes(score)) best.offer(score, { start, end, score });
    }
  }
  return best.toSorted();
}

/**
 * The first and the last token of each word of the context: a window knows of a word only the
 * tokens that are in it.
 */
function findWords(tokens: readonly PlacedToken[]): ReadonlyMap<number, Word> {
  const words = new Map<number, Word>();
  for (const token of tokens) {
    if (token.sequence === 1) {
      words.set(token.word, { first: words.get(token.word)?.first ?? token, last: token });
    }
  }
  return words;
}

interface Word {
  readonly first: PlacedToken;
  readonly last: PlacedToken;
}

/** A span's characters, those of whole words where these are given. */
function toChars(
  tokens: readonly PlacedToken[],
  { start, end }: Span,
  words: ReadonlyMap<number, Word> | undefined,
): readonly [number, number] {
  const [first, last] = [tokens[start], tokens[end]];
  if (!words || first?.sequence === undefined || last?.sequence === undefined) {
    return [first?.start ?? 0, last?.end ?? 0];
  }
  return [
    words.get(first.word)?.first.start ?? first.start,
    words.get(last.word)?.last.end ?? last.end,
  ];
}
