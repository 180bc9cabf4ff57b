import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import {
  findSubmission,
  modelKey,
  submissionKey,
  uploadKey,
  versionKey,
} from '../../../layers/maas/core/registry/keys.ts';
import { parseBundlePath } from '../../../layers/maas/core/bundle-path.ts';
import {
  findVersionNumber,
  parseAliasName,
  parseModelName,
  toModelName,
} from '../../../layers/maas/core/registry/names.ts';

describe('names', () => {
  it.each([
    'a',
    '7',
    'a-b',
    'a--b',
    '0a',
    'x'.repeat(63),
    'A',
    'a_b',
    'a.b',
    'v1..2',
    'BAAI--bge-small-en-v1.5',
  ])('%s is a name of a model', (name) => {
    expect(parseModelName(name)).toBe(name);
  });

  it.each([
    '',
    '-',
    'a-',
    '-a',
    '.a',
    'a.',
    '_a',
    'a_',
    'a/b',
    'a\\b',
    'a:b',
    'a b',
    'a\n',
    'é',
    '\u212a',
    'x'.repeat(64),
    '.',
    '..',
    '../a',
  ])('%j is none', (name) => {
    expect(() => parseModelName(name)).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });

  it('are not taken for numbers when they are aliases', () => {
    expect(parseAliasName('v1')).toBe('v1');
    expect(() => parseAliasName('1')).toThrow(MaasError);
    expect(() => parseAliasName('007')).toThrow(MaasError);
  });

  it.each(['0', '01', '-1', '1.0', '1e3', '１', '1\n', '', '1234567890'])(
    '%j is not a number of a version',
    (text) => {
      expect(findVersionNumber(text)).toBeUndefined();
    },
  );

  it.each([
    ['模', 85, 86],
    ['a', 200, 201],
    ['😀', 63, 64],
  ])('of files have as many %s as a file system takes', (character, most, tooMany) => {
    expect(parseBundlePath(character.repeat(most))).toHaveLength(most * character.length);
    expect(() => parseBundlePath(character.repeat(tooMany))).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });

  it('lead out of no folder when any text comes as a path', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '',
      'a',
      '\\',
      '\0',
      '/',
      'model.onnx',
      '%2e',
      '\ud800',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece).map((pieces) => pieces.join('/')),
        ),
        (text) => {
          try {
            const key = uploadKey('m', 1, parseBundlePath(text));
            expect(path.posix.resolve('/', key)).toBe(`/${key}`);
          } catch (error) {
            expect(error).toBeInstanceOf(MaasError);
          }
        },
      ),
    );
  });

  it('have keys that differ in nothing when they differ in case alone', () => {
    expect([
      modelKey('Bge.Small_v1'),
      versionKey('BGE.SMALL_V1', 2),
      uploadKey('bge.small_V1', 2, 'Model.onnx'),
    ]).toEqual([
      'models/bge.small_v1/model.json',
      'models/bge.small_v1/versions/2/version.json',
      'uploads/bge.small_v1/2/Model.onnx',
    ]);
  });

  it('of the hub mean what its cache calls them', () => {
    expect(['BAAI/bge-small-en-v1.5', 'gpt2', 'a/b/c'].map(toModelName)).toEqual([
      'BAAI--bge-small-en-v1.5',
      'gpt2',
      'a--b/c',
    ]);
  });

  it('come back from the key of a submission, and from no other', () => {
    expect(findSubmission(submissionKey('m', 12))).toEqual({ model: 'm', version: 12 });
    for (const key of [
      'submissions/m/0.json',
      'submissions/m/x.json',
      'submissions/a/b/1.json',
      'uploads/m/1.json',
      'submissions/m/1.json.tmp',
    ]) {
      expect(findSubmission(key)).toBeUndefined();
    }
  });
});
