import type { CallerGate } from '../access/caller-gate.ts';
import { DEFAULTS } from '../../contract/environment.ts';
import { AnswerStream } from '../answer-stream.ts';
import { KeptRuns } from '../drift/kept-runs.ts';
import type { CalledAlias, Kept, PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { PredictionWatch } from '../monitoring/prediction-watch.ts';
import type { Stopwatch } from '../ports/clock.ts';
import type { Decoders } from '../ports/decoders.ts';
import { modelKey } from '../registry/keys.ts';
import { findAliasName, findVersionNumber } from '../registry/names.ts';
import type { ModelRecord, ModelSettings, ReadyVersion } from '../registry/records.ts';
import { isOpen, isPart } from '../rollouts/rollout.ts';
import type { TaskModel } from '../tasks/task/task.ts';
import { limitOutputs } from './limit-outputs.ts';
import { requireModelName, resolveVersion, type RecordReader } from './resolve-version.ts';
import { stickyDraw } from './route-traffic.ts';
import { runAlone } from './run-alone.ts';
import type { AcquiredSession, SessionCache } from './session-cache.ts';

export interface ServeDeps {
  readonly records: RecordReader;
  readonly sessions: Pick<SessionCache, 'acquire'>;
  readonly decoders: Decoders;
  readonly clock: Stopwatch;
  readonly watch: PredictionWatch;
  readonly gate: Pick<CallerGate, 'admit'>;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  /**
   * Draws which parts of a prediction are kept, by its model's settings and its alias.
   * @default - nothing
   */
  readonly drawKept?: (settings: ModelSettings | undefined, alias: CalledAlias | undefined) => Kept;
}

/** The model that a call is for, and its version or alias. */
export interface ModelReference {
  readonly model: string;
  /** A version's number or an alias. @default - the alias `live` */
  readonly reference?: string | undefined;
  /**
   * Calls of one key go to one version, where an alias has several.
   * @default - each call is routed by itself
   */
  readonly stickyKey?: string | undefined;
}

/**
 * Uses a version for a call: reads the call's body, before anything is loaded for it, and then
 * works with the loaded model.
 */
export type Use<T> = (version: ReadyVersion) => Work<T> | Promise<Work<T>>;
type Work<T> = (model: TaskModel) => Promise<T>;

const MS_PER_SECOND = 1000;

/**
 * The one door to a model: asks whether its caller may come in, finds the version that is meant,
 * notes it, loads it where it is not in memory, and lends it for as long as the call works with it:
 * where it answers with an `AnswerStream`, until that ends.
 * @throws MaasError as `CallerGate` and `resolveVersion` do, ModelLoadError, and what `use` throws
 */
export async function serve<T extends { readonly body: unknown }>(
  reference: ModelReference,
  facts: PredictionFacts,
  deps: ServeDeps,
  use: Use<T>,
): Promise<T> {
  const version = await resolve(reference, facts, deps);
  const { clock } = deps;
  const { stages } = facts;
  const readAtMs = clock.monotonicMs();
  const work = await use(version);
  const askedAtMs = clock.monotonicMs();
  stages.add('decode', readAtMs, askedAtMs);
  const { session, resources, done, load } = await deps.sessions.acquire(version, () => {
    deps.watch.load(version);
  });
  noteLoad(facts, load, askedAtMs);
  deps.watch.run(version, facts.limitMs);
  const { signature, runsAlone = false } = version.bundle;
  const keptRuns = facts.kept?.runs ? new KeptRuns() : undefined;
  facts.runs = keptRuns?.list;
  /** Between its session and its last run a call makes tensors; after that, its answer. */
  let freeAtMs = clock.monotonicMs();
  const run: TaskModel['run'] = async (inputs, outputs) => {
    limitOutputs(signature, inputs, outputs);
    const calledAtMs = clock.monotonicMs();
    stages.add('decode', freeAtMs, calledAtMs);
    let startedAtMs = calledAtMs;
    const results = await session.run(inputs, outputs, () => {
      startedAtMs = clock.monotonicMs();
      stages.add('queue', calledAtMs, startedAtMs);
    });
    keptRuns?.take(inputs);
    freeAtMs = clock.monotonicMs();
    facts.ranUntilMs = freeAtMs;
    stages.add('inference', startedAtMs, freeAtMs);
    return results;
  };
  try {
    const answer = await work({
      resources,
      decoders: deps.decoders,
      run: runsAlone ? runAlone(run, signature) : run,
      runsAlone,
    });
    if (!(answer.body instanceof AnswerStream)) done();
    else lendUntilEnd(answer.body, version, facts, deps.watch, done);
    return answer;
  } catch (error) {
    done();
    throw error;
  }
}

/** @param load undefined where the session was in memory */
function noteLoad(facts: PredictionFacts, load: AcquiredSession['load'], askedAtMs: number): void {
  facts.start = load ? 'cold' : 'warm';
  if (!load) return;
  const endMs = askedAtMs + load.totalMs;
  facts.stages.add('load', askedAtMs, endMs);
  facts.stages.add('download', askedAtMs, askedAtMs + load.downloadMs);
  facts.stages.add('create', endMs - load.createMs, endMs);
}

/** Each step of a stream may take as long as a run; how long its caller takes to read is free. */
function lendUntilEnd(
  stream: AnswerStream,
  version: ReadyVersion,
  facts: PredictionFacts,
  watch: PredictionWatch,
  done: () => void,
): void {
  facts.stream = stream;
  watch.wait(version);
  stream.observe({
    onAsk: () => {
      watch.run(version, facts.limitMs);
    },
    onBytes: () => {
      watch.wait(version);
    },
    onEnd: done,
  });
}

/** The version that a call is for, noted in its facts with the settings of its model. */
async function resolve(
  { model, reference, stickyKey = '' }: ModelReference,
  facts: PredictionFacts,
  deps: ServeDeps,
): Promise<ReadyVersion> {
  const { records, random, gate } = deps;
  requireModelName(model);
  // An alias needs the same record; beside a version's number it is read at the same time.
  const owner = records.find<ModelRecord>(modelKey(model));
  const found = resolveVersion(records, model, reference, (salt) =>
    stickyKey === '' ? random : stickyDraw(salt, stickyKey),
  );
  // A caller who may not come in does not learn which versions there are.
  found.catch(() => undefined);
  const record = await owner;
  if (record) {
    facts.model = record.model;
    facts.countedAs = gate.admit(record, facts.caller);
  }
  const version = await found;
  facts.model = version.model;
  facts.version = version.version;
  facts.bundle = version.bundle;
  facts.labels = version.bundle.labels;
  facts.settings = record?.settings;
  facts.alias = findCalledAlias(record?.aliases ?? {}, reference);
  facts.kept = deps.drawKept?.(facts.settings, facts.alias);
  facts.slowMs = record && findSlowMs(record, version.version);
  const seconds = facts.settings?.timeoutSeconds;
  if (seconds !== undefined) facts.limitMs = seconds * MS_PER_SECOND;
  return version;
}

/** @returns undefined for a reference that is a version's number */
export function findCalledAlias(
  aliases: ModelRecord['aliases'],
  reference: string = DEFAULTS.alias,
): CalledAlias | undefined {
  if (findVersionNumber(reference) !== undefined) return undefined;
  const name = findAliasName(aliases, reference) ?? reference;
  const { shadow, routes = [], rollout } = aliases[name] ?? {};
  const routed = routes.filter(({ weight }) => weight > 0).map(({ version }) => version);
  const isCandidate = rollout && isOpen(rollout) && !routed.includes(rollout.candidate);
  return { name, shadow, versions: isCandidate ? [...routed, rollout.candidate] : routed };
}

/**
 * Finds the milliseconds above which a roll-out that bakes calls an answer slow, for the versions
 * that it compares.
 */
function findSlowMs({ aliases }: ModelRecord, version: number): number | undefined {
  for (const { rollout } of Object.values(aliases)) {
    if (rollout?.state === 'BAKING' && isPart(rollout, version)) return rollout.slowMs;
  }
  return undefined;
}
