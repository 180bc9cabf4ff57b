import type { PlacedToken } from '../tokenizer/token.ts';
import { applyFunction } from './classes.ts';

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
  /** Whether "there is no answer" is an answer. */
  readonly allowsNone: boolean;
  /** Whether an answer is widened to whole words. */
  readonly alignsToWords: boolean;
}

/** What the model says of one window: per token, that the answer starts or ends there. */
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

/** What stands in for the logit of a token that can be no part of an answer. */
const IMPOSSIBLE = -10_000;

/**
 * The best answers of all windows of a context, as `transformers`' pipeline finds them: the softmax runs over the context's tokens and
 * the class token, whose own share is then left out; spans that read the same (in lower case) are one answer, their scores added up.
 */
export function findAnswers(windows: readonly SpanLogits[], context: string, classId: number | undefined, options: AnswerOptions): Answer[] {
  const chars = Array.from(context);
  const answers = new Map<string, Answer>();
  let noneScore = 1_000_000;
  for (const { tokens, start, end } of windows) {
    const isOpen = tokens.map(({ sequence, id }) => sequence === 1 || id === classId);
    const [starts, ends] = [start, end].map((logits) => applyFunction(logits.map((logit, index) => (isOpen[index] ? logit : IMPOSSIBLE)), 'softmax')) as [number[], number[]];
    noneScore = Math.min(noneScore, (starts[0] ?? 0) * (ends[0] ?? 0));
    starts[0] = ends[0] = 0;
    const wanted = options.alignsToWords ? options.topK * 2 + 10 : options.topK; // some become one when they are widened to words
    for (const span of findSpans(starts, ends, wanted, options.maxAnswerLength)) {
      if (!isOpen[span.start] || !isOpen[span.end]) continue;
      const [from, to] = toChars(tokens, span, options.alignsToWords);
      const answer = chars.slice(from, to).join('');
      const key = answer.toLowerCase();
      const known = answers.get(key);
      answers.set(key, known ? { ...known, score: known.score + span.score } : { score: span.score, start: from, end: to, answer });
    }
  }
  const all = [...answers.values(), ...(options.allowsNone ? [{ score: noneScore, start: 0, end: 0, answer: '' }] : [])];
  return all.sort((a, b) => b.score - a.score).slice(0, options.topK);
}

/** The likeliest spans of at most so many tokens, the best first. */
function findSpans(starts: readonly number[], ends: readonly number[], most: number, maxLength: number): Span[] {
  const spans: Span[] = [];
  let least = -Infinity;
  for (let start = 0; start < starts.length; start++) {
    for (let end = start; end < Math.min(ends.length, start + maxLength); end++) {
      const score = (starts[start] ?? 0) * (ends[end] ?? 0);
      if (spans.length === most && score <= least) continue;
      const at = spans.findIndex((span) => span.score < score);
      spans.splice(at === -1 ? spans.length : at, 0, { start, end, score });
      if (spans.length > most) spans.pop();
      if (spans.length === most) least = spans.at(-1)?.score ?? -Infinity;
    }
  }
  return spans;
}

/** A span's characters; a window knows of a word only the tokens that are in it. */
function toChars(tokens: readonly PlacedToken[], { start, end }: Span, alignsToWords: boolean): readonly [number, number] {
  const [first, last] = [tokens[start], tokens[end]];
  const inWord = (of: PlacedToken | undefined): PlacedToken[] => tokens.filter(({ sequence, word }) => sequence === 1 && word === of?.word);
  if (!alignsToWords || first?.sequence === undefined || last?.sequence === undefined) return [first?.start ?? 0, last?.end ?? 0];
  return [inWord(first)[0]?.start ?? first.start, inWord(last).at(-1)?.end ?? last.end];
}
