/**
 * Sends the calls that every server of the Open Inference Protocol should survive, through the
 * public HTTP API: the right status, the service still answering after each, and no function
 * instance above 600 MB of resident memory throughout.
 * MAAS_URL=http://127.0.0.1:8080 node test/conformance/hostile.ts (a service on this machine, as
 * its processes are looked at)
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { createGzip } from 'node:zlib';

const url = new URL(process.env.MAAS_URL ?? 'http://127.0.0.1:8080');
const MOST_RESIDENT_MB = 600;
const REQUESTS_ON_ONE_CONNECTION = 20_000;
const TEXT = { text: ['很好'] };
const infer = '/v2/models/sentiment/infer';
const HEADER = 'inference-header-content-length';

interface Call {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body: string | Uint8Array;
}

const tensor = (fields: object): string =>
  JSON.stringify({
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [1, 1], data: ['很好'], ...fields }],
  });
const binary = (head: object | string, blob: Uint8Array, length?: string): Call => {
  const json = Buffer.from(typeof head === 'string' ? head : JSON.stringify(head));
  return {
    headers: {
      [HEADER]: length ?? String(json.length),
      'content-type': 'application/octet-stream',
    },
    body: Buffer.concat([json, blob]),
  };
};
const bytesInput = (size: number, shape = [1, 1]): object => ({
  inputs: [{ name: 'text', datatype: 'BYTES', shape, parameters: { binary_data_size: size } }],
});
const gzip = (body: Uint8Array): Call => ({ headers: { 'content-encoding': 'gzip' }, body });

/** A call and the statuses that answer it rightly. */
const CASES: readonly (readonly [string, () => Promise<Call> | Call, ...number[]])[] = [
  ['JSON nested 100,000 deep', () => ({ body: '['.repeat(100_000) + ']'.repeat(100_000) }), 400],
  [
    'objects nested 100,000 deep',
    () => ({ body: '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000) }),
    400,
  ],
  [
    'JSON nested 100,000 deep to /predict',
    () => ({ path: '/models/sentiment/predict', body: '['.repeat(100_000) + ']'.repeat(100_000) }),
    400,
  ],
  [
    'data nested 100,000 deep',
    () => ({
      body:
        '{"inputs":[{"name":"text","datatype":"BYTES","shape":[1,1],"data":' +
        `${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`,
    }),
    400,
  ],
  ['a shape of 2^62 elements', () => ({ body: tensor({ shape: [2 ** 31, 2 ** 31] }) }), 400],
  [
    'a shape of 2^62 elements without data',
    () => ({ body: tensor({ shape: [4_611_686_018_427_387_904n.toString()], data: [] }) }),
    400,
  ],
  [
    'a shape that overflows to the right size',
    () => ({
      body: '{"inputs":[{"name":"text","datatype":"BYTES","shape":[9223372036854775807,1],"data":["a"]}]}',
    }),
    400,
  ],
  ['a negative dimension', () => ({ body: tensor({ shape: [-1, 1] }) }), 400],
  ['two negative dimensions', () => ({ body: tensor({ shape: [-1, -1] }) }), 400],
  [
    'a shape of 10,000 dimensions',
    () => ({ body: tensor({ shape: Array.from({ length: 10_000 }, () => 1) }) }),
    400,
  ],
  ['a billion empty rows', () => ({ body: tensor({ shape: [1_000_000_000, 0], data: [] }) }), 400],
  ['an empty body', () => ({ body: '' }), 400],
  ['a body that is not JSON', () => ({ body: 'inputs=1' }), 400],
  [
    'invalid UTF-8',
    () => ({
      body: Buffer.concat([
        Buffer.from('{"inputs":[{"name":"'),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('"}]}'),
      ]),
    }),
    400,
  ],
  [
    'keys of the prototype',
    () => ({
      body: '{"__proto__":{"inputs":[]},"constructor":1,"inputs":[{"__proto__":{"name":"text"}}]}',
    }),
    400,
  ],
  [
    'a lone surrogate',
    () => ({
      body: String.raw`{"inputs":[{"name":"text","datatype":"BYTES","shape":[1,1],"data":["\ud800"]}]}`,
    }),
    400,
  ],
  [
    'U+0000 in a text',
    () => ({
      body: String.raw`{"inputs":[{"name":"text","datatype":"BYTES","shape":[1,1],"data":["a\u0000b"]}]}`,
    }),
    400,
  ],
  [
    'a header length past the end',
    () => binary(bytesInput(5), Buffer.from([1, 0, 0, 0, 97]), '100000'),
    400,
  ],
  [
    'a header length of 10^30',
    () => binary(bytesInput(5), Buffer.from([1, 0, 0, 0, 97]), '1'.padEnd(31, '0')),
    400,
  ],
  [
    'a negative header length',
    () => binary(bytesInput(5), Buffer.from([1, 0, 0, 0, 97]), '-1'),
    400,
  ],
  [
    'a header length that is not a number',
    () => binary(bytesInput(5), Buffer.from([1, 0, 0, 0, 97]), '0x10'),
    400,
  ],
  ['two header lengths', () => ({ headers: { [HEADER]: ['10', '20'] }, body: tensor({}) }), 400],
  [
    'a blob shorter than declared',
    () => binary(bytesInput(50), Buffer.from([1, 0, 0, 0, 97])),
    400,
  ],
  [
    'a blob longer than declared',
    () => binary(bytesInput(5), Buffer.from([1, 0, 0, 0, 97, 98, 99])),
    400,
  ],
  ['a blob size of 2^53', () => binary(bytesInput(2 ** 53), Buffer.from([1, 0, 0, 0, 97])), 400],
  ['a negative blob size', () => binary(bytesInput(-5), Buffer.from([1, 0, 0, 0, 97])), 400],
  [
    'a BYTES length past the end',
    () => binary(bytesInput(5), Buffer.from([0xff, 0xff, 0xff, 0xff, 97])),
    400,
  ],
  [
    'fewer BYTES elements than the shape has',
    () => binary(bytesInput(5, [1000, 1]), Buffer.from([1, 0, 0, 0, 97])),
    400,
  ],
  [
    'a blob for a shape of 2^40 elements',
    () => binary(bytesInput(5, [2 ** 40, 1]), Buffer.from([1, 0, 0, 0, 97])),
    400,
  ],
  [
    'data and a blob at once',
    () =>
      binary(
        {
          inputs: [
            {
              name: 'text',
              datatype: 'BYTES',
              shape: [1, 1],
              data: ['a'],
              parameters: { binary_data_size: 5 },
            },
          ],
        },
        Buffer.from([1, 0, 0, 0, 97]),
      ),
    400,
  ],
  [
    'an output asked for twice',
    () => ({
      body: JSON.stringify({
        ...(JSON.parse(tensor({})) as object),
        outputs: [{ name: 'label' }, { name: 'label' }],
      }),
    }),
    400,
  ],
  [
    'the same input twice',
    () => ({
      body: JSON.stringify({
        inputs: Array.from(
          { length: 2 },
          () => (JSON.parse(tensor({})) as { inputs: object[] }).inputs[0],
        ),
      }),
    }),
    400,
  ],
  [
    'a raw request that is not UTF-8',
    () => ({
      headers: { [HEADER]: '0', 'content-type': 'application/octet-stream' },
      body: Buffer.from([0xff, 0xff, 0xff]),
    }),
    400,
  ],
  [
    'an unknown content encoding',
    () => ({ headers: { 'content-encoding': 'br' }, body: tensor({}) }),
    415,
  ],
  ['a body that is not gzip', () => gzip(Buffer.from(tensor({}))), 400],
  [
    'a gzip body cut short',
    async () => gzip((await compress(Buffer.from(tensor({})))).subarray(0, -9)),
    400,
  ],
  ['a gzip bomb of 4 GB', async () => gzip(await compressZeros(4)), 413],
  ['a gzip bomb of 10 GB', async () => gzip(await compressZeros(10)), 413],
  [
    'a gzip bomb of 4 GB to /predict',
    async () => ({ ...gzip(await compressZeros(4)), path: '/models/sentiment/predict' }),
    413,
  ],
  ['a body of 20 MB', () => ({ body: Buffer.alloc(20_000_000, 0x20) }), 413],
  [
    'a million texts',
    () => ({
      path: '/models/sentiment/predict',
      body: JSON.stringify({ text: Array.from({ length: 1_000_000 }, () => '') }),
    }),
    400,
    413,
    422,
  ],
  [
    'a number beyond all',
    () => ({ body: '{"inputs":[{"name":"text","datatype":"FP64","shape":[1,1],"data":[1e400]}]}' }),
    400,
  ],
];

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function send({
  path: target = infer,
  headers = {},
  body,
}: Call): Promise<{ status: number; body: string; type: string | undefined }> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        agent,
        path: target,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...headers,
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(parts).toString(),
            type: response.headers['content-type'],
          });
        });
      },
    );
    call.on('error', reject).end(body);
  });
}

