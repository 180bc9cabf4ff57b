import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, Fault, StoreAnswer } from './fault-proxy.ts';

/** Long for a store, and less than its reader has patience. */
const LATE_MS = 700;

function answerError(status: number, code: string): Fault {
  const body = Buffer.from(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Please try again.</Message></Error>`,
  );
  const headers = { 'content-type': 'application/xml', 'content-length': String(body.length) };
  return (_, { send }) => {
    send({ status, headers, body });
  };
}

/** The head of all of it, and the first half of the body; then what `end` does. */
function breakHalfWay(end: (response: Delivery['response']) => void): Fault {
  return ({ status, headers, body }, { response }) => {
    response
      .writeHead(status, { ...headers, 'content-length': body.length })
      .write(body.subarray(0, body.length >> 1), () => {
        end(response);
      });
  };
}

function change(make: (answer: StoreAnswer) => Partial<StoreAnswer>): Fault {
  return (answer, { send }) => {
    const changed = { ...answer, ...make(answer) };
    const headers = { ...changed.headers, 'content-length': String(changed.body.length) };
    send({ ...changed, headers });
  };
}

/**
 * The first one: what it makes of a record is no JSON. Within a digit only a checksum of the store's
 * would tell, which these servers do not give for every object.
 */
function flipBit(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[0] = (changed[0] ?? 0) ^ 1;
  return changed;
}

/** The record stays one, and says other bytes of a file than there are. */
function flipDigestBit(bytes: Buffer): Buffer {
  const text = bytes
    .toString()
    .replace(/(?<="sha256":"[a-f]*)\d/g, (digit) => `${Number(digit) ^ 1}`);
  return Buffer.from(text);
}

/** Faults that a store, or the way to it, puts into an answer. */
export const FAULTS = {
  'an error 500': answerError(500, 'InternalError'),
  'a 503 SlowDown': answerError(503, 'SlowDown'),
  'a first byte that comes late': async (answer, { send }) => {
    await sleep(LATE_MS);
    send(answer);
  },
  'a connection that is reset in the middle of a body': breakHalfWay(({ socket }) => {
    socket?.resetAndDestroy();
  }),
  'a connection that is closed in the middle of a body': breakHalfWay(({ socket }) => {
    socket?.end();
  }),
  'half a body that is said to be all of it': change(({ body }) => ({
    body: body.subarray(0, body.length >> 1),
  })),
  'other bytes': change(({ body }) => ({ body: Buffer.alloc(body.length, 'x') })),
  'one bit that is another': change(({ body }) => ({ body: flipBit(body) })),
  'one bit of a digest that is another': change(({ body }) => ({ body: flipDigestBit(body) })),
  'another range than was asked for': change(({ headers, body }) => ({
    headers: { ...headers, 'content-range': `bytes 7-${body.length + 6}/${body.length + 7}` },
  })),
  'the whole object for a range': async (answer, { readWhole, send }) => {
    const body = await readWhole();
    const { 'content-range': _, ...headers } = answer.headers;
    send({ status: 200, headers: { ...headers, 'content-length': String(body.length) }, body });
  },
  'a body that stands still': breakHalfWay(() => undefined),
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
