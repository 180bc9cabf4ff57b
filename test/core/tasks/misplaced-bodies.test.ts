import { describe, expect, it } from '@jest/globals';
import { type TaskName } from '../../../layers/maas/core/tasks/task/task.ts';
import { prepare } from '../../support/task-bodies.ts';

describe('a body of another form is told how it is sent, or where', () => {
  it.each<[TaskName, unknown, string]>([
    ['text-classification', ['a'], 'Put it into an object: {"text": …}.'],
    ['fill-mask', 'a [MASK]', 'Put it into an object: {"text": …}.'],
    ['question-answering', [{}], 'Put it into an object: {"question": …, "context": …}.'],
    ['image-classification', ['aGk='], 'Put it into an object: {"image": …}.'],
    ['tabular-regression', [[1]], 'Put it into an object: {"rows": […]}.'],
    [
      'text-classification',
      { instances: ['a'] },
      '"instances" is taken by POST /v1/models/{model}:predict.',
    ],
    ['token-classification', { dataframe_split: {} }, 'is taken by POST /invocations.'],
    ['feature-extraction', { input: 'a' }, '"input" is taken by POST /v1/embeddings.'],
    ['tabular-classification', { inputs: [[1]] }, '"inputs" is taken by POST /invocations.'],
    ['text-classification', { query: 'a', texts: ['b'] }, '"query" is taken by POST /rerank.'],
  ])('for %s: %j', (task, body, sentence) => {
    expect(() => prepare(task, body)).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining(sentence),
      }),
    );
  });
});
