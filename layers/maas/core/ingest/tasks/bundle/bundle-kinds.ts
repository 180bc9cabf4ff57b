import type { BundleFacts } from './bundle-facts.ts';
import { findJson, findPath } from './bundle-texts.ts';
import { findLabels } from './label-files.ts';
import { isNamedAsTokens } from '../../../tasks/text/text-inputs.ts';

/**
 * Rows of token ids are a matrix of integers, too: of so many as a text has, or under a name that
 * exporters give them.
 */
export function isTable({ signature: { inputs }, texts }: BundleFacts): boolean {
  if (findPath(texts, 'tokenizer.json') !== undefined) return false;
  if (findPath(texts, 'columns.txt') !== undefined) return true;
  return !inputs.some(
    (spec) =>
      (spec.datatype === 'INT64' || spec.datatype === 'INT32') &&
      ((spec.shape[1] ?? 1) < 0 || ((spec.shape[1] ?? 1) > 1 && isNamedAsTokens(spec))),
  );
}

export function findArchitecture({ texts }: BundleFacts): string {
  const architectures = findJson(texts, 'config.json')?.architectures;
  return Array.isArray(architectures) ? String(architectures[0]) : '';
}

/** A model with a score per word of its vocabulary, and a tokenizer with a mask. */
export function isMaskFiller(bundle: BundleFacts): boolean {
  const architecture = findArchitecture(bundle);
  if (architecture !== '') return architecture.endsWith('ForMaskedLM');
  const words = findJson(bundle.texts, 'config.json')?.vocab_size;
  const hasMask = ['tokenizer_config.json', 'special_tokens_map.json'].some(
    (name) => findJson(bundle.texts, name)?.mask_token,
  );
  return (
    hasMask &&
    words !== undefined &&
    bundle.signature.outputs.some(({ shape }) => shape.length === 3 && shape[2] === words)
  );
}

/**
 * A model without a head: by what exporters call its output, sentence-transformers' files, or its
 * class. A cross-encoder has the same files.
 */
export function isEmbedder(bundle: BundleFacts): boolean {
  const { texts, signature } = bundle;
  const isOfVectors = signature.outputs.some(({ name }) =>
    ['last_hidden_state', 'sentence_embedding', 'token_embeddings'].includes(name),
  );
  const isCrossEncoder =
    findJson(texts, 'config_sentence_transformers.json')?.model_type === 'CrossEncoder';
  return (
    isOfVectors ||
    (!isCrossEncoder &&
      (findPath(texts, 'modules.json') !== undefined ||
        /(?<!LMHead)Model$/.test(findArchitecture(bundle))))
  );
}

/** A model of classes per token. */
export function namesTokens(bundle: BundleFacts): boolean {
  return (
    !isEmbedder(bundle) &&
    (findLabels(bundle) !== undefined ||
      findArchitecture(bundle).endsWith('ForTokenClassification'))
  );
}
