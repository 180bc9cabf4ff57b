import { Buffer } from 'node:buffer';
import type { FileBytes } from '../ports/model-runtime.ts';
import { quote } from '../quote.ts';
import { type FileEnds, type ForeignFile, NEXT_STEPS } from './foreign-file.ts';
import { findSignature, LFS_POINTER } from './foreign-signatures.ts';
import { describeJson, describeXml, XGBOOST_DUMP } from './foreign-text.ts';
import { describeZip } from './foreign-zip.ts';

/**
 * So much of each end of a file is read: the directory of a ZIP archive, and the words of most
 * messages, stand within it.
 */
const END_BYTES = 64 * 1024;
/** Its schema's version, 1, and its first graph. */
const SAVED_MODEL = '\x08\x01\x12';
const QUOTED_CHARACTERS = 30;

export function isLfsPointer(bytes: Uint8Array): boolean {
  return toText(bytes.subarray(0, LFS_POINTER.length)) === LFS_POINTER;
}

/**
 * Identifies a file that was uploaded as a model and is none, by its first bytes, and for archives
 * its last; undefined where they say nothing.
 */
export function identifyForeignFile(file: FileBytes): ForeignFile | undefined {
  const size = Math.min(END_BYTES, file.sizeBytes);
  const ends = {
    head: toText(file.read(0, size)),
    tail: toText(file.read(file.sizeBytes - size, size)),
  };
  return (
    describeZip(ends) ??
    findSignature(ends.head) ??
    describeSafetensors(ends.head, file.sizeBytes) ??
    describeText(ends.head) ??
    describeProtobuf(ends) ??
    describeZeros(ends.head)
  );
}

/**
 * The length of a header of JSON, in eight bytes, and the header.
 * @see https://github.com/huggingface/safetensors#format
 */
function describeSafetensors(head: string, sizeBytes: number): ForeignFile | undefined {
  const length = Buffer.from(head.slice(0, 8), 'latin1');
  if (length.length < 8 || head[8] !== '{' || length.readBigUInt64LE() > BigInt(sizeBytes - 8)) {
    return undefined;
  }
  return { is: 'a safetensors file, which has weights and no graph', next: NEXT_STEPS.huggingFace };
}

function describeText(head: string): ForeignFile | undefined {
  const text = Buffer.from(head, 'latin1')
    .toString()
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^(<!doctype html|<html)/i.test(text)) {
    return {
      is: 'a page of HTML, as a download that failed or asked for a login leaves it',
      next: NEXT_STEPS.download,
    };
  }
  if (text.startsWith('<')) return describeXml(text);
  if (/^[{[]/.test(text)) return describeJson(text);
  if (/^\s*(ir_version|producer_name)\s*:/.test(text)) {
    return {
      is: 'an ONNX model as text',
      next: 'save it with onnx.save(model, "model.onnx"), whose format is binary, and upload that',
    };
  }
  if (/^booster\[\d+\]/.test(text)) return XGBOOST_DUMP;
  // eslint-disable-next-line no-control-regex -- what is not text has them
  if (text === '' || /[\0-\x08\x0e-\x1f\uFFFD]/.test(text.slice(0, 1000))) return undefined;
  return {
    is: `text that begins with ${quote(text.slice(0, QUOTED_CHARACTERS))}`,
    next: NEXT_STEPS.upload,
  };
}

/** TensorFlow's and Core ML's messages of Protocol Buffers, told by the words in them. */
function describeProtobuf({ head, tail }: FileEnds): ForeignFile | undefined {
  const text = head + tail;
  if (
    head.startsWith(SAVED_MODEL) &&
    /saved_model_main_op|__saved_model_init_op|serving_default|serve/.test(text)
  ) {
    return { is: 'a SavedModel of TensorFlow (saved_model.pb)', next: NEXT_STEPS.savedModel };
  }
  if (text.includes('Placeholder') && text.includes('dtype')) {
    return { is: 'a graph of TensorFlow (.pb)', next: NEXT_STEPS.original };
  }
  if (text.includes('coremltools')) {
    return { is: 'a Core ML model (.mlmodel)', next: NEXT_STEPS.original };
  }
  return undefined;
}

function describeZeros(head: string): ForeignFile | undefined {
  if (!/^\0+$/.test(head)) return undefined;
  return {
    is: 'nothing but zeros, as a download that broke off leaves it',
    next: NEXT_STEPS.download,
  };
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
