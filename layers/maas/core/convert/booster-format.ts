import { Buffer } from 'node:buffer';
import type { FileBytes } from '../ports/model-runtime.ts';
import type { BoosterSource } from './ensemble/booster-source.ts';

const HEAD_BYTES = 64 * 1024;
/** UBJSON's object, a length of any kind, and one of XGBoost's two keys. */
// eslint-disable-next-line no-control-regex -- lengths are bytes
const UBJSON = /^\{[iUIlL][\0-\x08]{1,8}(learner|version)/;

/** Which framework's own file this is, by its first bytes; undefined for any other. */
export function findBoosterFormat(file: FileBytes): BoosterSource['format'] | undefined {
  const bytes = file.read(0, Math.min(HEAD_BYTES, file.sizeBytes));
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const text = head.replace(/^\xef\xbb\xbf/, '');
  if (UBJSON.test(head)) return 'xgboost-ubj';
  if (/^\s*\{/.test(text) && /"learner"\s*:\s*\{/.test(text)) return 'xgboost-json';
  return /^tree\r?\nversion=/.test(text) ? 'lightgbm-text' : undefined;
}
