import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BundleFacts } from '../../layers/maas/core/ingest/tasks/bundle/bundle-facts.ts';
import type { TaskName } from '../../layers/maas/core/tasks/task/task.ts';
import type { TextTokenizer } from '../../layers/maas/core/tokenizer/tokenizer.ts';
import { BUNDLES } from '../support/task-bundles.ts';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import type { Choices } from './choices.ts';
import { drawBody } from './draw-body.ts';
import { FakeModel, type Asked } from './fake-model.ts';
import { TOKENIZERS } from '../support/tokenizers.ts';

/** Something that is called with a body. */
export interface Subject {
  readonly name: string;
  draw(choices: Choices): unknown;
  /** Makes the call, with the work that the code asked of the model; a refusal is thrown. */
  call(body: unknown, choices: Choices): { readonly asked: Asked; readonly done: Promise<unknown> };
}

/**
 * One of each kind: WordPiece, byte-level and SentencePiece-like BPE, Unigram with and without a
 * table of its own.
 */
const KINDS: readonly string[] = [
  'bert-uncased',
  'roberta',
  'llama',
  'llama3',
  'clip',
  't5-first',
  'xlmr-precompiled',
  'albert',
  'unigram-bytes',
];
const MASKING: readonly string[] = [
  'bert-uncased',
  'roberta',
  't5-first',
  'xlmr-precompiled',
  'albert',
];
const TEXT_TASKS: readonly TaskName[] = [
  'text-classification',
  'token-classification',
  'fill-mask',
  'question-answering',
  'feature-extraction',
];
/** Tokens that the models read at once. */
const LONGEST = 128;
/** Classes, words of a vocabulary, numbers of a vector: as many as a large model has. */
const WIDTHS: Readonly<Partial<Record<TaskName, number>>> = {
  'fill-mask': 1000,
  'feature-extraction': 1024,
  'token-classification': 40,
};

const UNITS: readonly string[] = [
  'a',
  'a ',
  'the quick brown fox ',
  ' ',
  '1',
  '!?',
  '\n',
  '[MASK]',
  '<mask>',
  '[MASK] ',
  '<s>',
  '酒店',
  '한',
  '\u1112\u1161\u11AB',
  '\u0301\u0316',
  'é',
  '\uFDFA',
  'ﬁ',
  '\u{1F9FF}',
  '\u{1F468}\u200D',
  'xyz',
  '\0',
  '\u2581',
];

/** Most texts have a mask, in one of the two ways to write it. */
const MASKED_UNITS: readonly string[] = [
  ...Array.from({ length: 8 }, () => ['[MASK]', '[MASK] a ', '<mask>', '<mask> a ']).flat(),
  ...UNITS,
];

/**
 * Every task that a version can have. Loaded late: the counter must have begun, and the limits be
 * what they are to be.
 */
export async function loadTasks(): Promise<Subject[]> {
  const { findTask } = await import('../../layers/maas/core/ingest/tasks/find-task.ts');
  const { ALL_TASKS } = await import('../../layers/maas/core/tasks/all-tasks.ts');
  const { prepareTask } = await import('../../layers/maas/core/tasks/prepare-task.ts');
  const { TextTokenizer: Tokenizer } =
    await import('../../layers/maas/core/tokenizer/tokenizer.ts');
  const tokenizers = new Map(KINDS.map((kind) => [kind, readTokenizer(kind, Tokenizer)]));
  return (Object.keys(BUNDLES) as TaskName[]).map((task): Subject => {
    const bundle = widen(task, BUNDLES[task]);
    const { signature } = bundle;
    const context = { ...findTask(bundle, task), signature, task: ALL_TASKS[task] };
    const kinds = TEXT_TASKS.includes(task) ? (task === 'fill-mask' ? MASKING : KINDS) : [];
    return {
      name: task,
      draw: (choices) =>
        drawBody(choices.pick(ALL_TASKS[task].bodies), choices, {
          units: task === 'fill-mask' ? MASKED_UNITS : UNITS,
          names:
            bundle.texts.get('columns.txt')?.trim().split('\n') ??
            bundle.signature.inputs.map(({ name }) => name),
          drawValue: (own) =>
            task === 'tensor' ? drawTensor(own) : own.pick([1, 2.5, null, 'red']),
          most: LIMITS.jsonBytes / 2,
        }),
      call: (body, choices) => {
        const tokenizer = kinds.length > 0 ? tokenizers.get(choices.pick(kinds)) : undefined;
        const model = new FakeModel(bundle.signature, tokenizer ? { tokenizer } : {});
        return { asked: model.asked, done: (async () => prepareTask(context, body)(model))() };
      },
    };
  });
}

