import { describe, expect, it } from '@jest/globals';
import { getBooster, readBoosterFile } from '../../support/boosters.ts';
import { replace, convert } from '../../support/changed-boosters.ts';

const TEXT_MODEL = getBooster('lightgbm-4.6.0/regression.txt').bytes.toString();
const TEXT_CODES = getBooster('lightgbm-4.6.0/codes.txt').bytes.toString();
const replaceText = (from: string | RegExp, to: string): string => replace(TEXT_MODEL, from, to);

describe("LightGBM's own file", () => {
  it.each<[string, () => string, RegExp]>([
    [
      'its leaves are linear',
      () => readBoosterFile('lightgbm-4.6.0/linear.txt').toString(),
      /linear_tree/,
    ],
    [
      'a tree runs in a circle',
      () => replaceText(/left_child=\S+/, 'left_child=0'),
      /node 0 twice/,
    ],
    [
      'a child is beyond the last leaf',
      () => replaceText(/left_child=\S+/, 'left_child=-400'),
      /leads to node/,
    ],
    ['a threshold is NaN', () => replaceText(/threshold=\S+/, 'threshold=nan'), /at NaN/],
    ['a leaf is NaN', () => replaceText(/leaf_value=\S+/, 'leaf_value=nan'), /value NaN/],
    [
      'a list is too short',
      () => replaceText(/split_feature=\S+ /, 'split_feature='),
      /values in "split_feature"/,
    ],
    [
      'a column is none of its own',
      () => replaceText(/split_feature=\S+/, 'split_feature=77'),
      /by column 77/,
    ],
    [
      'a set of categories is not there',
      () => replace(TEXT_CODES, /cat_boundaries=0 1/, 'cat_boundaries=0 900'),
      /takes the set of categories 0/,
    ],
    [
      'its objective is not known',
      () => replaceText(/objective=\S+/, 'objective=my_loss'),
      /objective "my_loss" has no inverse link.*maas-convert/,
    ],
    ['it breaks off', () => TEXT_MODEL.slice(0, 1500), /no line "end of trees"/],
    ['it has no trees in it', () => 'tree\nversion=v4\nend of trees\n', /"max_feature_idx"/],
    [
      'it names fewer columns than it has',
      () => replaceText('feature_names=Column_0 ', 'feature_names='),
      /names 4 columns, and has 5/,
    ],
    [
      "it cannot be told whose pandas' categories are",
      () => replaceText('pandas_categorical:null', 'pandas_categorical:[["a", "b"]]'),
      /categories of 1 columns, and 0 of its columns/,
    ],
  ])('is refused with what is wrong when %s', (_, make, reason) => {
    expect(() => convert(make(), 'lightgbm-text')).toThrow(
      expect.objectContaining({ name: 'RejectionError', message: expect.stringMatching(reason) }),
    );
  });
});
