import type { Clock } from '../ports/clock.ts';
import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { KeyRing } from './key-ring.ts';
import { signPrediction } from './prediction-token.ts';

/** Makes of a prediction's id the one that its caller gets, which feedback is sent with. */
export class PredictionSigner {
  readonly #keys: Pick<KeyRing, 'current'> | undefined;
  readonly #clock: Clock;

  /** @param keys undefined where nothing is signed, and no feedback taken */
  constructor(keys: Pick<KeyRing, 'current'> | undefined, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /** The id alone where there is no key: a prediction does not fail for it. */
  async sign({ id, model, version, predicted }: PredictionFacts): Promise<string> {
    const key = await this.#keys?.current();
    if (!key || model === undefined || version === undefined) return id;
    const { inputs = 0, answers = [] } = predicted ?? {};
    const timeMs = this.#clock.nowMs();
    return signPrediction({ id, model, version, timeMs, inputs, predicted: answers }, key);
  }
}
