import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { measureAngle, measureDifference } from './measure-difference.ts';
import type { BundleFiles, ServedModel } from './served-model.ts';

/** One reference: what is asked, and how far from the framework's own answer the model's is. */
export interface Call {
  readonly about: string;
  /**
   * @returns the greatest difference of numbers.
   * @throws Error when a label, a text or the shape differs
   */
  measure(model: ServedModel): Promise<number>;
}

/** A bundle with the answers that its framework gave. */
export interface Fixture {
  readonly name: string;
  readonly task: string;
  readonly files: BundleFiles;
  readonly calls: readonly Call[];
  /** The most that `measure` may give. */
  readonly tolerance: number;
}

type Line = Readonly<Record<string, unknown>>;

const TOKENIZER = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'];
export const TABLES = [
  'mixed',
  'regression',
  'sklearn-matrix',
  'xgboost-classifier',
  'xgboost-regressor',
  'lightgbm-classifier',
  'lightgbm-regressor',
  'catboost-classifier',
  'catboost-regressor',
];
const TOLERANCE = 1e-4;
const COSINE = 1e-5;

/**
 * @param root the folder that holds them; those that it does not have, or not whole, are left out
 */
export function loadFixtures(root: string): Fixture[] {
  const define = (
    name: string,
    folder: string,
    task: string,
    files: BundleFiles | readonly string[],
    toCall: (line: Line, at: string) => Call,
    reference = 'reference.jsonl',
    tolerance = TOLERANCE,
  ): Fixture[] => {
    const at = path.join(root, folder);
    const lines = readLines(path.join(at, reference));
    if (!lines) return [];
    const paths = Array.isArray(files)
      ? Object.fromEntries((files as readonly string[]).map((file) => [file, file]))
      : (files as BundleFiles);
    const found = Object.fromEntries(
      Object.entries(paths).map(([inside, file]) => [inside, path.join(at, file)]),
    );
    return Object.values(found).every((file) => existsSync(file))
      ? [{ name, task, files: found, calls: lines.map((line) => toCall(line, at)), tolerance }]
      : [];
  };
  const bert = ['model.onnx', 'config.json', ...TOKENIZER];
  return [
    ...define('sentiment-zh', 'sentiment-zh', 'text-classification', ['model.onnx'], scoredText),
    ...define(
      'sentiment-zh (ZipMap)',
      'sentiment-zh',
      'text-classification',
      { 'model.onnx': 'zipmap.onnx' },
      scoredText,
    ),
    ...define(
      'torch-sentiment (bundle)',
      'torch-sentiment',
      'text-classification',
      Object.fromEntries(
        ['model.onnx', 'config.json', 'tokenizer.json', 'tokenizer_config.json'].map((file) => [
          file,
          `bundle/${file}`,
        ]),
      ),
      scoredText,
    ),
    ...define(
      'torch-sentiment (one file)',
      'torch-sentiment',
      'text-classification',
      { 'model.onnx': 'one-file/model.onnx' },
      scoredText,
    ),
    ...define(
      'minilm',
      'minilm',
      'feature-extraction',
      [
        ...bert,
        'modules.json',
        'sentence_bert_config.json',
        'config_sentence_transformers.json',
        '1_Pooling/config.json',
      ],
      embedding,
      'reference.jsonl',
      COSINE,
    ),
    ...define('minilm-classifier', 'minilm-classifier', 'text-classification', bert, pipelineCall),
    ...define(
      'minilm-classifier (multi-label)',
      'minilm-classifier',
      'text-classification',
      {
        ...Object.fromEntries(bert.map((file) => [file, file])),
        'config.json': 'config.multi-label.json',
      },
      pipelineCall,
      'reference-multi-label.jsonl',
    ),
    ...['token-classification', 'fill-mask', 'question-answering'].flatMap((task) =>
      define(`bert-heads/${task}`, `bert-heads/${task}`, task, bert, pipelineCall),
    ),
    ...define(
      'digits-cnn',
      'digits-cnn',
      'image-classification',
      ['model.onnx', 'config.json', 'preprocessor_config.json'],
      picture,
    ),
    ...TABLES.flatMap((name) =>
      define(
        `tabular/${name}`,
        `tabular/${name}`,
        name.includes('regress') ? 'tabular-regression' : 'tabular-classification',
        ['model.onnx'],
        tableRow,
      ),
    ),
    ...define(
      'tabular/mixed (ZipMap)',
      'tabular/mixed',
      'tabular-classification',
      { 'model.onnx': 'zipmap.onnx' },
      tableRow,
    ),
    ...define('vad', 'vad', 'tensor', ['model.onnx'], vadStep),
    ...define('ocr-cls', 'ocr-cls', 'tensor', ['model.onnx'], ocrTensor),
    ...define('timeseries-keras', 'timeseries-keras', 'tensor', ['model.onnx'], forecast('window')),
    ...define(
      'timeseries-torch',
      'timeseries-torch',
      'tensor',
      ['model.onnx', 'model.onnx.data'],
      forecast('window'),
    ),
  ];
}

