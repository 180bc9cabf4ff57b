import * as z from 'zod/mini';
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
  shape: z.array(z.int()).check(z.describe('-1 is a free dimension.')),
  anyShape: z
    .optional(z.literal(true))
    .check(z.describe('The model declares no shape: any is taken.')),
});

const Scoring = z.strictObject({
  functionToApply: z
    .enum(SCORE_FUNCTIONS)
    .check(
      z.describe(
        'The function that the service applies; `none` where the numbers are scores already, `exp` to logarithms.',
      ),
    ),
  graphEndsIn: z
    .optional(z.enum(OUTPUT_FUNCTIONS))
    .check(z.describe('The last operators of the model itself, where they make probabilities.')),
});

const ConvertedFrom = z.strictObject({
  path: z.string(),
  format: z.enum(['xgboost-json', 'xgboost-ubj', 'lightgbm-text']),
  release: z
    .string()
    .check(z.describe('The release of the framework that wrote it, as the file says.')),
  booster: z.string(),
  objective: z.string(),
  trees: z.int().check(z.describe('That answer.')),
});

const RolloutOnReadyView = z.strictObject({
  alias: z.string(),
  state: z
    .enum(['WAITING', 'STARTED', 'NOT_STARTED'])
    .check(z.describe('`WAITING` until the version is READY.')),
  id: z.optional(z.string()).check(z.describe('The id of the roll-out that began.')),
  reason: z.optional(z.string()).check(z.describe('Why none began.')),
});

const Parity = z.strictObject({
  framework: z.string(),
  recipe: z.string().check(z.describe('The recipe of its conversion or quantization.')),
  equal: z.boolean(),
  rows: z.int().check(z.describe('Rows that both models were asked.')),
  flipped: z
    .optional(z.int())
    .check(z.describe('Labels that are others than the original answers.')),
  labels: z
    .optional(z.int())
    .check(z.describe('Labels that were compared; absent where the model answers numbers.')),
  tolerance: z.number().check(z.describe('Relative where a number is above 1.')),
  greatest: z.nullable(z.number()).check(z.describe('The greatest difference of all outputs.')),
});

const Opening = z.strictObject({
  createMs: z.number(),
  firstRunMs: z.optional(z.number()),
  runMs: z.optional(z.number()).check(z.describe('Of later runs.')),
});

/** A version as the API shows it; what else its record holds is the service's own. */
export const VersionView = z.strictObject({
  model: z.string(),
  version: z.int(),
  status: z.enum(VERSION_STATUSES),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  aliases: z.array(z.string()).check(z.describe('The aliases that send traffic to it now.')),
  alias: z
    .optional(z.string())
    .check(z.describe('The alias that moves to it when it is READY, as asked for at upload.')),
  rollout: z
    .optional(RolloutOnReadyView)
    .check(z.describe('The roll-out that moves an alias to it in steps, as asked for at upload.')),
  description: z.optional(z.string()),
  bytes: z.int().check(z.describe('The size of all its files.')),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string() })),
  task: z
    .optional(z.enum(TASK_NAMES))
    .check(z.describe('The task that a READY version serves; before, the one asked for.')),
  labels: z.optional(z.array(z.union([z.string(), z.number()]))),
  labelCount: z
    .optional(z.int())
    .check(z.describe('The number of its labels, where they are too many to be shown.')),
  convertedFrom: z
    .optional(ConvertedFrom)
    .check(z.describe('The file of its bundle that its model was converted from at upload.')),
  parity: z
    .optional(Parity)
    .check(
      z.describe(
        'The headline of the report `parity.json` that `maas-convert` put into the bundle: how far its ' +
          "answers are from the original's.",
      ),
    ),
  runsAlone: z
    .optional(z.literal(true))
    .check(
      z.describe('Its answers depend on what else is in a run, so inputs are run one by one.'),
    ),
  notes: z
    .optional(z.array(z.string()))
    .check(z.describe('Sentences on how it is served, where that may be unexpected.')),
  scoring: z
    .optional(Scoring)
    .check(z.describe("The function from the model's numbers to scores.")),
  isOptimized: z
    .optional(z.literal(true))
    .check(
      z.describe(
        'Its model is served as it was optimised ahead: it opens faster, to the same bits.',
      ),
    ),
  signature: z.optional(
    z.strictObject({ inputs: z.array(TensorView), outputs: z.array(TensorView) }),
  ),
  rejection: z.optional(z.strictObject({ code: z.enum(REJECTION_CODES), message: z.string() })),
  validation: z
    .optional(
      z.strictObject({
        loadMs: z.number(),
        runMs: z.optional(z.number()),
        peakMemoryBytes: z.number(),
        samplesPassed: z.int(),
        openings: z
          .optional(
            z.strictObject({
              plain: Opening,
              optimized: Opening,
              parallel: z
                .optional(Opening)
                .check(z.describe('With two threads a run, where a run is long.')),
            }),
          )
          .check(z.describe('What opening its model took: as it came, and optimised ahead.')),
        notes: z.array(z.string()),
      }),
    )
    .check(
      z.describe('The time and the memory that loading it and running it once took at validation.'),
    ),
});
export type VersionView = z.infer<typeof VersionView>;

export const VersionList = z.strictObject({
  versions: z.array(VersionView),
  next: z.optional(z.string()),
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
    // A client that has seen READY calls the alias next.
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
