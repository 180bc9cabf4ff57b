import { describe, expect, it } from '@jest/globals';
import type { BundleFacts } from '../../../../layers/maas/core/ingest/tasks/bundle/bundle-facts.ts';
import type { OutputFunction } from '../../../../layers/maas/core/onnx/output-functions.ts';
import { findTask } from '../../../../layers/maas/core/ingest/tasks/find-task.ts';
import { applyFunction } from '../../../../layers/maas/core/tasks/scores/score-function.ts';
import { chooseFunction, getScoring } from '../../../../layers/maas/core/tasks/scores/scoring.ts';
import type { TaskName } from '../../../../layers/maas/core/tasks/task/task.ts';
import { BUNDLES } from '../../../support/task-bundles.ts';

const CLASSIFIERS = [
  'text-classification',
  'token-classification',
  'fill-mask',
  'image-classification',
] as const;

function withEnd(task: TaskName, end: OutputFunction, config?: object): BundleFacts {
  const { signature, texts } = BUNDLES[task];
  const files = new Map(
    config === undefined ? texts : [...texts, ['config.json', JSON.stringify(config)]],
  );
  return {
    signature,
    texts: files,
    outputFunctions: Object.fromEntries(signature.outputs.map(({ name }) => [name, end])),
  };
}

function withConfig(task: TaskName, config: object): BundleFacts {
  return {
    ...BUNDLES[task],
    texts: new Map([...BUNDLES[task].texts, ['config.json', JSON.stringify(config)]]),
  };
}

describe('how numbers become scores', () => {
  it.each(CLASSIFIERS)('is softmax for the logits of %s', (task) => {
    expect(findTask(BUNDLES[task], task).scoring).toEqual({ functionToApply: 'softmax' });
  });

  it.each(CLASSIFIERS)('is nothing more where the graph of %s ends in Softmax', (task) => {
    expect(findTask(withEnd(task, { name: 'softmax', axis: -1 }), task).scoring).toEqual({
      functionToApply: 'none',
      graphEndsIn: 'softmax',
    });
  });

  it.each(CLASSIFIERS)('is exp where the graph of %s ends in LogSoftmax', (task) => {
    expect(findTask(withEnd(task, { name: 'log-softmax' }), task).scoring).toEqual({
      functionToApply: 'exp',
      graphEndsIn: 'log-softmax',
    });
  });

  it('is nothing more where the graph ends in Sigmoid, whatever config.json says', () => {
    const config = { problem_type: 'single_label_classification', function_to_apply: 'softmax' };
    expect(findTask(withEnd('image-classification', { name: 'sigmoid' }, config)).scoring).toEqual({
      functionToApply: 'none',
      graphEndsIn: 'sigmoid',
    });
  });

  it.each<[object, string]>([
    [{ problem_type: 'multi_label_classification' }, 'sigmoid'],
    [{ problem_type: 'regression' }, 'none'],
    [{ function_to_apply: 'sigmoid' }, 'sigmoid'],
    [{ function_to_apply: 'NONE' }, 'none'],
    [{ function_to_apply: null }, 'softmax'],
    [{ problem_type: 'single_label_classification', function_to_apply: 'none' }, 'softmax'],
  ])('is what config.json says of logits: %j', (config, functionToApply) => {
    expect(findTask(withConfig('image-classification', config)).scoring).toEqual({
      functionToApply,
    });
  });

  it('is refused where config.json names a function that no pipeline has', () => {
    expect(() =>
      findTask(
        withConfig('text-classification', { function_to_apply: 'argmax' }),
        'text-classification',
      ),
    ).toThrow(
      'function_to_apply of config.json must be "softmax", "sigmoid", "none"; it is "argmax"',
    );
  });

  it.each(CLASSIFIERS)('is refused for %s where Softmax runs over the rows', (task) => {
    expect(() => findTask(withEnd(task, { name: 'softmax', axis: 0 }), task)).toThrow(
      'ends in softmax over axis 0, and its classes are on axis',
    );
  });

  it('takes logarithms of probabilities that a question is answered by, as their softmax they are', () => {
    expect(findTask(withEnd('question-answering', { name: 'softmax', axis: 1 })).scoring).toEqual({
      functionToApply: 'softmax',
      graphEndsIn: 'softmax',
    });
    expect(() =>
      findTask(withEnd('question-answering', { name: 'sigmoid' }), 'question-answering'),
    ).toThrow('needs start_logits and end_logits to be logits');
  });
});

describe('the function of a call', () => {
  it('is the one that was asked for, where the graph gives logits', () => {
    expect(chooseFunction({ functionToApply: 'softmax' }, 'sigmoid')).toBe('sigmoid');
  });

  it.each<[OutputFunction['name'], 'softmax' | 'sigmoid', string]>([
    ['softmax', 'softmax', 'none'],
    ['sigmoid', 'sigmoid', 'none'],
    ['log-softmax', 'softmax', 'exp'],
  ])('is not applied to %s once more', (graphEndsIn, asked, expected) => {
    const scoring = {
      functionToApply: graphEndsIn.startsWith('log') ? 'exp' : 'none',
      graphEndsIn,
    } as const;
    expect(chooseFunction(scoring, asked)).toBe(expected);
    expect(chooseFunction(scoring, 'none')).toBe('none');
  });

  it('is refused where it cannot be computed from what the graph ends in', () => {
    expect(() =>
      chooseFunction({ functionToApply: 'none', graphEndsIn: 'softmax' }, 'sigmoid'),
    ).toThrow(
      `This model's graph ends in softmax; "function_to_apply" can be "softmax" or "none", got ` +
        '"sigmoid".',
    );
  });

  it('is read of the records of earlier releases', () => {
    expect(getScoring({ config: { function: 'sigmoid' } })).toEqual({ functionToApply: 'sigmoid' });
    expect(getScoring({})).toEqual({ functionToApply: 'softmax' });
  });

  it('makes probabilities of logarithms', () => {
    expect(applyFunction(applyFunction([1, 2, 3], 'softmax').map(Math.log), 'exp')).toEqual(
      applyFunction([1, 2, 3], 'softmax').map((value) => expect.closeTo(value, 12) as unknown),
    );
  });
});