/** Loads the protocols that are spoken to a version whatever its task. */
export async function loadProtocols(): Promise<Subject[]> {
  const { findTask } = await import('../../layers/maas/core/ingest/tasks/find-task.ts');
  const { TextTokenizer: Tokenizer } =
    await import('../../layers/maas/core/tokenizer/tokenizer.ts');
  const { embedTexts } = await import('../../layers/maas/core/tasks/text/embed-texts.ts');
  const { answerEmbeddings } = await import('../../layers/maas/core/openai/answer-embeddings.ts');
  const { EmbeddingsBody, parseEmbeddingsBody } =
    await import('../../layers/maas/core/openai/embeddings-request.ts');
  const { decodeInferBody } = await import('../../layers/maas/core/protocol/infer-body.ts');
  const { encodeInferResponse } = await import('../../layers/maas/core/protocol/infer-response.ts');
  const bundle = widen('feature-extraction', BUNDLES['feature-extraction']);
  const version = { ...findTask(bundle, 'feature-extraction'), signature: bundle.signature };
  const tokenizer = readTokenizer('bert-uncased', Tokenizer);
  const { signature } = BUNDLES.tensor;
  return [
    {
      name: '/v1/embeddings',
      draw: (choices) =>
        drawBody(EmbeddingsBody, choices, {
          units: UNITS,
          names: [],
          drawValue: () => null,
          most: LIMITS.jsonBytes / 2,
        }),
      call: (body) => {
        const model = new FakeModel(bundle.signature, { tokenizer });
        const answer = async (): Promise<unknown> =>
          answerEmbeddings(parseEmbeddingsBody(body), (inputs) =>
            embedTexts(inputs, version, model, { truncation: 'longest_first', normalizes: true }),
          );
        return { asked: model.asked, done: answer() };
      },
    },
    {
      name: '/v2/models/{model}/infer',
      draw: drawInferRequest,
      call: (body) => {
        const model = new FakeModel(signature, {});
        const bytes = Buffer.from(JSON.stringify(body));
        const answer = async (): Promise<unknown> => {
          const { inputs, outputs } = decodeInferBody(bytes, undefined, signature);
          return encodeInferResponse(
            {
              model: 'm',
              version: 1,
              outputs: await model.run(
                inputs,
                outputs.map(({ name }) => name),
              ),
            },
            outputs,
          );
        };
        return { asked: model.asked, done: answer() };
      },
    },
  ];
}

/**
 * Tensors whose shape holds, of numbers of all lengths, with parameters and outputs of any number.
 */
function drawInferRequest(choices: Choices): unknown {
  const number = choices.pick([1, -0.5, 2 ** 53, 1e300]);
  const most = LIMITS.jsonBytes / (String(number).length + 1) / 2;
  const rows = choices.size(1, most);
  const steps = choices.size(1, most / rows);
  const parameters = Object.fromEntries(
    Array.from({ length: choices.size(1, LIMITS.jsonBytes / 40) }, (_, index) => [
      `p${index}`,
      index,
    ]),
  );
  const row = Array.from({ length: steps }, () => [number, number]);
  const nested = Array.from({ length: rows }, () => row);
  return {
    ...(choices.draw() < 0.3 ? { parameters } : {}),
    inputs: Array.from({ length: choices.pick([1, 1, 2]) }, () => ({
      name: 'window',
      shape: [rows, steps, 2],
      datatype: choices.pick(['FP32', 'FP32', 'INT64']),
      data: choices.pick([nested, nested.flat(2)]),
    })),
    ...(choices.draw() < 0.3
      ? {
          outputs: Array.from({ length: choices.size(1, LIMITS.jsonBytes / 40) }, () => ({
            name: 'forecast',
          })),
        }
      : {}),
  };
}

function readTokenizer(kind: string, Tokenizer: typeof TextTokenizer): TextTokenizer {
  const json = JSON.parse(
    readFileSync(path.join(TOKENIZERS, kind, 'tokenizer.json'), 'utf8'),
  ) as ConstructorParameters<typeof TextTokenizer>[0];
  const find = (...names: readonly string[]): string | null =>
    json.added_tokens?.find(({ content }) => names.includes(content))?.content ?? null;
  return new Tokenizer(json, {
    mask_token: find('[MASK]', '<mask>'),
    cls_token: find('[CLS]', '<s>'),
    pad_token: find('[PAD]', '<pad>'),
  });
}

/** The smallest bundles of the tests, as wide as large ones. */
function widen(task: TaskName, bundle: BundleFacts): BundleFacts {
  const settings = bundle.texts.get('tokenizer_config.json');
  const texts = new Map(bundle.texts);
  if (settings !== undefined) {
    texts.set(
      'tokenizer_config.json',
      JSON.stringify({ ...(JSON.parse(settings) as object), model_max_length: LONGEST }),
    );
  }
  if (task === 'tensor') {
    return {
      ...bundle,
      signature: {
        ...bundle.signature,
        outputs: [{ name: 'value', datatype: 'FP32', shape: [-1, 1] }],
      },
    };
  }
  const width = WIDTHS[task];
  if (width === undefined) return { ...bundle, texts };
  if (task === 'token-classification') {
    texts.set(
      'config.json',
      JSON.stringify({
        id2label: Object.fromEntries(
          Array.from({ length: width }, (_, index) => [
            index,
            `${index % 2 === 0 ? 'B' : 'I'}-${index >> 1}`,
          ]),
        ),
      }),
    );
  }
  const outputs = bundle.signature.outputs.map((output) => ({
    ...output,
    shape: [...output.shape.slice(0, -1), width],
  }));
  return { ...bundle, texts, signature: { ...bundle.signature, outputs } };
}

/** [rows, steps, 2] */
function drawTensor(choices: Choices): unknown {
  const most = LIMITS.jsonBytes / '[1,2],'.length;
  const rows = choices.size(1, most);
  const steps = choices.size(1, most / rows);
  const row = Array.from({ length: steps }, () => [1, 2]);
  return Array.from({ length: rows }, () => row);
}
