import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { GOOD, BAD, ROW, service, useNeighbours } from '../../support/neighbours.ts';
import type { Reply } from '../../support/service.ts';

useNeighbours(['default', 'mixed']);

const TYPE = 'application/jsonlines';
const POSITIVE = expect.objectContaining({ label: 'positive' });
const NEGATIVE = expect.objectContaining({ label: 'negative' });
const texts = `"${GOOD}"\n\n{"inputs": "${BAD}"}\r\n`;

const send = (
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  model = 'default',
): Promise<Reply> =>
  service.call('POST', `/models/${model}/invocations`, {
    body,
    headers: { 'content-type': TYPE, ...headers },
  });

function readLines({ bytes }: Reply): unknown[] {
  const lines = String(bytes).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line): unknown => JSON.parse(line));
}

describe('lines of JSON', () => {
  it.each([
    ['the type of SageMaker', {}],
    ['any answer taken', { accept: '*/*' }],
    ['another of its names', { 'content-type': 'application/x-ndjson' }],
  ])('are answered by a line for each when they come with %s', async (_, headers) => {
    const reply = await send(texts, headers);
    expect([reply.status, reply.headers['content-type']]).toEqual([200, TYPE]);
    expect(readLines(reply)).toEqual([POSITIVE, NEGATIVE]);
  });

  it('are answered as MLflow does where the caller takes JSON', async () => {
    const { body } = await send(texts, { accept: 'application/json' });
    expect(body).toEqual({ predictions: [POSITIVE, NEGATIVE] });
  });

  it('are the answer to other forms where the caller asks for them', async () => {
    const headers = { 'content-type': 'application/json', accept: TYPE };
    expect(readLines(await send(`["${GOOD}"]`, headers))).toEqual([POSITIVE]);
  });

  it.each([
    ['objects', ROW.row],
    ['lists', Object.values(ROW.row)],
    ['features', { features: Object.values(ROW.row) }],
  ])('are rows as %s', async (_, row) => {
    const line = JSON.stringify(row);
    const reply = await send(`\uFEFF${line}\n${line}`, {}, 'mixed');
    expect(readLines(reply)).toEqual([ROW.label, ROW.label]);
  });

  it.each<[string, string | Uint8Array, number, string]>([
    ['one is no JSON', '"a"\n\n{"inputs": ', 400, 'Line 3 is no instance in JSON'],
    ['one has two values', '"a"\n"b", "c"', 400, 'Line 2 is no instance in JSON'],
    ['a list goes over two', '["a"\n"b"]', 400, 'Line 1 is no instance in JSON'],
    ['they are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'Line 1 is no instance in JSON'],
    ['there is none', '\n \n', 400, 'Line 1 is no instance in JSON'],
    ['they are many', '1\n'.repeat(LIMITS.callRows + 1), 413, 'A call may have 10000 lines'],
  ])('are refused when %s', async (_, body, status, error) => {
    const reply = await send(body);
    expect(reply.status).toBe(status);
    expect(reply.body.error).toContain(error);
  });
});
