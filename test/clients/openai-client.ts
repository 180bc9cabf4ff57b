/**
 * The openai client for TypeScript, against the embedding model that was uploaded as
 * `clients-minilm`.
 */
import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { runChecks } from './run-checks.ts';

const MODEL = 'clients-minilm';
const client = new OpenAI({
  baseURL: `${process.env.MAAS_URL ?? 'http://127.0.0.1:8080'}/v1`,
  apiKey: 'none',
  maxRetries: 0,
});

const embed = async (
  input: OpenAI.EmbeddingCreateParams['input'],
  options: Partial<OpenAI.EmbeddingCreateParams> = {},
): Promise<number[][]> =>
  (await client.embeddings.create({ model: MODEL, input, ...options })).data.map(
    ({ embedding }) => embedding,
  );
const dot = (a: readonly number[] = [], b: readonly number[] = []): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0);

async function refusal(call: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof OpenAI.APIError, `no refusal, but ${String(error)}`);
  return error;
}

const CHECKS: Readonly<Record<string, () => Promise<void>>> = {
  'one text has one vector of length 1': async () => {
    const [vector] = await embed('这是一个正面的文本');
    assert.equal(vector?.length, 384);
    assert.ok(Math.abs(dot(vector, vector) - 1) < 1e-5);
  },
  'several texts have a vector each, in order': async () => {
    const [a, b, again] = await embed(['a cat', 'the stock market', 'a cat']);
    assert.ok(dot(a, again) > 0.99999 && dot(a, b) < 0.9);
  },
  'like texts are near, unlike ones are not': async () => {
    const [cat, kitten, tax] = await embed([
      'A cat sits on the mat.',
      'A kitten is sitting on a rug.',
      'Taxes are due in April.',
    ]);
    assert.ok(dot(cat, kitten) > dot(cat, tax));
  },
  'floats and base64 are the same vector': async () => {
    const [asFloats] = await embed('hello', { encoding_format: 'float' });
    const {
      data: [first],
    } = await client.embeddings.create({ model: MODEL, input: 'hello', encoding_format: 'base64' });
    const bytes = Buffer.from(first?.embedding ?? '', 'base64');
    assert.deepEqual(
      Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index)),
      asFloats,
    );
  },
  'token ids are taken': async () => {
    const [[one], [two, three]] = await Promise.all([embed([7592]), embed([[7592], [7592, 2088]])]);
    assert.ok(dot(one, two) > 0.99999 && dot(one, three) < 0.99);
  },
  'dimensions cut and bring back to length 1': async () => {
    const [[whole], [cut]] = await Promise.all([
      embed('hello'),
      embed('hello', { dimensions: 32 }),
    ]);
    assert.equal(cut?.length, 32);
    assert.ok(Math.abs(dot(cut, cut) - 1) < 1e-5 && dot(cut, whole?.slice(0, 32)) > 0);
  },
  'usage counts tokens': async () => {
    const { usage } = await client.embeddings.create({
      model: MODEL,
      input: ['hello', 'hello world'],
    });
    assert.ok(usage.prompt_tokens > 2 && usage.total_tokens === usage.prompt_tokens);
  },
  'models can be listed': async () => {
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    assert.ok(ids.includes(MODEL));
  },
  'a model can be read': async () => {
    const model = await client.models.retrieve(MODEL);
    assert.equal(model.id, MODEL);
    assert.equal(model.object, 'model');
  },
  'an unknown model is a 404 with a message': async () => {
    const error = await refusal(client.embeddings.create({ model: 'none', input: 'a' }));
    assert.ok(error instanceof OpenAI.NotFoundError && error.code === 'model_not_found');
    assert.match(error.message, /There is no model 'none'/);
    assert.ok((await refusal(client.models.retrieve('none'))) instanceof OpenAI.NotFoundError);
  },
  'bad dimensions and inputs are refused, and named': async () => {
    for (const [param, input, options] of [
      ['dimensions', 'a', { dimensions: 385 }],
      ['dimensions', 'a', { dimensions: 0 }],
      ['input', [], {}],
      ['input', [1.5], {}],
    ] as const) {
      const error = await refusal(embed(input as OpenAI.EmbeddingCreateParams['input'], options));
      assert.ok(
        error instanceof OpenAI.BadRequestError && error.param === param,
        `${String(error)} ${String(error.param)}`,
      );
    }
  },
  'an unknown path is an error in the same shape': async () => {
    assert.ok(
      (await refusal(client.chat.completions.create({ model: MODEL, messages: [] }))).status ===
        404,
    );
  },
};

await runChecks('openai (TypeScript)', CHECKS);
