import { create } from '@bufbuild/protobuf';
import type { FileBytes } from '../ports/model-runtime.ts';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type ModelProto,
  type NodeProto,
} from './generated/onnx_pb.js';
import type { ModelHeader } from './model-header.ts';
import { findAttribute } from './read-attribute.ts';
import { walkNodes } from './walk-graph.ts';

/**
 * The one locale of Unicode that glibc brings along, on Debian and in Amazon Linux 2023's minimal
 * image alike.
 */
const PORTABLE = 'C.UTF-8';
/**
 * ONNX Runtime's locale where the model names none.
 * @see https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/providers/cpu/text/string_normalizer.cc
 */
const DEFAULT_LOCALE = 'en_US.UTF-8';
/**
 * Locales that write letters otherwise: without Unicode, or with the dotted and dotless i of Turkic
 * languages.
 */
const OTHERWISE = /^(C|POSIX|C\.UTF-?8|(tr|az|crh|ku|tt|ber)([_.@].*)?)$/i;

/**
 * Makes operators on strings answer the same on every machine. Case: all locales of Unicode have
 * one table of it, yet ONNX Runtime loads no model whose locale is not installed. Stop words:
 * skl2onnx gives them to StringNormalizer, which takes out whole texts, and with them rows; its
 * vocabulary lacks them anyway.
 * @returns what was changed, as notes
 */
export function makeStringsPortable({ model, file }: ModelHeader): readonly string[] {
  const normalizers = [...walkNodes(model)].filter(({ opType }) => opType === 'StringNormalizer');
  const locales = normalizers.flatMap((node) => replaceLocale(node, file) ?? []);
  const hasStopWords = normalizers.filter((node) => removeStopWords(node, model)).length > 0;
  const notes: string[] = [];
  if (locales.length > 0) {
    notes.push(
      `StringNormalizer works with the locale ${PORTABLE} in the place of ${locales[0]}, whose ` +
        'letters are the same.',
    );
  }
  if (hasStopWords) {
    notes.push(
      'Stop words were taken out of StringNormalizer: it takes out whole texts, and the ' +
        'vocabulary has none of them.',
    );
  }
  return notes;
}

/** @returns the locale that was there */
function replaceLocale(node: NodeProto, file: FileBytes): string | undefined {
  const own = findAttribute(node, 'locale', file)?.s;
  const locale = own === undefined ? DEFAULT_LOCALE : new TextDecoder().decode(own);
  if (OTHERWISE.test(locale)) return undefined;
  const s = new TextEncoder().encode(PORTABLE);
  const portable = create(AttributeProtoSchema, {
    name: 'locale',
    type: AttributeProto_AttributeType.STRING,
    s,
  });
  node.attribute = [...node.attribute.filter(({ name }) => name !== 'locale'), portable];
  return locale === '' ? 'that of the machine' : locale;
}

function removeStopWords(node: NodeProto, model: ModelProto): boolean {
  if (!node.attribute.some(({ name }) => name === 'stopwords') || !isTokenized(node, model)) {
    return false;
  }
  node.attribute = node.attribute.filter(({ name }) => name !== 'stopwords');
  return true;
}

/**
 * Tells whether what comes out goes to a Tokenizer and nowhere else: what goes in are whole texts,
 * then.
 */
function isTokenized({ output: [name] }: NodeProto, model: ModelProto): boolean {
  const readers = [...walkNodes(model)].filter(
    ({ input }) => name !== undefined && input.includes(name),
  );
  const isAnswered = model.graph?.output.some((output) => output.name === name) ?? false;
  return !isAnswered && readers.length > 0 && readers.every(({ opType }) => opType === 'Tokenizer');
}
