import { describe, expect, it } from '@jest/globals';
import type { BundleFacts } from '../../../../layers/maas/core/ingest/tasks/bundle/bundle-facts.ts';
import { findTask } from '../../../../layers/maas/core/ingest/tasks/find-task.ts';
import { TASK_NAMES, type TaskName } from '../../../../layers/maas/core/tasks/task/task.ts';
import type { TensorSpec } from '../../../../layers/maas/core/tensor.ts';
import { BUNDLES } from '../../../support/task-bundles.ts';
import { withFiles } from '../../../support/task-facts.ts';

const ids = (name: string, width: number): TensorSpec => ({
  name,
  datatype: 'INT64',
  shape: [-1, width],
});

describe('findTask', () => {
  it.each(TASK_NAMES)('finds %s by what is in its bundle', (task) => {
    expect(findTask(BUNDLES[task]).task).toBe(task);
  });

  it.each(TASK_NAMES)(
    'serves any model as tensors when that is asked for, as that of %s',
    (task) => {
      expect(findTask(BUNDLES[task], 'tensor').task).toBe('tensor');
    },
  );

  it('takes the classes from labels.txt, and the columns from columns.txt', () => {
    expect(
      findTask(
        withFiles('image-classification', {
          'config.json': undefined,
          'labels.txt': 'Katze\r\nHund\r\n',
        }),
      ).labels,
    ).toEqual(['Katze', 'Hund']);
    expect(findTask(BUNDLES['tabular-regression']).config).toMatchObject({
      columns: ['age', 'bmi', 'blood pressure'],
    });
  });

  it.each<[string, BundleFacts, string]>([
    [
      'ids',
      { signature: BUNDLES['text-classification'].signature, texts: new Map() },
      'It is served as tensors: text-classification needs a tokenizer',
    ],
    [
      'pictures',
      withFiles('image-classification', { 'preprocessor_config.json': undefined }),
      'It is served as tensors: image-classification needs a preprocessor_config.json',
    ],
    ['windows', BUNDLES.tensor, 'It is served as tensors: '],
  ])(
    'is left with tensors of %s, and says why, when no file says what was meant',
    (_about, bundle, note) => {
      expect(findTask(bundle)).toMatchObject({
        task: 'tensor',
        notes: [expect.stringContaining(note)],
      });
    },
  );

  it('takes a text that is looked up among categories for a column', () => {
    const table = BUNDLES['tabular-classification'];
    const inputs: TensorSpec[] = [{ name: 'colour', datatype: 'BYTES', shape: [-1, 1] }];
    const texts = new Map<string, string>();
    const bundle = { ...table, texts, signature: { ...table.signature, inputs } };
    expect(findTask(bundle).task).toBe('text-classification');
    expect(findTask({ ...bundle, categories: ['colour'] }).task).toBe('tabular-classification');
  });

  it.each(TASK_NAMES.filter((task) => task !== 'tensor'))(
    'names an input of %s that takes no values',
    (task) => {
      const { signature, ...others } = BUNDLES[task];
      const inputs = signature.inputs.map((spec) => ({
        ...spec,
        shape: [0, ...spec.shape.slice(1)],
      }));
      expect(() => findTask({ ...others, signature: { ...signature, inputs } }, task)).toThrow(
        /\[0(, .*)?\]: a size of 0 takes no values; export the model with a free dimension/,
      );
    },
  );

  // What skl2onnx makes of an estimator that was fitted on integers.
  it.each<[string, readonly TensorSpec[], Readonly<Record<string, string>>, TaskName]>([
    ['three columns', [ids('X', 3)], {}, 'tabular-regression'],
    ['columns by name', [ids('age', 1), ids('rooms', 1)], {}, 'tabular-regression'],
    ['any width that has names', [ids('X', -1)], { 'columns.txt': 'a\nb\n' }, 'tabular-regression'],
    ['any width', [ids('X', -1)], {}, 'tensor'],
    ['three token ids', [ids('input_ids', 3)], {}, 'tensor'],
  ])('tells integers of a table from token ids: %s', (_about, inputs, texts, task) => {
    const outputs: TensorSpec[] = [{ name: 'variable', datatype: 'FP32', shape: [-1, 1] }];
    const bundle = { signature: { inputs, outputs }, texts: new Map(Object.entries(texts)) };
    expect(findTask(bundle).task).toBe(task);
  });
});
