import { REHEARSED_MODELS, type RehearsedModel } from '../../functions/rehearsed-models.ts';
import { createPng } from './encoded-pictures.ts';
import { encodeOnnx, node, TYPE, value } from './onnx-model.ts';

const SCORED = {
  labels: ['red', 'green', 'blue'],
  scoring: { functionToApply: 'softmax' },
} as const;

/** From `x` to `y` by one operator. */
function encodeModel(
  operator: ReturnType<typeof node>,
  shape: readonly (number | string)[],
): Buffer {
  return Buffer.from(
    encodeOnnx({
      graph: {
        node: [operator],
        input: [value('x', TYPE.FLOAT, shape)],
        output: [value('y', TYPE.FLOAT, ['n', 3])],
      },
      opsets: { '': 13 },
      irVersion: 8,
    }),
  );
}

/** A model of each kind with a call of it: those that are rehearsed, and others. */
export const CALLED_MODELS = {
  ...REHEARSED_MODELS,
  vectors: {
    ...REHEARSED_MODELS.texts,
    name: 'called-vectors',
    bundle: {
      task: 'feature-extraction',
      signature: REHEARSED_MODELS.texts.bundle.signature,
      config: {
        text: REHEARSED_MODELS.texts.bundle.config.text,
        output: 'y',
        pooling: ['mean'],
        normalizes: true,
        lowers: false,
        prompt: '',
        prompts: {},
      },
    },
  },
  images: {
    name: 'called-images',
    bundle: {
      task: 'image-classification',
      signature: {
        inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3, 4, 4] }],
        outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 3] }],
      },
      ...SCORED,
      config: {
        processor: {
          resize: { height: 4, width: 4 },
          resample: 2,
          rescale: 1 / 255,
          mean: [0, 0, 0],
          std: [1, 1, 1],
        },
        pixels: 'x',
        channelsLast: false,
        batch: null,
        logits: 'y',
      },
    },
    files: {
      'model.onnx': encodeModel(node('ReduceMean', ['x'], ['y'], { axes: [2, 3], keepdims: 0 }), [
        'n',
        3,
        4,
        4,
      ]),
    },
    call: {
      resource: '/models/{model}/predict',
      body: { image: createPng({ width: 4, height: 4 }).toString('base64') },
    },
  },
  tables: {
    name: 'called-tables',
    bundle: {
      task: 'tabular-classification',
      signature: {
        inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }],
        outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 3] }],
      },
      ...SCORED,
      config: {
        classifier: {
          kind: 'classes',
          scores: [{ name: 'y', axis: 0, width: 3 }],
          classes: [0, 1, 2],
          meaning: 'probability',
          function: 'softmax',
        },
      },
    },
    files: { 'model.onnx': encodeModel(node('Identity', ['x'], ['y']), ['n', 3]) },
    call: { resource: '/models/{model}/predict', body: { rows: [[1, 2, 3]] } },
  },
} as const satisfies Readonly<Record<string, RehearsedModel>>;
