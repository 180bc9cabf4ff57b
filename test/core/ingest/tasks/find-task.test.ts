import { describe, expect, it } from '@jest/globals';
import type { BundleFacts } from '../../../../layers/maas/core/ingest/tasks/bundle/bundle-facts.ts';
import { findTask } from '../../../../layers/maas/core/ingest/tasks/find-task.ts';
import { TASK_NAMES } from '../../../../layers/maas/core/tasks/task/task.ts';
import { BUNDLES } from '../../../support/task-bundles.ts';
import { withFiles } from '../../../support/task-facts.ts';

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
});
