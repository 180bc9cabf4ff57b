import * as z from 'zod';
import { REJECTION_CODES } from '../../contract/errors.ts';
import { LIMITS } from '../../contract/limits.ts';
import { OUTPUT_FUNCTIONS } from '../../core/onnx/output-functions.ts';
import { findAliasesOf } from '../../core/registry/aliases.ts';
import { isSettled } from '../../core/registry/await-validation.ts';
import {
  VERSION_STATUSES,
  type BundleRecord,
  type ModelRecord,
  type VersionRecord,
} from '../../core/registry/records.ts';
import type { RolloutOnReadyRecord } from '../../core/rollouts/rollout-request.ts';
import { SCORE_FUNCTIONS } from '../../core/tasks/scores/score-function.ts';
import { TASK_NAMES } from '../../core/tasks/task/task.ts';
import { DATATYPES, type TensorSpec } from '../../core/tensor.ts';

const TensorView = z.strictObject({
  name: z.string(),
  datatype: z.enum(DATATYPES),
  shape: z.array(z.int()).describe('-1 is a free dimension.'),
  anyShape: z.literal(true).optional().describe('The model declares no shape: any is taken.'),
});

const Scoring = z.strictObject({
  functionToApply: z
    .enum(SCORE_FUNCTIONS)
    .describe(
      'What the service applies; `none` where the numbers are scores already, `exp` to logarithms.',
    ),
  graphEndsIn: z
    .enum(OUTPUT_FUNCTIONS)
    .optional()
    .describe("What the model's own last operators are, where they make probabilities."),
});

const ConvertedFrom = z.strictObject({
  path: z.string(),
  format: z.enum(['xgboost-json', 'xgboost-ubj', 'lightgbm-text']),
  release: z.string().describe('Of the framework that wrote it, as the file says.'),
  booster: z.string(),
  objective: z.string(),
  trees: z.int().describe('That answer.'),
});

const RolloutOnReadyView = z.strictObject({
  alias: z.string(),
  state: z
    .enum(['WAITING', 'STARTED', 'NOT_STARTED'])
    .describe('`WAITING` until the version is READY.'),
  id: z.string().optional().describe('Of the roll-out that began.'),
  reason: z.string().optional().describe('Why none began.'),
});

const Parity = z.strictObject({
  framework: z.string(),
  recipe: z.string().describe('How it was converted, or quantized.'),
  equal: z.boolean(),
  rows: z.int().describe('That both models were asked.'),
  flipped: z.int().optional().describe('Labels that are others than the original answers.'),
  labels: z.int().optional().describe('Of so many; absent where the model answers numbers.'),
  tolerance: z.number().describe('Relative where a number is above 1.'),
  greatest: z.number().nullable().describe('The greatest difference of all outputs.'),
});

const Opening = z.strictObject({
  createMs: z.number(),
  firstRunMs: z.number().optional(),
  runMs: z.number().optional().describe('Of later runs.'),
});

/** A version as the API shows it; what else its record holds is the service's own. */
export const VersionView = z.strictObject({
  model: z.string(),
  version: z.int(),
  status: z.enum(VERSION_STATUSES),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  aliases: z.array(z.string()).describe('Those that send traffic to it now.'),
  alias: z
    .string()
    .optional()
    .describe('The one that moves to it when it is READY, as asked for at upload.'),
  rollout: RolloutOnReadyView.optional().describe(
    'What moves an alias to it in steps, as asked for at upload.',
  ),
  description: z.string().optional(),
  bytes: z.int().describe('Of all its files.'),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string() })),
  task: z
    .enum(TASK_NAMES)
    .optional()
    .describe('Of a READY version the task that it serves, before that the one asked for.'),
  labels: z.array(z.union([z.string(), z.number()])).optional(),
  labelCount: z
    .int()
    .optional()
    .describe('How many labels it has, where they are too many to be shown.'),
  convertedFrom: ConvertedFrom.optional().describe(
    'The file of its bundle that its model was converted from at upload.',
  ),
  parity: Parity.optional().describe(
    'What the report says that `maas-convert` put into the bundle, as `parity.json`: how far its ' +
      "answers are from the original's.",
  ),
  runsAlone: z
    .literal(true)
    .optional()
    .describe('Its answers depend on what else is in a run, so inputs are run one by one.'),
  notes: z
    .array(z.string())
    .optional()
    .describe('How it is served, where that is not as one may expect.'),
  scoring: Scoring.optional().describe('How the numbers of the model become scores.'),
  isOptimized: z
    .literal(true)
    .optional()
    .describe('Its model is served as it was optimised ahead: it opens faster, to the same bits.'),
  signature: z
    .strictObject({ inputs: z.array(TensorView), outputs: z.array(TensorView) })
    .optional(),
  rejection: z.strictObject({ code: z.enum(REJECTION_CODES), message: z.string() }).optional(),
  validation: z
    .strictObject({
      loadMs: z.number(),
      runMs: z.number().optional(),
      peakMemoryBytes: z.number(),
      samplesPassed: z.int(),
      openings: z
        .strictObject({ plain: Opening, optimized: Opening })
        .optional()
        .describe('What opening its model took: as it came, and optimised ahead.'),
      notes: z.array(z.string()),
    })
    .optional()
    .describe('What loading it and running it once took when it was validated.'),
});
export type VersionView = z.infer<typeof VersionView>;

