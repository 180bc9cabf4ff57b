/**
 * Roll-outs of real models, on a clock that is set by hand, do what they promise: metric lines,
 * looks, alarms and notices are the service's own. It prints a table.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmfMetricSink } from '../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { FileMetricReader } from '../../layers/maas/adapters/metrics/file-metric-reader.ts';
import { OnnxModelRuntime } from '../../layers/maas/adapters/onnx/onnx-model-runtime.ts';
import { ALARM_LIMITS } from '../../layers/maas/contract/alarm-limits.ts';
import { parseAlarmEvent } from '../../layers/maas/core/alarms/alarm-event.ts';
import {
  evaluateAlarms,
  listChanges,
  type AlarmStatus,
} from '../../layers/maas/core/alarms/evaluate-alarms.ts';
import { DriftSketches } from '../../layers/maas/core/drift/drift-sketches.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import {
  observePrediction,
  type PredictionFacts,
} from '../../layers/maas/core/monitoring/observe-prediction.ts';
import type { CapturedLine } from '../../layers/maas/core/ports/captures.ts';
import type { ModelSession } from '../../layers/maas/core/ports/model-runtime.ts';
import { heedAlarms } from '../../layers/maas/core/promotion/heed-alarms.ts';
import { startRollout } from '../../layers/maas/core/promotion/start-rollout.ts';
import { tickRollouts } from '../../layers/maas/core/promotion/tick-rollouts.ts';
import { setAlias } from '../../layers/maas/core/registry/aliases.ts';
import type { AliasRecord } from '../../layers/maas/core/registry/records.ts';
import { Registry } from '../../layers/maas/core/registry/registry.ts';
import { getPercent } from '../../layers/maas/core/rollouts/advance-rollout.ts';
import type { RolloutRequest } from '../../layers/maas/core/rollouts/rollout-request.ts';
import { routeTraffic } from '../../layers/maas/core/serving/route-traffic.ts';
import { toStateChangeEvent } from '../../local/alarms/state-change-event.ts';
import { ANSWER_BINS } from '../core/rollouts/drawn-answers.ts';
import { createRollout, simulate } from '../core/rollouts/simulate.ts';
import { createLines } from '../support/captured-lines.ts';
import { SESSION_BUDGET } from '../support/ingest.ts';
import { MemoryObjectStore } from '../support/memory-object-store.ts';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../support/onnx-model.ts';
import { addReady } from '../support/registry.ts';
import { WARM } from '../support/unwatched.ts';
import { createRandom } from '../support/create-random.ts';

const MINUTE_MS = 60_000;
const NAMESPACE = 'Maas';
/** The behaviour of a version, beside running its model. */
interface Behaviour {
  /** From where on its model says 1; the truth is 0. */
  readonly threshold?: number;
  /** Share of its calls that die with their process. */
  readonly fails?: number;
  /** Milliseconds of most answers, and of 1 of 50. */
  readonly ms?: readonly [number, number];
}

interface Scenario {
  readonly name: string;
  readonly baseline?: Behaviour;
  readonly candidate?: Behaviour;
  readonly request?: Partial<RolloutRequest>;
  readonly requestsAMinute?: number;
  /** Minutes of traffic before it begins. */
  readonly before?: number;
  readonly most?: number;
  readonly expected: (end: End) => boolean;
}

interface End {
  readonly state: string;
  readonly minutes: number;
  readonly percents: readonly number[];
  readonly reason: string;
  readonly told: readonly string[];
  readonly rang: readonly string[];
}

const CANARY: RolloutRequest = {
  version: 2,
  strategy: { canary: { percent: [10, 50], bakeMinutes: 5 } },
  guards: { errorRate: {}, latency: {}, accuracy: {}, drift: {} },
  minRequests: 100,
  longestBakeMinutes: 20,
  onBad: 'rollback',
  force: false,
};

