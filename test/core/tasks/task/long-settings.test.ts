import { describe, expect, it } from '@jest/globals';
import { loadTask } from '../../../../layers/maas/core/tasks/load-task.ts';
import { prepareTask } from '../../../../layers/maas/core/tasks/prepare-task.ts';
import { findTask } from '../../../../layers/maas/core/ingest/tasks/find-task.ts';
import { loadResources } from '../../../../layers/maas/core/tasks/resources.ts';
import type { TaskModel } from '../../../../layers/maas/core/tasks/task/task.ts';
import { NO_DECODERS } from '../../../support/no-decoders.ts';
import { BUNDLES } from '../../../support/task-bundles.ts';

describe('labels and settings that stand in a file of the bundle', () => {
  it.each([
    'text-classification',
    'token-classification',
    'fill-mask',
    'feature-extraction',
    'tabular-regression',
  ] as const)('are what %s works with as if they stood in the record', async (name) => {
    const { signature, texts } = BUNDLES[name];
    const { labels, config, ...small } = findTask(BUNDLES[name], name);
    const read = async (path: string): Promise<string> =>
      path === 'settings.json' ? JSON.stringify({ labels, config }) : (texts.get(path) ?? '');
    const body =
      name === 'tabular-regression'
        ? { rows: [[1, 2, 3]] }
        : { text: name === 'fill-mask' ? 'good [MASK]' : 'good' };
    const task = await loadTask(name);
    /** Asks the model, which answers zeros, and gives the outputs asked for with the answer. */
    const ask = async (context: Parameters<typeof prepareTask>[0]): Promise<unknown> => {
      const asked: unknown[] = [];
      const resources = await loadResources(context, read);
      const run: TaskModel['run'] = async (inputs, outputs) => {
        asked.push([inputs, outputs]);
        const [rows = 1, tokens = 1] = Object.values(inputs)[0]?.shape ?? [];
        return Object.fromEntries(
          signature.outputs.map(({ name: output, shape }) => {
            const full = shape.map((size, axis) => (size > 0 ? size : axis === 0 ? rows : tokens));
            return [
              output,
              {
                datatype: 'FP32' as const,
                shape: full,
                data: new Float32Array(full.reduce((a, b) => a * b, 1)),
              },
            ];
          }),
        );
      };
      const answer = await prepareTask(context, body)({ run, resources, decoders: NO_DECODERS });
      return [asked, answer];
    };
    const inRecord = await ask({
      signature,
      ...small,
      task,
      ...(labels ? { labels } : {}),
      ...(config ? { config } : {}),
    });
    expect(await ask({ signature, ...small, task, settingsFile: 'settings.json' })).toEqual(
      inRecord,
    );
  });
});
