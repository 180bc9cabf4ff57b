import { describe, expect, it } from '@jest/globals';
import { loadTask } from '../../../layers/maas/core/tasks/load-task.ts';
import { prepareTask } from '../../../layers/maas/core/tasks/prepare-task.ts';
import type {
  TaskContext,
  TaskModel,
  TaskName,
} from '../../../layers/maas/core/tasks/task/task.ts';
import type { Tensors, TensorSpec } from '../../../layers/maas/core/tensor.ts';
import { NO_DECODERS } from '../../support/no-decoders.ts';

const X: TensorSpec = { name: 'x', datatype: 'FP32', shape: [-1, 2] };
const TEXT: TensorSpec = { name: 'text', datatype: 'BYTES', shape: [-1, 1] };
const CLASSIFIER: readonly TensorSpec[] = [
  { name: 'label', datatype: 'INT64', shape: [-1] },
  { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
];

/** A model that gives this whatever comes. */
function give(outputs: Tensors): TaskModel {
  return {
    run: async () => outputs,
    resources: {},
    decoders: NO_DECODERS,
  };
}

async function ask(
  context: TaskContext & { readonly task: TaskName },
  body: unknown,
  outputs: Tensors,
): Promise<unknown> {
  return prepareTask({ ...context, task: await loadTask(context.task) }, body)(give(outputs));
}

const CLASSIFIED: Tensors = {
  label: { datatype: 'INT64', shape: [2], data: BigInt64Array.of(1n, 0n) },
  probabilities: { datatype: 'FP32', shape: [2, 2], data: Float32Array.of(0.25, 0.75, 0.5, 0.5) },
};

describe('versions that earlier releases recorded', () => {
  it('answer label and score when a table is classified', async () => {
    const context = {
      task: 'tabular-classification' as const,
      signature: { inputs: [X], outputs: CLASSIFIER },
      labels: [0, 1],
      config: {},
    };
    const { body, scores } = (await ask(
      context,
      {
        rows: [
          [1, 2],
          [3, 4],
        ],
        scores: true,
      },
      CLASSIFIED,
    )) as { body: unknown; scores: unknown };
    expect(body).toEqual([
      { label: 1, score: 0.75, 'score:0': 0.25, 'score:1': 0.75 },
      { label: 0, score: 0.5, 'score:0': 0.5, 'score:1': 0.5 },
    ]);
    expect(scores).toEqual([0.75, 0.5]);
  });

  it('answer label and score when a text is classified by a model of strings', async () => {
    const context = {
      task: 'text-classification' as const,
      signature: { inputs: [TEXT], outputs: CLASSIFIER },
      labels: ['bad', 'good'],
    };
    expect(await ask(context, { text: ['a', 'b'] }, CLASSIFIED)).toMatchObject({
      body: [
        { label: 1, score: 0.75 },
        { label: 0, score: 0.5 },
      ],
    });
    expect(
      await ask(context, { inputs: ['a', 'b'], parameters: { top_k: 2 } }, CLASSIFIED),
    ).toMatchObject({
      body: [
        [{ label: 'good' }, { label: 'bad' }],
        [{ label: 'bad' }, { label: 'good' }],
      ],
    });
  });

  it.each([[[2, 1]], [[2]]])(
    'answer a value per row when a number of the shape %j comes',
    async (shape) => {
      const context = {
        task: 'tabular-regression' as const,
        signature: {
          inputs: [X],
          outputs: [{ name: 'y', datatype: 'FP32' as const, shape: [-1, 1] }],
        },
        config: { columns: ['a', 'b'] },
      };
      const outputs: Tensors = { y: { datatype: 'FP32', shape, data: Float32Array.of(1, 2) } };
      expect(
        await ask(
          context,
          {
            rows: [
              { a: 1, b: 2 },
              { a: 3, b: 4 },
            ],
          },
          outputs,
        ),
      ).toMatchObject({ body: [{ value: 1 }, { value: 2 }] });
    },
  );
});
