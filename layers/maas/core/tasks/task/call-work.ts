import { LIMITS } from '../../../contract/limits.ts';
import { MaasError } from '../../errors.ts';

/**
 * The costs of a call beside its bytes: of each kind the most, its name, and what to do where it is
 * too much.
 */
export const WORK = {
  characters: {
    most: LIMITS.callCharacters,
    name: 'characters of text',
    advice: 'send fewer or shorter texts at once',
  },
  tokens: {
    most: LIMITS.callTokens,
    name: 'tokens through the model, padding and overlapping windows included',
    advice: 'send fewer or shorter texts at once, or ask for a smaller stride',
  },
  outputs: {
    most: LIMITS.callOutputElements,
    name: 'numbers of the model for its tokens',
    advice: 'send fewer or shorter texts at once',
  },
  scores: {
    most: LIMITS.callScores,
    name: 'words weighed for its masks',
    advice: 'send fewer texts or masks at once',
  },
  classScores: {
    most: LIMITS.classScores,
    name: 'scores of classes',
    advice: 'send fewer rows at once',
  },
  spans: {
    most: LIMITS.callSpans,
    name: 'spans weighed as answers',
    advice: 'send fewer or shorter contexts at once, or ask for a smaller max_answer_len',
  },
  candidateTokens: {
    most: LIMITS.callCandidateTokens,
    name: 'tokens written out for its candidates',
    advice: 'ask for a smaller top_k, or send fewer or shorter texts at once',
  },
  records: {
    most: LIMITS.answerRecords,
    name: 'records in its answer',
    advice: 'ask for a smaller top_k, or send less at once',
  },
  numbers: {
    most: LIMITS.answerNumbers,
    name: 'numbers in its answer',
    advice: 'send less at once',
  },
} as const;
export type WorkKind = keyof typeof WORK;

/** Adds up what a call costs, each part before it is done. */
export class CallWork {
  readonly #done = new Map<WorkKind, number>();

  /** @throws MaasError PAYLOAD_TOO_LARGE when all of a kind together is too much for one call */
  add(kind: WorkKind, amount: number): void {
    const { most, name, advice } = WORK[kind];
    const sum = (this.#done.get(kind) ?? 0) + amount;
    this.#done.set(kind, sum);
    if (sum > most) {
      throw new MaasError(
        'PAYLOAD_TOO_LARGE',
        `The call takes ${sum} ${name} or more; the limit of one call is ${most}: ${advice}.`,
      );
    }
  }
}

/** @throws MaasError PAYLOAD_TOO_LARGE */
export function limitWork(kind: WorkKind, amount: number): void {
  new CallWork().add(kind, amount);
}

/** Limits texts, any of which may be absent. @throws MaasError PAYLOAD_TOO_LARGE */
export function limitCharacters(texts: readonly (string | undefined)[]): void {
  limitWork(
    'characters',
    texts.reduce((sum, text) => sum + (text?.length ?? 0), 0),
  );
}
