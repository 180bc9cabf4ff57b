import { MaasError, ModelLoadError, RejectionError } from '../errors.ts';
import { roundMs } from '../monitoring/round-ms.ts';
import type { BundleCache } from '../ports/bundle-cache.ts';
import type { Decoders } from '../ports/decoders.ts';
import type { ModelRuntime, ModelSession } from '../ports/model-runtime.ts';
import type { Stopwatch } from '../ports/clock.ts';
import { sumBytes } from '../registry/served-files.ts';
import { findTask } from './tasks/find-task.ts';
import { loadResources } from '../tasks/resources.ts';
import { limitChoice } from './limit-record.ts';
import { markUnshaped } from './mark-unshaped.ts';
import { measureTable } from './measure-table.ts';
import type { ProbeJob, ProbeReport } from './model-probe.ts';
import { predictOnce } from './predict-once.ts';
import { runSamples } from './run-samples.ts';
import { runSynthetic } from './run-synthetic.ts';
import { tryTokenizer } from './try-tokenizer.ts';
import { findMixing, type Mixing } from './find-mixing.ts';
import { runAlone } from '../serving/run-alone.ts';
import type { TaskChoice } from '../tasks/task/task.ts';
import type { Tensors } from '../tensor.ts';

/** The stages of a probe, so that whoever has to end it can say when it did. */
export type ProbeStage =
  | 'being converted'
  | 'loading the model'
  | 'trying its tokenizer'
  | 'running its samples'
  | 'running it on a made-up input'
  | 'asking it as predict will'
  | 'being optimised';

export interface ProbeDeps {
  readonly runtime: ModelRuntime;
  /** Lays out the bundle's files, whose keys are their paths, as predict will. */
  readonly bundles: BundleCache;
  readonly decoders: Decoders;
  readonly clock: Stopwatch;
  /** A text file of the bundle. */
  readText(path: string): Promise<string>;
  /** Most memory that the process has had resident so far, in bytes. */
  measurePeak(): number;
  /** Told before each stage, as the process may not come back from it. */
  enter(stage: ProbeStage): Promise<void>;
}

const SAMPLES = 'samples.jsonl';

/**
 * Loads a prepared model as predict will, finds its task, runs it, and at last asks it as it will
 * be asked when it is served.
 * @throws RejectionError
 */
export async function tryModel(job: ProbeJob, deps: ProbeDeps): Promise<ProbeReport> {
  const { files, entry, texts: paths, task, unshaped = [], ...facts } = job;
  const texts = await readTexts(paths, deps);
  await deps.enter('loading the model');
  const before = deps.measurePeak();
  const startedAtMs = deps.clock.monotonicMs();
  const folder = await deps.bundles.fetch({
    id: 'tried',
    files: files.map((file) => ({ ...file, key: file.path })),
  });
  const openedAtMs = deps.clock.monotonicMs();
  const session = await load(deps.runtime, `${folder.path}/${entry}`, sumBytes(files));
  const loadedAtMs = deps.clock.monotonicMs();
  const signature = markUnshaped(session.signature, unshaped);
  await deps.enter('running it on a made-up input');
  const measured = await measureTable(session, { signature, texts }, task);
  const found = findTask({ ...facts, signature, texts, measured }, task);
  limitChoice(found, signature, texts, entry);
  const samples = texts.get(SAMPLES);
  await deps.enter('trying its tokenizer');
  const resources = await loadResources(found, (path) => folder.readText(path));
  tryTokenizer(resources, found, texts, deps.clock);
  const model = {
    run: (inputs: Tensors, wanted: readonly string[]) => session.run(inputs, wanted),
    resources,
    decoders: deps.decoders,
  };
  await deps.enter('running it on a made-up input');
  const { runMs, note, inputs } = await runSynthetic(session, signature, deps.clock);
  const choice = noteMixing(
    found,
    measured ?? (await findMixing(found, signature, model, inputs, runMs)),
  );
  await deps.enter('running its samples');
  const runsAlone = choice.runsAlone === true;
  const run = runsAlone ? runAlone(model.run, signature) : model.run;
  const samplesPassed =
    samples === undefined
      ? 0
      : await runSamples(samples, { ...choice, signature }, { ...model, run, runsAlone });
  await deps.enter('asking it as predict will');
  const sessions = {
    acquire: () => Promise.resolve({ session, resources, done: () => undefined }),
  };
  if (inputs) {
    await predictOnce({ files, entry, signature, ...choice }, inputs, { ...deps, sessions });
  }
  return {
    signature,
    choice,
    createMs: roundMs(loadedAtMs - openedAtMs),
    validation: {
      loadMs: roundMs(loadedAtMs - startedAtMs),
      runMs,
      peakMemoryBytes: Math.max(0, deps.measurePeak() - before),
      samplesPassed,
      notes: note === undefined ? [] : [note],
    },
  };
}

async function readTexts(
  paths: readonly string[],
  { readText }: Pick<ProbeDeps, 'readText'>,
): Promise<Map<string, string>> {
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readText(path)] as const)),
  );
}

/**
 * @throws RejectionError TASK_MISMATCH for a model whose answers mean nothing, as the next one is
 *   another
 */
function noteMixing(
  choice: TaskChoice,
  { isMixing, isRandom = false }: Partial<Mixing>,
): TaskChoice {
  if (isRandom && choice.task !== 'tensor') {
    throw new RejectionError(
      'TASK_MISMATCH',
      'The model answers the same input differently each time, as with dropout or batch ' +
        'normalisation left in training mode: call model.eval() before you export it. With the ' +
        `task 'tensor' it is served as it is.`,
    );
  }
  const notes = [
    ...(isMixing
      ? [
          'Its answer to one input depends on what else is in the run, so inputs are run one by one.',
        ]
      : []),
    ...(isRandom ? ['It answers the same input differently each time.'] : []),
  ];
  if (notes.length === 0) return choice;
  return {
    ...choice,
    ...(isMixing ? { runsAlone: true } : {}),
    notes: [...(choice.notes ?? []), ...notes],
  };
}

async function load(
  runtime: ModelRuntime,
  path: string,
  servedBytes: number,
): Promise<ModelSession> {
  try {
    return await runtime.load(path, { servedBytes });
  } catch (error) {
    if (error instanceof ModelLoadError) {
      throw new RejectionError(error.rejection, error.message, { cause: error });
    }
    throw error instanceof MaasError
      ? new RejectionError('LOAD_FAILED', error.message, { cause: error })
      : error;
  }
}
