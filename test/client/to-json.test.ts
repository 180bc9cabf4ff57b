import { expect, it } from '@jest/globals';
import { MaasClient } from '../../client/index.ts';
import { toJson } from '../../client/to-json.ts';

it.each<[string, unknown, string]>([
  ['floats', new Float32Array([0.5, 2]), '[0.5,2]'],
  ['floats that are none', new Float64Array([NaN, Infinity]), '[null,Infinity]'],
  ['large integers', new BigInt64Array([9007199254740993n, -1n]), '[9007199254740993,-1]'],
  ['a large integer', [9007199254740993n], '[9007199254740993]'],
  ['infinities', [-Infinity, Infinity, NaN], '[-Infinity,Infinity,null]'],
  ["Node's buffer", Buffer.from([1, 255]), '[1,255]'],
  ['several, deep', { rows: [new Int8Array([1]), new Uint16Array([2])] }, '{"rows":[[1],[2]]}'],
  ['none of them', { text: 'Infinity', at: new Date(0), no: undefined, n: null, i: 1e21 }, ''],
])('writes %s as the service reads them', (_what, body, expected) => {
  expect(toJson(body)).toBe(expected || JSON.stringify(body));
});

it('sends typed arrays as lists, by predict and infer', async () => {
  const bodies: string[] = [];
  const client = new MaasClient({
    fetch: async (request) => {
      bodies.push(await (request as Request).text());
      return new Response('[]');
    },
  });
  await client.predict<'tabular-regression'>('m', { rows: [new Float32Array([1, 2])] });
  const data = new BigInt64Array([3n]);
  await client.infer('m', { inputs: [{ name: 'x', datatype: 'INT64', shape: [1], data }] });
  expect(bodies).toEqual([
    '{"rows":[[1,2]]}',
    '{"inputs":[{"name":"x","datatype":"INT64","shape":[1],"data":[3]}]}',
  ]);
});
