import { Buffer } from 'node:buffer';
import * as z from 'zod/mini';
import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { isPicture } from '../images/image-bytes.ts';
import { parseJson } from '../json/lossless-json.ts';
import { isJsonObject, type JsonObject } from '../json/json-object.ts';
import { quote } from '../quote.ts';
import { parseBody } from '../json/parse-body.ts';
import { requestObject } from '../json/request-object.ts';
import type { TaskCall, TaskVersion } from '../tasks/task/task.ts';
import { readCsvInstances } from './csv-instances.ts';
import { JSON_LINES, parseJsonLines } from './json-lines.ts';
import { isTable, prepareInstances } from './instances.ts';
import { toNamedRows } from './named-rows.ts';
import { prepareTensors } from './tensor-instances.ts';

const Rows = z
  .array(z.record(z.string(), z.unknown()))
  .check(z.minLength(1, 'must have one row or more'));
const Split = requestObject({
  columns: z.optional(z.array(z.union([z.string(), z.number()]))),
  index: z.optional(z.array(z.unknown())),
  data: z.array(z.array(z.unknown())).check(z.minLength(1, 'must have one row or more')),
});

/**
 * The body of MLflow's `POST /invocations`: one of four.
 * @see https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally
 */
export const InvocationsBody = requestObject({
  dataframe_split: z.optional(Split).check(z.describe("pandas' `to_dict(orient='split')`.")),
  dataframe_records: z.optional(Rows).check(z.describe("pandas' `to_dict(orient='records')`.")),
  instances: z
    .optional(z.array(z.unknown()).check(z.minLength(1, 'must have one instance or more')))
    .check(z.describe('A row, a text, a picture or a tensor each.')),
  inputs: z
    .optional(z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]))
    .check(z.describe('The same, or lists by the name of the column or input.')),
  params: z
    .optional(z.record(z.string(), z.unknown()))
    .check(z.describe('Parameters of the pipeline, for texts and pictures.')),
});
const FORMS = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;

/** What clients that set no type say of JSON is among them. */
const JSON_TYPE =
  /^(application\/(.+\+)?json|application\/x-www-form-urlencoded|application\/octet-stream|)$/;
/** SageMaker's own algorithms take pictures as the last. */
const PICTURE = /^(image\/|application\/x-image$)/;

/** A call of `/invocations`, as it came. */
export interface Invocation {
  readonly content: Uint8Array;
  readonly contentType: string | undefined;
}

/**
 * One prediction per row.
 * @throws MaasError INVALID_REQUEST, INVALID_TENSOR, UNSUPPORTED_MEDIA_TYPE
 */
export function prepareInvocation(
  version: TaskVersion,
  { content, contentType = 'application/json' }: Invocation,
): TaskCall {
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (type === 'text/csv') {
    return prepareInstances(
      version,
      readCsvInstances(
        content,
        parameters.includes('header=present') ||
          (parameters.includes('header=absent') ? false : undefined),
        version,
      ),
    );
  }
  if (JSON_LINES.test(type)) return prepareInstances(version, parseJsonLines(content));
  const takesPicture = version.task.name === 'image-classification';
  if (takesPicture && (PICTURE.test(type) || isPicture(content))) {
    return prepareInstances(version, [Buffer.from(content).toString('base64')]);
  }
  if (!JSON_TYPE.test(type)) {
    throw new MaasError(
      'UNSUPPORTED_MEDIA_TYPE',
      `An invocation takes application/json, application/jsonlines or text/csv` +
        `${takesPicture ? ', or a picture' : ''}; ` +
        `got ${quote(contentType)}.`,
    );
  }
  return prepareForm(version, toForm(parseJson(content), parameters));
}

/**
 * Before MLflow 2 the content type said what the bare body is; SageMaker's JSON serializer sends
 * bare lists.
 */
function toForm(body: unknown, parameters: readonly string[]): unknown {
  if (parameters.includes('format=pandas-split')) return { dataframe_split: body };
  if (parameters.includes('format=pandas-records')) return { dataframe_records: body };
  return Array.isArray(body) ? { instances: body } : body;
}

/** One prediction per row of a body in JSON. @throws MaasError INVALID_REQUEST, INVALID_TENSOR */
export function prepareForm(version: TaskVersion, body: unknown): TaskCall {
  if (isJsonObject(body) && Object.hasOwn(body, 'parameters')) {
    throw new MaasError(
      'INVALID_REQUEST',
      "A body with parameters is Hugging Face's: send it to POST /hf/models/{model} or POST " +
        '/models/{model}/predict; here they are called params.',
    );
  }
  const { params, ...forms } = parseBody(InvocationsBody, body);
  const given = FORMS.filter((form) => forms[form] !== undefined);
  if (given.length !== 1) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The body must have one of ${FORMS.map(quote).join(', ')}; got ` +
        `${given.length === 0 ? 'none' : given.map(quote).join(' and ')}.`,
    );
  }
  const settings = readParams(params, version);
  const { inputs } = forms;
  if (isJsonObject(inputs) && version.task.name === 'tensor') {
    return prepareTensors(version, inputs);
  }
  const instances =
    forms.instances ??
    forms.dataframe_records ??
    (forms.dataframe_split ? splitToRows(forms.dataframe_split) : undefined) ??
    (isJsonObject(inputs) ? columnsToRows(inputs) : inputs) ??
    [];
  return prepareInstances(version, instances, settings);
}

function readParams(
  params: JsonObject | undefined,
  { task: { name: task } }: TaskVersion,
): JsonObject | undefined {
  if (params === undefined || Object.keys(params).length === 0) return undefined;
  if (task === 'tensor' || isTable(task)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A model of the task ${task} takes no "params"; got ` +
        `${Object.keys(params).map(quote).join(', ')}.`,
    );
  }
  return params;
}

/** A frame whose columns have no names but their places is rows of lists. */
function splitToRows({ columns, data }: z.infer<typeof Split>): unknown[] {
  if (columns === undefined || columns.every((column, index) => column === index)) return data;
  return toNamedRows('"dataframe_split"', columns.map(String), data);
}

/** Lists of equal length by column, as rows. */
function columnsToRows(columns: JsonObject): unknown[] {
  const entries = Object.entries(columns).map(
    ([name, cells]) => [name, Array.isArray(cells) ? (cells as unknown[]) : [cells]] as const,
  );
  const count = entries[0]?.[1].length ?? 0;
  const odd = entries.find(([, cells]) => cells.length !== count);
  if (odd) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The column ${quote(odd[0])} has ${odd[1].length} values, and ${quote(entries[0]?.[0])} ` +
        `has ${count}; send as many for each.`,
    );
  }
  if (count > LIMITS.callRows) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A call may have ${LIMITS.callRows} rows; got ${count}.`,
    );
  }
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(entries.map(([name, cells]) => [name, cells[row]])),
  );
}
