import { createRandom } from '../support/create-random.ts';
import { Choices } from './choices.ts';
import type { WorkCounter } from './count-work.ts';
import type { Asked } from './fake-model.ts';
import type { Subject } from './subjects.ts';

export interface WorstCall {
  readonly subject: string;
  readonly steps: number;
  readonly asked: Asked;
  readonly choices: readonly number[];
  readonly body: unknown;
  /** Absent where the call is answered. */
  readonly refusal?: string;
  /** Calls that were tried, and those of them that were answered. */
  readonly tried: number;
  readonly answered: number;
}

/** Calls drawn at random, and each of the worst ones so far changed in one place. */
const [RANDOM, CHANGED] = [50, 70];

/**
 * Climbs to the call that makes the most steps of all that a subject's schemas admit: a choice is
 * changed, and the change kept where it costs more.
 */
export async function searchWorst(
  subject: Subject,
  counter: WorkCounter,
  seed: number,
): Promise<WorstCall> {
  const random = createRandom(seed);
  let worst: Omit<WorstCall, 'tried' | 'answered'> | undefined;
  let answered = 0;
  for (let tried = 1; tried <= RANDOM + CHANGED; tried++) {
    const given = tried <= RANDOM || !worst ? [] : change(worst.choices, random);
    const call = await measure(subject, counter, new Choices(random, given));
    if (!worst || call.steps > worst.steps) worst = call;
    if (call.refusal === undefined) answered++;
  }
  if (!worst) throw new Error('Nothing was tried.');
  return { ...worst, tried: RANDOM + CHANGED, answered };
}

function change(choices: readonly number[], random: () => number): number[] {
  const changed = [...choices];
  for (let count = 1 + Math.floor(random() * 2); count > 0; count--) {
    changed[Math.floor(random() * changed.length)] = random();
  }
  return changed;
}

/** Runs one drawn call. */
async function measure(
  subject: Subject,
  counter: WorkCounter,
  choices: Choices,
): Promise<Omit<WorstCall, 'tried' | 'answered'>> {
  const body = subject.draw(choices);
  counter.take();
  const { asked, done } = subject.call(body, choices);
  const refusal = await done.then(
    () => undefined,
    (error: unknown) => {
      if (['MaasError', 'InvalidParameterError'].includes((error as Error).name)) {
        return (error as Error).message;
      }
      throw error;
    },
  );
  return {
    subject: subject.name,
    steps: counter.take(),
    asked,
    choices: choices.made,
    body,
    ...(refusal === undefined ? {} : { refusal }),
  };
}
