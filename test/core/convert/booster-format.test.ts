import { describe, expect, it } from '@jest/globals';
import { findBoosterFormat } from '../../../layers/maas/core/convert/booster-format.ts';
import { readBoosterFile } from '../../support/boosters.ts';
import { toFileBytes } from '../../support/file-bytes.ts';

const read = (name: string): string => readBoosterFile(name).toString('latin1');

describe('findBoosterFormat', () => {
  it.each([
    ['XGBoost wrote it as JSON', read('xgboost-1.7.6/dart.json'), 'xgboost-json'],
    ['somebody has indented it', `{\n  "version": [3, 2, 0],\n  "learner": {}}`, 'xgboost-json'],
    ['an editor put a mark before it', `\xef\xbb\xbf{"learner": {}}`, 'xgboost-json'],
    ['XGBoost wrote it as UBJSON', read('xgboost-3.2.0/dart.ubj'), 'xgboost-ubj'],
    ['LightGBM wrote it', read('lightgbm-3.3.5/binary.txt'), 'lightgbm-text'],
    ['Windows wrote it', 'tree\r\nversion=v4\r\n', 'lightgbm-text'],
    ['it is JSON of something else', '{"learners": []}', undefined],
    ['it is text', 'tree houses\n', undefined],
    ['it is an ONNX model', '\x08\x0a\x12\x07pytorch', undefined],
    ['it is empty', '', undefined],
  ])('tells a file by its content when %s', (_, content, format) => {
    expect(findBoosterFormat(toFileBytes(Buffer.from(content, 'latin1')))).toBe(format);
  });
});
