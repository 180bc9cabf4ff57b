import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadFixtures } from './fixtures.ts';
import { runFixture } from './run-fixture.ts';
import { serveDirectly } from './serve-directly.ts';

/** A part of the references, with small models: `references.real.ts` asks for all of them. */
const fixtures = loadFixtures(path.join(import.meta.dirname, '../fixtures/references'));

describe('models of scikit-learn, XGBoost, LightGBM, CatBoost, PyTorch and Keras', () => {
  it('are all there', () => {
    expect(fixtures.map(({ name }) => name)).toEqual([
      'torch-sentiment (one file)',
      'digits-cnn',
      'tabular/mixed',
      'tabular/regression',
      'tabular/sklearn-matrix',
      'tabular/xgboost-classifier',
      'tabular/xgboost-regressor',
      'tabular/lightgbm-classifier',
      'tabular/lightgbm-regressor',
      'tabular/catboost-classifier',
      'tabular/catboost-regressor',
      'tabular/mixed (ZipMap)',
      'timeseries-keras',
    ]);
  });

  it.each(fixtures)('answer as their framework when they are $name', async (fixture) => {
    const { failures, calls } = await runFixture(fixture, serveDirectly);
    expect(failures).toEqual([]);
    expect(calls).toBeGreaterThan(4);
  });
});
