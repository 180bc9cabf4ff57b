import { prepareTask } from '../tasks/prepare-task.ts';
import { MaasError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json/json-object.ts';
import { quote } from '../quote.ts';
import type { TaskCall, TaskName, TaskRecord, TaskVersion } from '../tasks/task/task.ts';
import { decodeTexts } from './encoded-texts.ts';
import { mapAnswer } from './map-answer.ts';
import { prepareTensorInstances } from './tensor-instances.ts';

/**
 * A call with one prediction per instance, as KServe's v1 and MLflow's scoring protocol have it: of
 * tables what scikit-learn's `predict` gives, of texts and pictures what the pipeline answers for
 * each, of tensors the rows of the outputs.
 * @param parameters of the pipeline, for tasks that have some
 * @throws MaasError INVALID_REQUEST
 */
export function prepareInstances(
  version: TaskVersion,
  given: readonly unknown[],
  parameters?: JsonObject,
): TaskCall {
  const { name: task } = version.task;
  const instances = mayHoldTexts(version) ? given.map(decodeTexts) : given;
  if (task === 'tensor' || (isTable(task) && instances.some(holdsTensors))) {
    return prepareTensorInstances(version, instances);
  }
  if (isTable(task)) {
    return mapAnswer(
      prepareTask(version, { rows: instances.map(toRow) }),
      (records: readonly TaskRecord[]) => records.map(toPrediction),
    );
  }
  const inputs = instances.map(
    task === 'image-classification'
      ? toPicture
      : task === 'question-answering'
        ? toQuestion
        : toText,
  );
  const call = prepareTask(version, {
    inputs,
    ...(parameters === undefined ? {} : { parameters }),
  });
  return answersOneAlone(task) && inputs.length === 1
    ? mapAnswer(call, (answer) => [answer])
    : call;
}

/** Of pictures, the bytes are what is wanted; numbers have none, and are not looked through. */
function mayHoldTexts({ task: { name: task }, signature: { inputs } }: TaskVersion): boolean {
  if (task === 'image-classification' || inputs.some(({ name }) => name === 'b64')) return false;
  return (
    !(task === 'tensor' || isTable(task)) || inputs.some(({ datatype }) => datatype === 'BYTES')
  );
}

export function isTable(task: TaskName): boolean {
  return task === 'tabular-classification' || task === 'tabular-regression';
}

/** Pipelines that answer a list of one as the one. */
function answersOneAlone(task: TaskName): boolean {
  return task === 'fill-mask' || task === 'question-answering';
}

/** An object with lists speaks of the model's inputs, not of columns. */
function holdsTensors(instance: unknown): boolean {
  return isJsonObject(instance) && Object.values(instance).some(Array.isArray);
}

/** A row of one column may come bare. */
function toRow(instance: unknown): unknown {
  return typeof instance === 'object' && instance !== null ? instance : [instance];
}

/**
 * Makes a record one of the `predictions`: the class or the number alone; of several tags or
 * targets a list.
 */
function toPrediction(record: TaskRecord): unknown {
  const tags = Object.entries(record).filter(([key]) => key.startsWith('label:'));
  if (tags.length > 0) return tags.map(([, isSet]) => isSet);
  if (Object.hasOwn(record, 'label')) return record.label;
  const values = Object.values(record);
  return values.length === 1 ? values[0] : values;
}

/**
 * A text may stand alone, in a list, or under whatever name its column has; a pair has the
 * pipeline's own two.
 */
function toText(instance: unknown): unknown {
  if (!isJsonObject(instance)) {
    return Array.isArray(instance) && instance.length === 1 ? (instance[0] as unknown) : instance;
  }
  if (Object.hasOwn(instance, 'text_pair')) return instance;
  const [text, ...others] = Object.values(instance);
  if (others.length === 0) return text;
  throw new MaasError(
    'INVALID_REQUEST',
    'This model reads one text per instance, or "text" and "text_pair"; got ' +
      `${Object.keys(instance).slice(0, 5).map(quote).join(', ')}.`,
  );
}

function toQuestion(instance: unknown): unknown {
  return Array.isArray(instance) && instance.length === 2
    ? { question: instance[0] as unknown, context: instance[1] as unknown }
    : instance;
}

/** TensorFlow Serving's `{"b64": …}`, alone or under the name of its input. */
function toPicture(instance: unknown): unknown {
  if (!isJsonObject(instance)) return toText(instance);
  const picture = toText(instance);
  return isJsonObject(picture) ? picture.b64 : picture;
}
