import { RejectionError } from '../../errors.ts';
import { quote } from '../../quote.ts';
import { isFloat } from '../../tasks/task/floats.ts';
import { TaskMisfit } from '../../tasks/task/task-misfit.ts';
import type { TaskChoice, TaskName } from '../../tasks/task/task.ts';
import { findTextInputs } from '../../tasks/text/text-inputs.ts';
import type { BundleFacts } from './bundle/bundle-facts.ts';
import { findArchitecture, isEmbedder, isMaskFiller, isTable } from './bundle/bundle-kinds.ts';
import { findJson, findPath } from './bundle/bundle-texts.ts';
import { findLabels } from './bundle/label-files.ts';
import type { TaskFit } from './task-fit.ts';

type Tasks = Readonly<Record<TaskName, TaskFit>>;

const TEXT_TASKS = [
  'question-answering',
  'fill-mask',
  'token-classification',
  'feature-extraction',
  'text-classification',
] as const satisfies readonly TaskName[];
const TABLE_TASKS = [
  'tabular-classification',
  'tabular-regression',
] as const satisfies readonly TaskName[];

/** Files that are put into a bundle for the sake of certain tasks. */
const EVIDENCE: readonly {
  readonly files: readonly string[];
  readonly tasks: readonly TaskName[];
}[] = [
  {
    files: [
      'tokenizer.json',
      'tokenizer_config.json',
      'vocab.txt',
      'vocab.json',
      'merges.txt',
      'special_tokens_map.json',
      'sentence_bert_config.json',
    ],
    tasks: TEXT_TASKS,
  },
  { files: ['preprocessor_config.json'], tasks: ['image-classification'] },
  { files: ['columns.txt'], tasks: TABLE_TASKS },
];

/**
 * The most specific task that fits. `tensor` fits every model, yet is taken only where no file of
 * the bundle says that another was meant.
 * @throws RejectionError TASK_MISMATCH where a file does, and the bundle cannot serve it
 */
export function guessTask(bundle: BundleFacts, tasks: Tasks): TaskChoice {
  const evidence = EVIDENCE.flatMap(({ files, tasks: meant }) => {
    const file = files.find((name) => findPath(bundle.texts, name) !== undefined);
    return file === undefined ? [] : [{ file, tasks: meant }];
  });
  const meant = evidence.flatMap((found) => found.tasks);
  for (const [name, { isLikely, configure }] of Object.entries(tasks)) {
    const task = name as TaskName;
    if ((meant.length > 0 && !meant.includes(task)) || !isLikely(bundle)) continue;
    const setup = configure(bundle);
    if (!(setup instanceof TaskMisfit)) return noteAssumption({ task, ...setup }, bundle);
  }
  const file =
    evidence[0]?.file ??
    (findPath(bundle.texts, 'labels.txt') === undefined ? undefined : 'labels.txt');
  const reason = describeMisfit(bundle, meant, tasks);
  if (file === undefined) {
    return {
      task: 'tensor',
      notes: [`It is served as tensors: ${reason}.`],
      labels: bundle.labels,
    };
  }
  const mend = findUnserved(bundle) === undefined ? 'Mend that, or upload' : 'Upload';
  throw new RejectionError(
    'TASK_MISMATCH',
    `The bundle has a ${file}, and cannot be served by it: ${reason}. ${mend} the bundle with the ` +
      "task 'tensor' to send tensors.",
  );
}

/**
 * Notes that a `labels.txt` was taken for the names of classes where nothing else says what the
 * model's numbers are: a regression's targets have their names in the same file.
 */
function noteAssumption(choice: TaskChoice, { texts }: BundleFacts): TaskChoice {
  const { task, scoring, notes = [] } = choice;
  const path = findPath(texts, 'labels.txt');
  const { function_to_apply: asked, problem_type: problem } = findJson(texts, 'config.json') ?? {};
  const isTold = scoring?.functionToApply === 'none' || scoring?.graphEndsIn !== undefined;
  if (task !== 'tabular-classification' || !scoring || isTold || !path) return choice;
  if (typeof asked === 'string' || typeof problem === 'string') return choice;
  const note =
    `The names in ${path} are taken for classes, and ${scoring.functionToApply} makes scores of ` +
    "the model's numbers: nothing says what these are. If they are values, upload the bundle " +
    "with the task 'tabular-regression'.";
  return { ...choice, notes: [...notes, note] };
}

