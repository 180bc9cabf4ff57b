import { describe, expect, it } from '@jest/globals';
import type { Client } from './client.ts';
import { awaitOutcome, createDoubler, createName } from './fixtures.ts';

const CALLERS = 4;
/** The rounds of each caller; MAAS_ROUNDS=125 makes 500 in all. */
const ROUNDS = Number(process.env.MAAS_ROUNDS ?? 3);
/** Calls at the same time, so that every instance gets some and trusts what it read for them. */
const AT_ONCE = 4;

/** Every call after an acknowledgement sees what was acknowledged, whichever instance takes it. */
export function describeVisibility(getClient: () => Client): void {
  describe('what a caller was told', () => {
    const ask = async (model: string): Promise<string[]> => {
      const call = (): ReturnType<Client['call']> =>
        getClient().call('POST', `/models/${model}/predict`, { json: { tensors: { x: [[1]] } } });
      const replies = await Promise.all(Array.from({ length: AT_ONCE }, call));
      return replies.map(
        ({ status, headers }) => `${status} by version ${headers.get('x-model-version')}`,
      );
    };

    /**
     * Uploads and promotions of older versions, by turns.
     * @returns every answer that was not by the version acknowledged before
     */
    async function run(model: string): Promise<string[]> {
      const client = getClient();
      const wrong: string[] = [];
      for (let round = 1, newest = 0; round <= ROUNDS; round++) {
        if (newest > 0) await ask(model);
        const isUpload = round % 2 === 1;
        const told = isUpload
          ? await client.upload({ 'model.onnx': createDoubler() }, { name: model })
          : await client.call('PUT', `/models/${model}/aliases/live`, {
              json: { version: Math.max(1, newest - 1) },
            });
        // A busy machine answers before the validation is over: what is told then is its record.
        if (told.status === 202) await awaitOutcome(client, model, Number(told.body.version));
        else if (told.status !== (isUpload ? 201 : 200)) {
          throw new Error(`Round ${round} of '${model}' was answered ${told.status}: ${told.text}`);
        }
        if (isUpload) newest = Number(told.body.version);
        const expected = `200 by version ${isUpload ? newest : Math.max(1, newest - 1)}`;
        const strange = (await ask(model)).filter((answer) => answer !== expected);
        wrong.push(...strange.map((answer) => `round ${round}: ${answer} in place of ${expected}`));
      }
      return wrong;
    }

    it(
      'is so for every call that follows, from several callers and on every instance',
      async () => {
        const wrong = await Promise.all(
          Array.from({ length: CALLERS }, (_, caller) => run(createName(`seen${caller}`))),
        );
        expect(wrong.flat()).toEqual([]);
      },
      60_000 + ROUNDS * 30_000,
    );
  });
}
