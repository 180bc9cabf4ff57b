import { roundMs } from '../monitoring/round-ms.ts';
import type { Stopwatch } from '../ports/clock.ts';
import type { ModelSession } from '../ports/model-runtime.ts';
import { encodeTensorBinary } from '../protocol/tensor-binary.ts';
import type { OpeningRecord, OpeningRecords } from '../registry/records.ts';
import type { Tensors } from '../tensor.ts';
import type { OptimizeReport } from './model-optimization.ts';

/** Rounds of a comparison: what takes long is told apart by one. */
const MOST_ROUNDS = 5;
/** Runs after the first one: short ones often, as what else the machine does is as long as they. */
const RUNS = { least: 3, most: 50, enoughMs: 10 };

/** Several threads gain nothing in a shorter run. */
const PARALLEL_RUN_MS = 2;
const PARALLEL_ROUNDS = 2;
/** Times of several threads over those of one from which on they are worth the processors. */
const PARALLEL_SHARE = 0.85;

export type OpenModel = () => Promise<ModelSession>;

export interface ComparedForms {
  readonly plain: OpenModel;
  readonly optimized: OpenModel;
  /** With several threads a run. */
  readonly parallel: OpenModel;
}

export interface Opened {
  readonly createMs: number;
  readonly firstRunMs?: number;
  readonly runMs?: number;
  readonly answer?: Uint8Array;
}

/**
 * Opens two forms of a model in turns, so that a busy machine is one to both, and runs them.
 * @param inputs that the model takes, where any are known
 */
export async function compareOpenings(
  forms: ComparedForms,
  inputs: Tensors | undefined,
  { clock, budgetMs }: { readonly clock: Stopwatch; readonly budgetMs: number },
): Promise<Pick<OptimizeReport, 'isSame' | 'openings' | 'isParallel'>> {
  const plain: Opened[] = [];
  const optimized: Opened[] = [];
  const startedAtMs = clock.monotonicMs();
  const isOver = (): boolean => clock.monotonicMs() - startedAtMs > budgetMs;
  for (let round = 0; round < MOST_ROUNDS && (round === 0 || !isOver()); round++) {
    plain.push(await openOnce(forms.plain, inputs, clock));
    optimized.push(await openOnce(forms.optimized, inputs, clock));
  }
  const openings = { plain: toRecord(plain), optimized: toRecord(optimized) };
  return {
    isSame: haveSameBits([...plain, ...optimized]),
    ...(await compareThreads(forms, plain, inputs, { clock, openings })),
  };
}

/** Opens a model whose runs are long with several threads. */
async function compareThreads(
  { parallel }: ComparedForms,
  plain: readonly Opened[],
  inputs: Tensors | undefined,
  { clock, openings }: { readonly clock: Stopwatch; readonly openings: OpeningRecords },
): Promise<Pick<OptimizeReport, 'openings' | 'isParallel'>> {
  const { runMs = 0 } = openings.plain;
  if (runMs < PARALLEL_RUN_MS) return { openings };
  const opened: Opened[] = [];
  for (let round = 0; round < PARALLEL_ROUNDS; round++) {
    opened.push(await openOnce(parallel, inputs, clock));
  }
  const record = toRecord(opened);
  const isSooner = (record.runMs ?? Infinity) <= PARALLEL_SHARE * runMs;
  const isParallel = isSooner && haveSameBits([...plain, ...opened]);
  return { openings: { ...openings, parallel: record }, ...(isParallel ? { isParallel } : {}) };
}

function haveSameBits(opened: readonly Opened[]): boolean {
  const answers = opened.map(({ answer }) => answer ?? new Uint8Array());
  return answers.every((answer) => Buffer.compare(answer, answers[0] ?? answer) === 0);
}

/** Opens a model once and runs it. */
export async function openOnce(
  open: OpenModel,
  inputs: Tensors | undefined,
  clock: Stopwatch,
): Promise<Opened> {
  const startedAtMs = clock.monotonicMs();
  const session = await open();
  const createMs = clock.monotonicMs() - startedAtMs;
  try {
    if (!inputs) return { createMs };
    const outputs = session.signature.outputs.map(({ name }) => name);
    const run = async (): Promise<number> => {
      const askedAtMs = clock.monotonicMs();
      answer = await session.run(inputs, outputs);
      return clock.monotonicMs() - askedAtMs;
    };
    let answer: Tensors = {};
    const firstRunMs = await run();
    const times: number[] = [];
    for (let leftMs = RUNS.enoughMs; times.length < RUNS.most;) {
      const ms = await run();
      times.push(ms);
      leftMs -= ms;
      if (leftMs <= 0 && times.length >= RUNS.least) break;
    }
    return { createMs, firstRunMs, runMs: findMedian(times), answer: toBytes(answer) };
  } finally {
    await session.release();
  }
}

function toBytes(answer: Tensors): Uint8Array {
  return Buffer.concat(
    Object.entries(answer).flatMap(([name, tensor]) => [
      Buffer.from(JSON.stringify([name, tensor.shape])),
      encodeTensorBinary(tensor),
    ]),
  );
}

/** The least of all rounds: what else the machine does only adds to them. */
function toRecord(opened: readonly Opened[]): OpeningRecord {
  const leastOf = (key: 'createMs' | 'firstRunMs' | 'runMs'): number | undefined => {
    const times = opened.flatMap(({ [key]: ms }) => (ms === undefined ? [] : [ms]));
    return times.length === 0 ? undefined : roundMs(Math.min(...times));
  };
  return {
    createMs: leastOf('createMs') ?? 0,
    firstRunMs: leastOf('firstRunMs'),
    runMs: leastOf('runMs'),
  };
}

function findMedian(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
}