export const VersionList = z.strictObject({
  versions: z.array(VersionView),
  next: z.string().optional(),
});

/** @param isSeen whether every instance serves what the record says */
export function toVersionView(
  record: VersionRecord,
  model: ModelRecord,
  isSeen = isSettled(record),
): VersionView {
  const { bundle, rejection, validation, alias, description, uploads } = record;
  const task = bundle?.task ?? record.task;
  return {
    model: record.model,
    version: record.version,
    // Who saw READY calls the alias next.
    status: record.status === 'READY' && !isSeen ? 'VALIDATING' : record.status,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    aliases: findAliasesOf(model, record.version),
    alias,
    rollout: record.rollout && toRolloutView(record, record.rollout),
    description,
    bytes: uploads.reduce((sum, file) => sum + file.bytes, 0),
    files: uploads.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    task,
    ...(bundle === undefined ? {} : toLabelView(bundle)),
    convertedFrom: bundle?.convertedFrom,
    parity: bundle?.parity,
    runsAlone: bundle?.runsAlone,
    notes: bundle?.notes && [...bundle.notes],
    scoring: bundle?.scoring,
    isOptimized: bundle?.optimized && true,
    signature: bundle && {
      inputs: bundle.signature.inputs.map(toTensorView),
      outputs: bundle.signature.outputs.map(toTensorView),
    },
    rejection: rejection && { code: rejection.code, message: rejection.message },
    validation: validation && toValidationView(validation),
  };
}

function toRolloutView(
  { status }: VersionRecord,
  { alias, id, refused }: RolloutOnReadyRecord,
): z.infer<typeof RolloutOnReadyView> {
  if (id !== undefined) return { alias, state: 'STARTED', id };
  const isOver = status === 'REJECTED' || status === 'DELETED';
  const reason = refused ?? (isOver ? `The version is ${status}.` : undefined);
  return reason === undefined
    ? { alias, state: 'WAITING' }
    : { alias, state: 'NOT_STARTED', reason };
}

/** Records of earlier releases have all labels in them. */
function toLabelView({
  labels,
  labelCount = labels?.length,
}: BundleRecord): Pick<VersionView, 'labels' | 'labelCount'> {
  if (labelCount === undefined) return {};
  return labels && JSON.stringify(labels).length <= LIMITS.recordSettingsBytes
    ? { labels: [...labels] }
    : { labelCount };
}

/** Gives the path at which `GET` shows the version. */
export function toVersionAddress({ model, version }: VersionRecord): string {
  return `/models/${model}/versions/${version}`;
}

function toTensorView({ name, datatype, shape, anyShape }: TensorSpec): z.infer<typeof TensorView> {
  return { name, datatype, shape: [...shape], anyShape };
}

function toValidationView({
  loadMs,
  runMs,
  peakMemoryBytes,
  samplesPassed,
  openings,
  notes,
}: NonNullable<VersionRecord['validation']>): NonNullable<VersionView['validation']> {
  return {
    loadMs,
    runMs,
    peakMemoryBytes,
    samplesPassed,
    openings,
    notes: [...notes],
  };
}
