import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { getBooster } from '../../support/boosters.ts';
import { replace, convert } from '../../support/changed-boosters.ts';

const JSON_MODEL = getBooster('xgboost-3.2.0/reg-squarederror.json').bytes.toString();
const CODES = getBooster('xgboost-3.2.0/codes.json').bytes.toString();

interface XgboostTree {
  left_children: number[];
  right_children: number[];
  split_conditions: (number | null)[];
  split_indices: number[];
  tree_param: Record<string, string>;
  categories_segments: number[];
}

/** The model with its first tree changed. */
function withTree(change: (tree: XgboostTree) => void, model = JSON_MODEL): string {
  const document = JSON.parse(model) as {
    learner: { gradient_booster: { model: { trees: XgboostTree[] } } };
  };
  const [tree] = document.learner.gradient_booster.model.trees;
  if (tree) change(tree);
  return JSON.stringify(document);
}

const replaceJson = (from: string | RegExp, to: string): string => replace(JSON_MODEL, from, to);

/** A list of a million million numbers in twenty bytes. */
const BOMB = Buffer.from('{L\0\0\0\0\0\0\0\x07learner[$d#L\0\0\0\xe8\xd4\xa5\x10\0', 'latin1');

/** Nothings, which take no bytes. */
const NOTHINGS = Buffer.from('{L\0\0\0\0\0\0\0\x07learner[$Z#L\0\0\0\xe8\xd4\xa5\x10\0', 'latin1');

describe("XGBoost's own file", () => {
  it.each<[string, () => string, RegExp]>([
    [
      'a tree runs in a circle',
      () => withTree((tree) => (tree.left_children[1] = 0)),
      /node 0 twice/,
    ],
    [
      'a tree meets itself again',
      () => withTree((tree) => (tree.left_children[1] = tree.right_children[1] ?? 0)),
      /twice, so it is not a tree/,
    ],
    [
      'a child is below zero',
      () => withTree((tree) => (tree.right_children[0] = -7)),
      /leads to node -7/,
    ],
    [
      'a child is beyond the last',
      () => withTree((tree) => (tree.left_children[0] = 4000)),
      /leads to node 4000/,
    ],
    [
      'a threshold is NaN',
      () =>
        withTree((tree) => (tree.split_conditions[0] = 0)).replace(
          '"split_conditions":[0',
          '"split_conditions":[NaN',
        ),
      /node 0 at NaN/,
    ],
    [
      'a list is too short',
      () => withTree((tree) => tree.split_indices.pop()),
      /values in "split_indices"/,
    ],
    [
      'a column is none of its own',
      () => withTree((tree) => (tree.split_indices[0] = 5)),
      /by column 5, and the model has 5/,
    ],
    [
      'a set of categories leads out of the list',
      () => withTree((tree) => (tree.categories_segments[0] = 9999), CODES),
      /takes the categories 9999/,
    ],
    [
      'its objective is not known',
      () => replaceJson('"name":"reg:squarederror"', '"name":"my:loss"'),
      /objective "my:loss" has no inverse link.*maas-convert/,
    ],
    [
      'it is linear',
      () => replaceJson('"name":"gbtree"', '"name":"gblinear"'),
      /booster is "gblinear".*gbtree, dart/,
    ],
    [
      'its base score is not a number',
      () => replaceJson(/"base_score":"[^"]*"/, '"base_score":"often"'),
      /base_score "often"/,
    ],
    [
      'it has base scores for other outputs',
      () => replaceJson(/"base_score":"[^"]*"/, '"base_score":"[1,2,3]"'),
      /base_score is "\[1,2,3\]", and it has 1 outputs/,
    ],
    [
      'it has more columns than names',
      () => replaceJson('"feature_names":[]', '"feature_names":["a"]'),
      /names 1 columns, and has 5/,
    ],
    [
      'it reads no columns',
      () => replaceJson(/"num_feature":"5"(?=,"num_target)/, '"num_feature":"0"'),
      /no columns/,
    ],
    [
      'it claims classes without end',
      () => replaceJson(/"num_class":"0"/, '"num_class":"4000000000"'),
      /gives 4000000000 numbers/,
    ],
    ['it is nested without end', () => `{"learner":${'['.repeat(100_000)}`, /nests more than/],
    ['it breaks off', () => JSON_MODEL.slice(0, JSON_MODEL.indexOf(',', 2000)), /ends at byte 20/],
    ['it is not JSON', () => `{"learner": {'a': 1}}`, /"'" at byte 13/],
    ['a number is none', () => replaceJson('"tree_info":[0', '"tree_info":[0x'), /"0x"/],
    ['it is something else', () => '{"learner": {}}', /"learner_model_param"/],
  ])('is refused with what is wrong when %s', (_, make, reason) => {
    expect(() => convert(make(), 'xgboost-json')).toThrow(
      expect.objectContaining({ name: 'RejectionError', message: expect.stringMatching(reason) }),
    );
  });

  it.each([
    ['a list has more numbers than the file has bytes', BOMB, /announces 1000000000000 values/],
    ['a list is of what takes no bytes', NOTHINGS, /UBJSON has none such/],
  ])('is refused before it takes memory when %s', (_, bytes, reason) => {
    expect(() => convert(bytes, 'xgboost-ubj')).toThrow(reason);
  });
});
