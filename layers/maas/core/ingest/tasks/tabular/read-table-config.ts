import { quote } from '../../../quote.ts';
import type { TableConfig } from '../../../tasks/tabular/table-config.ts';
import { widthOf } from '../../../tasks/tabular/table-rows.ts';
import { findBatch } from '../../../tasks/task/run-batches.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { TensorSpec } from '../../../tensor.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findPath } from '../bundle/bundle-texts.ts';

/** @returns what the model should have, where its inputs are no table */
export function readTableConfig(
  { signature, measured, texts }: BundleFacts,
  task: string,
): TableConfig | TaskMisfit {
  const { inputs } = signature;
  const strange = inputs.find(
    ({ shape }) =>
      shape.length > 2 ||
      shape.length === 0 ||
      (shape.length === 2 && inputs.length > 1 && (shape[1] ?? 0) < 1),
  );
  if (inputs.length === 0 || strange) {
    return new TaskMisfit(
      `${task} needs one input of shape [-1, columns], or one of shape [-1, 1] per ` +
        `column${strange ? `; '${strange.name}' is ${strange.datatype}[${strange.shape.join(', ')}]` : ''}`,
    );
  }
  const [only] = inputs;
  if (inputs.length === 1 && only && isOneRow(only) && !hasPlaces(measured)) {
    return new TaskMisfit(
      `${task} needs a first axis for rows; '${only.name}' is ${only.datatype}[${only.shape.join(', ')}], ` +
        'one row alone: export the model with an example of shape [1, columns]',
    );
  }
  const path = findPath(texts, 'columns.txt');
  const batch = measured?.isMixing ? 1 : findBatch(signature);
  if (path === undefined) return { batch };
  const columns = (texts.get(path) ?? '').trimEnd().split('\n');
  const seen = new Set<string>();
  const twice = columns.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) {
    return new TaskMisfit(`columns.txt names the column ${quote(twice)} twice`);
  }
  const width = inputs.reduce((sum, input) => sum + widthOf(input), 0);
  return width < 0 || columns.length === width
    ? { columns, batch }
    : new TaskMisfit(`columns.txt names ${columns.length} columns, and the model reads ${width}`);
}

function isOneRow({ shape }: TensorSpec): boolean {
  return shape.length === 1 && (shape[0] ?? 0) > 1;
}

function hasPlaces(measured: BundleFacts['measured']): boolean {
  return measured !== undefined && Object.keys(measured.outputs).length > 0;
}