async function compress(bytes: Uint8Array): Promise<Buffer> {
  const stream = createGzip({ level: 9 });
  stream.end(bytes);
  return Buffer.concat((await stream.toArray()) as Buffer[]);
}

/** A gzip body may have several members, one after the other: one of 1 GB is made, and repeated. */
let member: Promise<Buffer> | undefined;
async function compressZeros(gigabytes: number): Promise<Buffer> {
  member ??= compress(Buffer.alloc(1_000_000_000));
  return Buffer.concat(Array.from<Buffer>({ length: gigabytes }).fill(await member));
}

/**
 * Peak of resident memory, in MB, of each process that Lambda's environment marks as a function's
 * instance.
 */
function readPeaks(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        if (
          !readFileSync(path.join('/proc', pid, 'environ'), 'utf8').includes(
            'AWS_LAMBDA_FUNCTION_NAME=predict',
          )
        ) {
          return [];
        }
        return [
          Number(
            /VmHWM:\s+(\d+)/.exec(readFileSync(path.join('/proc', pid, 'status'), 'utf8'))?.[1],
          ) / 1024,
        ];
      } catch {
        return []; // it has just ended
      }
    });
}

let passed = 0;
let failed = 0;
function report(name: string, fault: string | undefined): void {
  if (fault === undefined) passed++;
  else failed++;
  if (fault !== undefined) console.log(`WRONG  ${name}: ${fault}`);
}