/** Heads of models for whose answers there is no task: they write, hear, find places or depths. */
const UNSERVED = [
  /For(?:CausalLM|ConditionalGeneration|Seq2SeqLM)$|LMHeadModel$/,
  /For(?:CTC|AudioClassification|SpeechSeq2Seq)$/,
  /For(?:ObjectDetection|\w*Segmentation|DepthEstimation|ZeroShotImageClassification)$/,
];

/** @returns what no task here does, where the bundle's files say that its model is for that */
function findUnserved(bundle: BundleFacts): string | undefined {
  const architecture = findArchitecture(bundle);
  if (UNSERVED.some((head) => head.test(architecture))) {
    return `no task here serves the architecture '${architecture}'`;
  }
  const preprocessor = findJson(bundle.texts, 'preprocessor_config.json') ?? {};
  return preprocessor.sampling_rate === undefined
    ? undefined
    : 'no task here takes sound, which preprocessor_config.json is for (sampling_rate ' +
        `${quote(preprocessor.sampling_rate)})`;
}

/** Says why the bundle cannot serve the task that it most likely was made for. */
function describeMisfit(bundle: BundleFacts, meant: readonly TaskName[], tasks: Tasks): string {
  const unserved = findUnserved(bundle);
  if (unserved !== undefined) return unserved;
  const kind = TEXT_TASKS.some((task) => meant.includes(task))
    ? 'text'
    : meant.includes('image-classification')
      ? 'picture'
      : meant.length > 0
        ? 'table'
        : guessKind(bundle);
  const task =
    kind === 'text'
      ? guessTextTask(bundle)
      : kind === 'picture'
        ? 'image-classification'
        : guessTableTask(bundle);
  if (task instanceof TaskMisfit) return task.reason;
  const setup = tasks[task].configure(bundle);
  return setup instanceof TaskMisfit
    ? setup.reason
    : `nothing says that it is for ${task}; upload it with that task if it is`;
}

function guessKind(bundle: BundleFacts): 'text' | 'picture' | 'table' {
  const { signature } = bundle;
  if (signature.inputs.some(({ shape }) => shape.length === 4)) return 'picture';
  return isTable(bundle) || findTextInputs(signature) instanceof TaskMisfit ? 'table' : 'text';
}

function guessTableTask({ signature: { outputs } }: BundleFacts): TaskName {
  return outputs.length === 1 && outputs.every(isFloat)
    ? 'tabular-regression'
    : 'tabular-classification';
}

const HEADS: Readonly<Record<string, TaskName>> = {
  ForSequenceClassification: 'text-classification',
  ForTokenClassification: 'token-classification',
  ForMaskedLM: 'fill-mask',
  ForQuestionAnswering: 'question-answering',
};

/** By its head, else by its outputs. */
function guessTextTask(bundle: BundleFacts): TaskName | TaskMisfit {
  const architecture = findArchitecture(bundle);
  const [, task] = Object.entries(HEADS).find(([head]) => architecture.endsWith(head)) ?? [];
  if (task) return task;
  if (isEmbedder(bundle)) return 'feature-extraction';
  const { outputs } = bundle.signature;
  if (outputs.some(({ name }) => name === 'start_logits' || name === 'end_logits')) {
    return 'question-answering';
  }
  if (isMaskFiller(bundle)) return 'fill-mask';
  const isPerToken = outputs.every(({ shape }) => shape.length === 3);
  if (
    isPerToken &&
    findLabels(bundle) === undefined &&
    !(findTextInputs(bundle.signature) instanceof TaskMisfit)
  ) {
    return new TaskMisfit(
      'nothing says whether its numbers per token are vectors or scores; name the task ' +
        "(feature-extraction, token-classification, fill-mask), or add the model's config.json",
    );
  }
  return isPerToken ? 'token-classification' : 'text-classification';
}
