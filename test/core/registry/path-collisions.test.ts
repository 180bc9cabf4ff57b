import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  BundlePaths,
  findPathCollision,
} from '../../../layers/maas/core/registry/path-collisions.ts';

describe('paths of a bundle', () => {
  it.each([
    ['a file is the folder of another', ['a', 'a/b']],
    ['a folder is a file, the other way round', ['a/b', 'a']],
    ['a file deep inside is a folder', ['x/y/z', 'x/y']],
    ['one path comes twice', ['a', 'b', 'a']],
    ['names differ in case', ['Model.onnx', 'model.onnx']],
    ['names differ in case only inside a folder', ['d/Labels.txt', 'D/labels.txt']],
    ['a file and a folder differ in case', ['Tokenizer', 'tokenizer/vocab.txt']],
    ['names differ in their Unicode form', ['caf\u00e9.txt', 'cafe\u0301.txt']],
    ['names differ in form and case', ['CAF\u00c9.txt', 'cafe\u0301.txt']],
    ['sharp s is written out', ['stra\u00dfe.txt', 'STRASSE.txt']],
    ['the two small sigmas differ', ['λόγος', 'ΛΌΓΟΣ']],
    ['a dot at the end differs', ['a.', 'a']],
    ['a blank at the end differs', ['a /x', 'a']],
  ])('collide when %s', (_, paths) => {
    expect(findPathCollision(paths)).toMatch(
      /^The bundle has .*; (rename one of them|name each file once)\.$/,
    );
  });

  it.each([
    ['only their beginnings are alike', ['a', 'ab', 'a.b', 'a-b/c', 'b/a']],
    ['they share a folder', ['d/a', 'd/b', 'd/e/a', 'D/c']],
    ['they are the same name in two folders', ['onnx/model.onnx', 'model.onnx']],
    ['letters only look alike', ['а.txt', 'a.txt']],
  ])('stand side by side when %s', (_, paths) => {
    expect(findPathCollision(paths)).toBeUndefined();
  });

  it('never collide with another order of themselves alone', () => {
    const name = fc.string({
      unit: fc.constantFrom('a', 'A', 'é', 'e\u0301', '.', ' ', 'ß'),
      minLength: 1,
      maxLength: 3,
    });
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(
        fc.array(path, { maxLength: 8 }),
        (paths) =>
          (findPathCollision(paths) === undefined) ===
          (findPathCollision(paths.toReversed()) === undefined),
      ),
    );
  });

  it('keep no place for a path that was refused', () => {
    const places = new BundlePaths();
    places.add('a');
    expect(places.add('a/b/c')).toBeDefined();
    expect(places.add('b')).toBeUndefined();
  });
});