/** One machine with two versions of a model, whose clock is set by hand. */
class World {
  readonly random = createRandom(16);
  readonly directory = mkdtempSync(path.join(tmpdir(), 'maas-rollouts-'));
  readonly told: string[] = [];
  readonly rang: string[] = [];
  readonly #store = new MemoryObjectStore();
  readonly registry = new Registry(this.#store, { nowMs: () => this.nowMs });
  readonly metrics = new FileMetricReader({ directory: this.directory, namespace: NAMESPACE });
  readonly #lines: CapturedLine[] = [];
  readonly #sketches = new DriftSketches({
    captures: { write: (lines) => Promise.resolve(void this.#lines.push(...lines)) },
    clock: { nowMs: () => this.nowMs },
    logger: { warn: console.warn },
  });
  readonly #sink = new EmfMetricSink({
    namespace: NAMESPACE,
    clock: { nowMs: () => this.nowMs },
    write: (line) => {
      const hour = new Date(this.nowMs).toISOString().slice(0, 13);
      appendFileSync(path.join(this.directory, `${hour}.jsonl`), line);
    },
  });
  readonly deps = {
    registry: this.registry,
    getSessionBudget: () => SESSION_BUDGET,
    schedule: () => Promise.resolve(),
    metrics: this.metrics,
    metricsLateMs: 5000,
    captured: createLines(() => this.#lines),
    answersLateMs: 5000,
    messengers: [
      {
        send: ({ subject }: { subject: string }): Promise<void> => {
          this.told.push(subject);
          return Promise.resolve();
        },
      },
    ],
    logger: { debug: ignore, info: ignore, warn: ignore, error: console.error },
  };
  nowMs = Date.parse('2026-11-29T06:00:00Z');
  #watchMs = 0;
  #alarms: readonly AlarmStatus[] = [];
  readonly #sessions: ModelSession[] = [];
  readonly #behaviours: readonly Behaviour[];

  constructor(...behaviours: Behaviour[]) {
    this.#behaviours = behaviours;
  }

  async open(): Promise<void> {
    const runtime = new OnnxModelRuntime({ threads: 1 });
    for (const [index, { threshold = 0 }] of this.#behaviours.entries()) {
      await addReady(this.registry);
      const folder = path.join(this.directory, 'models', String(index + 1));
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'model.onnx'), makeModel(threshold));
      this.#sessions.push(await runtime.load(path.join(folder, 'model.onnx')));
    }
    await setAlias(this.registry, 'm', 'live', 1);
  }

  async getLive(): Promise<AliasRecord> {
    const { live } = (await this.registry.getModel('m')).value.aliases;
    if (!live) throw new Error('There is no alias.');
    return live;
  }

  async pass(requests: number): Promise<void> {
    const { routes, rollout } = await this.getLive();
    const startMs = this.nowMs;
    for (let request = 0; request < requests; request++) {
      this.nowMs = startMs + Math.floor((request * MINUTE_MS) / requests);
      const version = routeTraffic(routes, () => this.random()) ?? 0;
      await this.#predict(version, rollout?.state === 'BAKING' ? rollout.slowMs : undefined);
    }
    await this.#sketches.write();
    this.nowMs = startMs + MINUTE_MS + 6000;
    await this.#evaluate();
    await tickRollouts(this.deps);
    this.nowMs = startMs + MINUTE_MS;
  }

  /** A call of a version: its model is run, and its truth comes at once. */
  async #predict(version: number, slowMs: number | undefined): Promise<void> {
    const { fails = 0, ms = [10, 80] } = this.#behaviours[version - 1] ?? {};
    const x = 2 * this.random() - 1;
    const serve = async (): Promise<boolean> => {
      this.#watchMs += this.random() < 0.02 ? ms[1] : ms[0];
      if (this.random() < fails) throw new MaasError('PROCESS_DIED', 'It died.');
      const inputs = { x: { datatype: 'FP32' as const, shape: [1], data: Float32Array.of(x) } };
      const { y } = (await this.#sessions[version - 1]?.run(inputs, ['y'])) ?? {};
      return Number(y?.data[0]) === 1;
    };
    let counted: PredictionFacts | undefined;
    const answer = await observePrediction(
      (facts) => {
        counted = Object.assign(facts, { model: 'm', version, slowMs });
        return serve();
      },
      {
        clock: { monotonicMs: () => this.#watchMs },
        metrics: this.#sink,
        ...WARM,
      },
      { remainingMs: () => 1000, notes: {} },
    ).catch(() => undefined);
    if (answer === undefined || !counted) return;
    counted.predicted = { inputs: 1, answers: [{ kind: 'label', label: answer ? 'yes' : 'no' }] };
    await this.#sketches.take(counted);
    const isRight = answer === x > 0;
    const dimensions = { Model: 'm', Version: String(version) };
    this.#sink.record({ values: { Accuracy: isRight ? 1 : 0 }, dimensions });
  }

  async #evaluate(): Promise<void> {
    const deps = { metrics: this.metrics, own: [], limits: ALARM_LIMITS };
    const states = await evaluateAlarms(deps, this.nowMs, this.#alarms);
    const changes = listChanges(this.#alarms, states);
    this.#alarms = states;
    for (const change of changes) {
      if (change.state === 'ALARM') this.rang.push(`${change.alarm} of ${change.version}`);
      const name = `local/${change.alarm}`;
      const event = JSON.parse(toStateChangeEvent(change, name, '')) as { detail: unknown };
      const alarm = parseAlarmEvent(event.detail);
      if (alarm) await heedAlarms(this.deps, alarm);
    }
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function ignore(): void {
  // Good news is not printed.
}

/** y = x > threshold */
function makeModel(threshold: number): Uint8Array {
  return encodeOnnx({
    graph: {
      node: [node('Greater', ['x', 't'], ['b']), node('Cast', ['b'], ['y'], { to: TYPE.FLOAT })],
      initializer: [rawTensor('t', [1], Float32Array.of(threshold))],
      input: [value('x', TYPE.FLOAT, ['n'])],
      output: [value('y', TYPE.FLOAT, ['n'])],
    },
  });
}

async function play(scenario: Scenario): Promise<End> {
  const { baseline = {}, candidate = {}, request, before = 5, most = 60 } = scenario;
  const { requestsAMinute = 600 } = scenario;
  const world = new World(baseline, candidate);
  await world.open();
  for (let minute = 0; minute < before; minute++) await world.pass(requestsAMinute);
  await startRollout(world.deps, 'm', 'live', { ...CANARY, ...request });
  const percents: number[] = [];
  let minutes = 0;
  let rollout = (await world.getLive()).rollout;
  while (rollout?.state === 'BAKING' && minutes < most) {
    if (percents.at(-1) !== getPercent(rollout)) percents.push(getPercent(rollout));
    await world.pass(requestsAMinute);
    minutes++;
    rollout = (await world.getLive()).rollout;
  }
  if (!rollout) throw new Error('There is no roll-out.');
  percents.push(getPercent(rollout));
  const { told, rang } = world;
  world.close();
  return { state: rollout.state, minutes, percents, reason: rollout.reason, told, rang };
}

const back = (word: string) => (end: End) =>
  end.state === 'ROLLED_BACK' && end.reason.includes(word) && end.told.length === 1;
const SCENARIOS: readonly Scenario[] = [
  {
    name: '(a) a good candidate',
    expected: ({ state, percents }) => state === 'PROMOTED' && percents.join() === '10,50,100',
  },
  { name: '(b) fails 2 %', candidate: { fails: 0.02 }, expected: back('requests failed') },
  {
    name: '(c) slower',
    candidate: { ms: [40, 200] },
    request: { slowMs: 100, guards: { latency: { limit: 0.01 } } },
    baseline: { ms: [10, 80] },
    expected: back('answers were slow'),
  },
  {
    name: '(d) less accurate by feedback',
    candidate: { threshold: 0.3 },
    expected: back('answers were wrong'),
  },
  {
    name: '(d) answers otherwise, no truth',
    candidate: { threshold: 0.3 },
    request: { guards: { errorRate: {}, drift: {} } },
    expected: back('answers were output.label no'),
  },
  {
    name: '(f) quiet',
    requestsAMinute: 10,
    expected: ({ state, reason, told }) =>
      state === 'PAUSED' &&
      /^INCONCLUSIVE after 20 minutes: \d+ of 100 requests/.test(reason) &&
      told[0]?.startsWith('PAUSED') === true,
  },
  {
    name: "(g) a fix, while the baseline's alarm rings",
    baseline: { fails: 0.3 },
    expected: ({ state, rang }) => state === 'PROMOTED' && rang.includes('ErrorRate of 1'),
  },
  {
    name: "(h) half of its calls fail, and its alarm's evaluation comes first",
    candidate: { fails: 0.5 },
    request: { guards: { accuracy: {} } },
    expected: ({ state, reason, rang }) =>
      state === 'ROLLED_BACK' && reason.includes('ErrorRate') && rang.includes('ErrorRate of 2'),
  },
];

const faults: string[] = [];
const rows: string[][] = [['scenario', 'traffic %', 'minutes', 'end', 'why']];
for (const scenario of SCENARIOS) {
  const end = await play(scenario);
  const isRight = scenario.expected(end);
  rows.push([scenario.name, end.percents.join(' → '), String(end.minutes), end.state, end.reason]);
  if (!isRight) faults.push(`${scenario.name}: ${JSON.stringify(end)}`);
}

/** Versions by their rates alone, looked at each minute for an hour with all guards on. */
function draw(runs: number, times: number, minutes: number): number[] {
  const random = createRandom(times);
  const rate = times === 1 ? 0.02 : 0.05;
  const rates = {
    errorRate: { candidate: times * rate, baseline: rate },
    latency: { candidate: 0.01, baseline: 0.01 },
    accuracy: { candidate: 0.1, baseline: 0.1 },
  };
  const guards = { errorRate: { limit: 0.3 }, latency: {}, accuracy: {}, drift: {} };
  return Array.from({ length: runs }, () => {
    const steps = [{ percent: 10, bakeMinutes: minutes }];
    const start = createRollout({ guards, answerBins: ANSWER_BINS, steps });
    const { rollout, ticks } = simulate(start, 600, rates, { minutes, random });
    return rollout.state === 'ROLLED_BACK' ? ticks : Infinity;
  });
}

for (const { times, runs, least, most, median } of [
  { times: 1, runs: 2000, least: 0, most: 0.01, median: Infinity },
  { times: 3, runs: 500, least: 0.99, most: 1, median: 10 },
  { times: 2, runs: 500, least: 0.95, most: 1, median: 60 },
]) {
  const ticks = draw(runs, times, 60).toSorted((a, b) => a - b);
  const found = ticks.filter(Number.isFinite).length / runs;
  const middle = ticks[Math.floor(runs / 2)] ?? 0;
  const name = times === 1 ? '(e) equal versions' : `(e) ${times} times the error rate of 5 %`;
  rows.push([
    `${name}, ${runs} of them`,
    '10',
    Number.isFinite(middle) ? `${middle} (median)` : '60',
    `${Number((100 * found).toFixed(2))} % go back`,
    'by rates, 60 requests of the candidate a minute',
  ]);
  if (found < least || found > most || middle > median) faults.push(`${name}: ${found}, ${middle}`);
}
console.log(rows.map((row) => `| ${row.join(' | ')} |`).join('\n'));
console.log(faults.map((fault) => `WRONG: ${fault}`).join('\n') || 'right');
process.exit(faults.length > 0 ? 1 : 0);