async function isAlive(): Promise<boolean> {
  const { status, body } = await send({
    path: '/models/sentiment/predict',
    body: JSON.stringify(TEXT),
  });
  return status === 200 && body.includes('"label":"positive"');
}

for (const [name, make, ...statuses] of CASES) {
  const { status, body, type } = await send(await make());
  const isOurs =
    type === 'application/json' &&
    typeof (JSON.parse(body) as { error?: unknown }).error === 'string';
  report(
    name,
    !statuses.includes(status)
      ? `answered ${status} ${body.slice(0, 200)}`
      : !isOurs
        ? `answered ${body.slice(0, 200)} as ${String(type)}`
        : !(await isAlive())
          ? 'the service no longer answers'
          : undefined,
  );
}

let wrong = 0;
for (let count = 0; count < REQUESTS_ON_ONE_CONNECTION; count++) if (!(await isAlive())) wrong++;
report(
  `${REQUESTS_ON_ONE_CONNECTION} requests on one connection`,
  wrong === 0 ? undefined : `${wrong} failed`,
);

const peaks = readPeaks();
console.log(
  'resident memory at its peak: ' +
    (peaks.map((mb) => `${mb.toFixed(0)} MB`).join(', ') || 'no instance found'),
);
report(
  'resident memory',
  peaks.length > 0 && Math.max(...peaks) < MOST_RESIDENT_MB
    ? undefined
    : `the limit is ${MOST_RESIDENT_MB} MB`,
);
console.log(`hostile: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
