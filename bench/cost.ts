/**
 * Estimates what a month of predictions costs on AWS by the dated prices of `contract/prices.ts`:
 * ours, SageMaker Serverless, and two ml.m5.large, for models whose time is measured here by a
 * service's own metrics. Models: MAAS_FIXTURES. Writes `bench/results/cost.md`.
 * Run: npm run bench -- cost
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { estimateCost, type CostInput } from '../layers/maas/contract/estimate-cost.ts';
import { PRICES } from '../layers/maas/contract/prices.ts';
import { LocalStack } from '../test/e2e/local-stack.ts';
import { Client } from '../test/e2e/service/client.ts';
import { poll } from '../test/support/poll.ts';
import { describeMachine } from './describe-machine.ts';
import { uploadLive } from './upload-live.ts';
import { callTimes } from './warm/load.ts';
import { writeResult } from './write-result.ts';

const { MAAS_FIXTURES: fixtures } = process.env;
if (fixtures === undefined) throw new Error('MAAS_FIXTURES names the folder of the models.');
const CALLS = 300;
const CALLS_A_MONTH = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
/** Two, as AWS advises for what must not stop with one of them. */
const INSTANCES = 2;
const METRICS_MS = 60_000;

interface Subject {
  readonly name: string;
  readonly file: string;
  readonly inputs: readonly object[];
}

const tokens = (name: string, value: number): object => ({
  name,
  datatype: 'INT64',
  shape: [1, 32],
  data: new Array<number>(32).fill(value),
});
const SUBJECTS: readonly Subject[] = [
  {
    name: 'digits',
    file: path.join(fixtures, 'digits-cnn/model.onnx'),
    inputs: [
      {
        name: 'pixel_values',
        datatype: 'FP32',
        shape: [1, 3, 32, 32],
        data: new Array<number>(3 * 32 * 32).fill(0.5),
      },
    ],
  },
  {
    name: 'minilm',
    file: path.join(fixtures, 'minilm/model.onnx'),
    inputs: [tokens('input_ids', 2000), tokens('attention_mask', 1), tokens('token_type_ids', 0)],
  },
];

/** What one call of a model takes and moves. */
type Call = Pick<CostInput, 'milliseconds' | 'responseBytes' | 'requestBytes'>;

async function measure(stack: LocalStack, { name, inputs }: Subject): Promise<Call> {
  const url = `${stack.url}/v2/models/${name}/infer`;
  const json = JSON.stringify({ inputs });
  await callTimes(CALLS, 1, { url, json });
  const answer = await (await fetch(url, { method: 'POST', body: json })).arrayBuffer();
  const client = new Client({ url: stack.url });
  let milliseconds = NaN;
  await poll(
    `the metrics of ${name} have its calls`,
    async () => {
      const metrics = await client.call('GET', `/models/${name}/metrics`);
      const { predictions, latencyMs } = metrics.body as Metrics;
      milliseconds = latencyMs.p50 ?? NaN;
      return predictions > CALLS;
    },
    METRICS_MS,
  );
  return {
    milliseconds,
    responseBytes: answer.byteLength,
    requestBytes: Buffer.byteLength(json),
  };
}

interface Metrics {
  readonly predictions: number;
  readonly latencyMs: { readonly p50: number | null };
}

/** US dollars a month. */
interface Month {
  readonly ours: number;
  /** The calls and the time of predict, and nothing around them. */
  readonly lambdaAlone: number;
  readonly serverless: number;
  readonly instances: number;
}

function estimate(call: Call, predictions: number): Month {
  const { totalDollars, use, instead } = estimateCost({ ...call, predictions });
  const none = estimateCost({ ...call, predictions: 0 }).instead.sageMakerInstance;
  return {
    ours: totalDollars,
    lambdaAlone: use
      .filter(({ what }) => what.startsWith('Lambda'))
      .reduce((sum, { dollars }) => sum + dollars, 0),
    serverless: instead.sageMakerServerless,
    instances: instead.sageMakerInstance + none * (INSTANCES - 1),
  };
}

/** Predictions a month from which two instances cost less, were they able to answer so many. */
function findCrossing(call: Call): number {
  let [least, most] = [0, 2 ** 40];
  while (most - least > 1000) {
    const middle = (least + most) / 2;
    const { ours, instances } = estimate(call, middle);
    if (ours < instances) least = middle;
    else most = middle;
  }
  return most;
}

function formatTable(calls: ReadonlyMap<string, Call>): string {
  const head = [
    ...['model', 'ms a call', 'calls a month', 'ours', 'of which Lambda'],
    ...['SageMaker Serverless', '2 × ml.m5.large'],
  ];
  const rows = [...calls].flatMap(([name, call]) =>
    CALLS_A_MONTH.map((predictions) => [
      name,
      call.milliseconds.toPrecision(3),
      predictions.toLocaleString('en'),
      ...Object.values(estimate(call, predictions)).map((dollars: number) => dollars.toFixed(2)),
    ]),
  );
  return [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const home = mkdtempSync(path.join(tmpdir(), 'maas-bench-cost-'));
const stack = await LocalStack.start(home, ['--no-demo']);
try {
  await uploadLive(
    stack,
    SUBJECTS.map(({ name, file }) => ({ name, bytes: readFileSync(file) })),
  );
  const calls = new Map<string, Call>();
  for (const subject of SUBJECTS) calls.set(subject.name, await measure(stack, subject));
  const crossings = [...calls].map(
    ([name, call]) => `${name} ${(findCrossing(call) / 1e6).toFixed(0)} million`,
  );
  const text = [
    '# A month on AWS',
    describeMachine(1),
    `US dollars by the list prices of ${PRICES.asOf}, ${PRICES.region}, without a free tier; one ` +
      'model, its calls spread evenly over the month, on 1,769 MB. The time of a call is the median ' +
      "that the service's own metrics have of it on this machine. Ours has in it what the other two " +
      'leave to whoever builds around them: the API with its keys and limits, metrics, alarms, logs ' +
      'and traces; "of which Lambda" is what compares with them.',
    formatTable(calls),
    `Two instances cost less from so many calls a month on, if they can answer them: ${crossings.join(', ')}.`,
  ].join('\n\n');
  console.log(text);
  writeResult('cost.md', `${text}\n`);
} finally {
  await stack.end();
  rmSync(home, { recursive: true, force: true });
}