function readLines(file: string): Line[] | undefined {
  try {
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function scoredText({ text, label, scores }: Line): Call {
  return {
    about: JSON.stringify(text).slice(0, 60),
    measure: async (model) =>
      measureDifference(await model.predict({ text, scores: true }), [
        toRecord(label, scores as Record<string, number>),
      ]),
  };
}

function tableRow({ row, label, scores, value }: Line): Call {
  const expected =
    scores === undefined ? { value } : toRecord(label, scores as Record<string, number>);
  return {
    about: JSON.stringify(row).slice(0, 60),
    measure: async (model) =>
      measureDifference(
        await model.predict({ rows: [row], ...(scores === undefined ? {} : { scores: true }) }),
        [expected],
      ),
  };
}

function toRecord(label: unknown, scores: Readonly<Record<string, number>>): unknown {
  return {
    label,
    score: scores[String(label)],
    ...Object.fromEntries(Object.entries(scores).map(([name, score]) => [`score:${name}`, score])),
  };
}

function pipelineCall({ inputs, parameters, output }: Line): Call {
  return {
    about: JSON.stringify({ inputs, parameters }).slice(0, 120),
    measure: async (model) =>
      measureDifference(await model.predict({ inputs, parameters }), output),
  };
}

function embedding({ text, embedding: expected }: Line): Call {
  return {
    about: JSON.stringify(text).slice(0, 60),
    async measure(model) {
      const [record] = (await model.predict({ text })) as [{ embedding: number[] }];
      return measureAngle(record.embedding, expected as number[]);
    },
  };
}

function picture({ file, output }: Line, folder: string): Call {
  const bytes = readFileSync(path.join(folder, file as string));
  return {
    about: file as string,
    measure: async (model) =>
      measureDifference(
        await model.predict({ inputs: bytes.toString('base64'), parameters: { top_k: 10 } }),
        output,
      ),
  };
}

function vadStep({ inputs, outputs }: Line, _folder: string): Call {
  const tensors = inputs as Record<string, object>;
  return {
    about: 'a step',
    async measure(model) {
      const answer = await model.infer({
        inputs: Object.entries(tensors).map(([name, tensor]) => ({ name, ...tensor })),
      });
      const expected = outputs as Record<string, { shape: number[]; data: number[] }>;
      return measureDifference(
        Object.fromEntries(answer.outputs.map(({ name, shape, data }) => [name, { shape, data }])),
        Object.fromEntries(
          Object.entries(expected).map(([name, { shape, data }]) => [name, { shape, data }]),
        ),
      );
    },
  };
}

function ocrTensor({ shape, offset, output }: Line, folder: string): Call {
  const bytes = readFileSync(path.join(folder, 'inputs.f32'));
  const size = (shape as number[]).reduce((a, b) => a * b, 1);
  const data = Array.from({ length: size }, (_, index) =>
    bytes.readFloatLE((offset as number) + 4 * index),
  );
  return {
    about: `[${String(shape)}]`,
    async measure(model) {
      const [first] = (
        await model.infer({ inputs: [{ name: 'x', datatype: 'FP32', shape, data }] })
      ).outputs;
      return measureDifference({ shape: first?.shape, data: first?.data }, output);
    },
  };
}

function forecast(name: string): (line: Line) => Call {
  return ({ input, output }) => ({
    about: `${(input as unknown[]).length} steps`,
    async measure(model) {
      const [first] = (
        await model.infer({
          inputs: [
            {
              name,
              datatype: 'FP32',
              shape: [1, (input as unknown[]).length, 2],
              data: (input as number[][]).flat(),
            },
          ],
        })
      ).outputs;
      return measureDifference(first?.data, output);
    },
  });
}
