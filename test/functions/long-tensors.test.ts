import { expect, it } from '@jest/globals';
import { service, useNeighbours } from '../support/neighbours.ts';

const PICTURES = 16;
const SHAPE = [PICTURES, 3, 32, 32];
const COUNT = SHAPE.reduce((product, size) => product * size, 1);

useNeighbours(['digits']);

interface Answer {
  readonly outputs: readonly { readonly data: readonly number[] }[];
}

async function infer(id: string): Promise<Answer> {
  const data = Array.from({ length: COUNT }, (_, index) => Math.sin(index));
  const inputs = [{ name: 'pixel_values', shape: SHAPE, datatype: 'FP32', data }];
  const text = JSON.stringify({ inputs }).replace('{', `{"id":"${id}",`);
  const { status, body } = await service.call('POST', '/v2/models/digits/infer', {
    body: Buffer.from(text),
    headers: { 'content-type': 'application/json' },
  });
  expect({ status, body }).toMatchObject({ status: 200, body: { id: 'a' } });
  return body as Answer;
}

it('answers a long body of JSON alike, whichever way its numbers are read', async () => {
  const read = await infer('a');
  // An escape is what the reader of numbers leaves to JSON.parse.
  const parsed = await infer(String.raw`\u0061`);
  expect(read.outputs[0]?.data).toHaveLength(10 * PICTURES);
  expect(read).toEqual(parsed);
});
