import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { ALL_TASKS, TASK_BODIES } from '../../../layers/maas/core/tasks/all-tasks.ts';
import { prepareTask } from '../../../layers/maas/core/tasks/prepare-task.ts';
import { EmbeddingsBody } from '../../../layers/maas/core/openai/embeddings-request.ts';
import { omitNulls } from '../../../layers/maas/core/json/omit-nulls.ts';
import { findTask } from '../../../layers/maas/core/ingest/tasks/find-task.ts';
import { requestObject } from '../../../layers/maas/core/json/request-object.ts';
import type { TaskCall, TaskName } from '../../../layers/maas/core/tasks/task/task.ts';
import { AliasChange } from '../../../layers/maas/api/schemas/alias-change.ts';
import { NewVersion } from '../../../layers/maas/api/schemas/new-version.ts';
import { InferRequestView } from '../../../layers/maas/api/schemas/protocol.ts';
import { RepositoryFilter } from '../../../layers/maas/api/schemas/repository-index.ts';
import { BUNDLES } from '../../support/task-bundles.ts';

/** The members of a JSON schema that the walk reads. */
interface Described {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Described[];
  readonly items?: Described;
}

/** The places of all keys that may be left out and may not be null. */
function findStrictKeys(schema: Described, place: string): string[] {
  const { properties = {}, required = [], anyOf = [], items } = schema;
  const own = Object.entries(properties).flatMap(([key, member]) => {
    const takesNull =
      required.includes(key) ||
      [member, ...(member.anyOf ?? [])].some(({ type }) => [type].flat().includes('null'));
    return [
      ...(takesNull ? [] : [`${place}.${key}`]),
      ...findStrictKeys(member, `${place}.${key}`),
    ];
  });
  return [
    ...own,
    ...anyOf.flatMap((member) => findStrictKeys(member, place)),
    ...(items ? findStrictKeys(items, place) : []),
  ];
}

function prepare(task: TaskName, body: unknown): TaskCall {
  const bundle = BUNDLES[task];
  const { signature } = bundle;
  return prepareTask({ ...findTask(bundle, task), signature, task: ALL_TASKS[task] }, body);
}

describe('null', () => {
  it('may stand wherever a key of a body may be left out', () => {
    const bodies = [
      ...TASK_BODIES,
      EmbeddingsBody,
      AliasChange,
      NewVersion,
      RepositoryFilter,
      InferRequestView,
    ];
    const strict = bodies.flatMap((body, index) =>
      findStrictKeys(
        z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Described,
        `body ${index}`,
      ),
    );
    expect(strict).toEqual([]);
  });

  it.each<[TaskName, unknown]>([
    ['text-classification', { text: 'a', text_pair: null, scores: null, truncation: null }],
    ['text-classification', { text: 'a', inputs: null, tensors: null, rows: null }],
    [
      'text-classification',
      {
        inputs: { text: 'a', text_pair: null },
        parameters: { function_to_apply: null, truncation: null, max_length: null, padding: null },
        options: null,
      },
    ],
    [
      'token-classification',
      {
        inputs: 'a',
        parameters: { aggregation_strategy: null, ignore_labels: null, stride: null },
        text: null,
      },
    ],
    [
      'fill-mask',
      {
        inputs: '[MASK]',
        parameters: { top_k: null, targets: null, tokenizer_kwargs: { truncation: null } },
      },
    ],
    ['question-answering', { ...{ question: 'a', context: 'b' }, top_k: null }],
    [
      'question-answering',
      {
        inputs: { question: 'a', context: 'b' },
        parameters: { doc_stride: null, handle_impossible_answer: null },
      },
    ],
    [
      'feature-extraction',
      {
        inputs: ['a'],
        parameters: null,
        options: { wait_for_model: true, use_cache: null, x: [1] },
      },
    ],
    ['tabular-regression', { rows: [[1, null, 3]], columns: null }],
    [
      'tensor',
      {
        tensors: {
          window: [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        },
        inputs: null,
      },
    ],
  ])('means not given for %s: %j', (task, body) => {
    expect(prepare(task, body)).toBeInstanceOf(Function);
  });

  it.each<[TaskName, unknown, string]>([
    ['text-classification', { text: null }, '"text" is missing'],
    ['text-classification', { inputs: null }, '"text" is missing'],
    [
      'fill-mask',
      { inputs: '[MASK]', parameters: { temperature: null } },
      'unrecognized key: "temperature"',
    ],
    [
      'feature-extraction',
      { inputs: 'a', options: [] },
      '"options" invalid input: expected record, received array',
    ],
    ['feature-extraction', { inputs: 'a', option: {} }, 'unrecognized key: "option"'],
  ])(
    'stands for nothing that must be there, and hides no misspelling, for %s: %j',
    (task, body, words) => {
      expect(() => prepare(task, body)).toThrow(
        expect.objectContaining({ message: expect.stringContaining(words) }),
      );
    },
  );

  it('is what an absent key is, default included; a key to which null means something keeps it', () => {
    const schema = requestObject({
      flag: z.optional(z.boolean()),
      format: z._default(z.enum(['a', 'b']), 'b'),
      top: z.optional(z.nullable(z.int())),
    });
    expect(schema.parse({ flag: null, format: null, top: null })).toEqual({
      format: 'b',
      top: null,
    });
    expect(schema.safeParse({ flag: 0 }).success).toBe(false);
  });

  it('goes from objects alone', () => {
    const kept = { a: 1 };
    expect(omitNulls(kept)).toBe(kept);
    expect([
      omitNulls({ a: null, b: [null], c: { d: null } }),
      omitNulls([null]),
      omitNulls(null),
    ]).toEqual([{ b: [null], c: { d: null } }, [null], null]);
    expect(Object.keys(omitNulls(JSON.parse('{"__proto__": 1, "a": null}') as object))).toEqual([
      '__proto__',
    ]);
  });
});
