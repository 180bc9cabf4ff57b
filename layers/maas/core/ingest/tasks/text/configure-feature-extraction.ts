import type { JsonObject } from '../../../json/json-object.ts';
import { quote } from '../../../quote.ts';
import { isFloat } from '../../../tasks/task/floats.ts';
import { parseJsonText } from '../../../tasks/task/parse-json-text.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { TaskSetup } from '../../../tasks/task/task.ts';
import type { TensorSpec } from '../../../tensor.ts';
import type { EmbeddingConfig } from '../../../tasks/text/embed-texts.ts';
import { isPooled, POOLINGS, type Pooling } from '../../../tasks/text/pooling.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findJson, findPath } from '../bundle/bundle-texts.ts';
import { readTextConfig } from './read-text-config.ts';

/** The best first: one that is pooled already, then one that is to be pooled. */
const OUTPUTS = ['sentence_embedding', 'last_hidden_state', 'token_embeddings', 'pooler_output'];

export function configureFeatureExtraction(bundle: BundleFacts): TaskSetup | TaskMisfit {
  const text = readTextConfig(bundle, 'feature-extraction');
  if (text instanceof TaskMisfit) return text;
  const fitting = bundle.signature.outputs.filter(
    (output) => isFloat(output) && (output.shape.length === 3 || output.shape.length === 2),
  );
  const output =
    OUTPUTS.flatMap((name) => fitting.find((candidate) => candidate.name === name) ?? [])[0] ??
    fitting[0];
  if (!output) {
    return new TaskMisfit(
      'feature-extraction needs an output of shape [-1, -1, width] (a vector per token) or ' +
        '[-1, width] (one per text)',
    );
  }
  const modules = readModules(bundle, output);
  if (modules instanceof TaskMisfit) return modules;
  const prompts = readPrompts(bundle, modules.includesPrompt);
  if (prompts instanceof TaskMisfit) return prompts;
  const { max_seq_length: most, do_lower_case: lowers } =
    findJson(bundle.texts, 'sentence_bert_config.json') ?? {};
  const dimensions = readDimensions(bundle);
  if (dimensions instanceof TaskMisfit) return dimensions;
  const config: EmbeddingConfig = {
    text:
      typeof most === 'number'
        ? { ...text, cutTokens: Math.min(most, text.mostTokens ?? Infinity) }
        : text,
    output: output.name,
    pooling: modules.pooling,
    normalizes: output.name !== 'sentence_embedding' && modules.normalizes,
    ...dimensions,
    lowers: lowers === true,
    ...prompts,
  };
  return { config };
}

/** Matryoshka embeddings: sentence-transformers keeps the first numbers of each vector. */
function readDimensions({ texts }: BundleFacts): Pick<EmbeddingConfig, 'dimensions'> | TaskMisfit {
  const { truncate_dim: given } = findJson(texts, 'config_sentence_transformers.json') ?? {};
  if (given === undefined || given === null) return {};
  if (typeof given === 'number' && Number.isInteger(given) && given > 0) {
    return { dimensions: given };
  }
  return new TaskMisfit(
    'truncate_dim of config_sentence_transformers.json must be a whole number from 1, or null; ' +
      `it is ${quote(given)}`,
  );
}

function readPrompts(
  { texts }: BundleFacts,
  includesPrompt: boolean,
): Pick<EmbeddingConfig, 'prompt' | 'prompts'> | TaskMisfit {
  const { prompts: given, default_prompt_name: name } =
    findJson(texts, 'config_sentence_transformers.json') ?? {};
  const prompts = (given ?? {}) as Readonly<Record<string, string>>;
  if (!includesPrompt && Object.values(prompts).some((prompt) => prompt !== '')) {
    return new TaskMisfit(
      'feature-extraction cannot follow "include_prompt": false of the pooling beside the ' +
        'prompts of config_sentence_transformers.json: the tokens of a prompt are pooled here, ' +
        'too',
    );
  }
  if (typeof name !== 'string') return { prompt: '', prompts };
  const prompt = Object.hasOwn(prompts, name) ? prompts[name] : undefined;
  if (prompt !== undefined) return { prompt, prompts };
  return new TaskMisfit(
    `default_prompt_name of config_sentence_transformers.json is ${quote(name)}, and its ` +
      `prompts are ${Object.keys(prompts).map(quote).join(', ') || 'none'}`,
  );
}

/** The width of a token's vector, in files of older and newer releases. */
const WIDTH_KEYS = ['word_embedding_dimension', 'embedding_dimension'];

/** Dropout does nothing but in training. */
const MODULES = ['Transformer', 'Pooling', 'Normalize', 'Dropout'];

interface Modules {
  readonly pooling: readonly Pooling[];
  readonly normalizes: boolean;
  /** True if the tokens of a prompt are pooled with those of the text. */
  readonly includesPrompt: boolean;
}

/**
 * Without a modules.json: the mean of all tokens, as sentence-transformers itself takes it for a
 * plain model.
 */
function readModules({ texts, signature }: BundleFacts, output: TensorSpec): Modules | TaskMisfit {
  const path = findPath(texts, 'modules.json');
  const modules =
    path === undefined ? [] : (parseJsonText(path, texts.get(path) ?? '') as readonly JsonObject[]);
  const types = modules.map(({ type }) => String(type).split('.').at(-1) ?? '');
  const strange = types.find((type) => !MODULES.includes(type));
  if (
    strange !== undefined &&
    !signature.outputs.some(({ name }) => name === 'sentence_embedding')
  ) {
    return new TaskMisfit(
      'feature-extraction knows the modules Transformer, Pooling and Normalize; modules.json ' +
        `has ${quote(strange)} as well, so export the model with its output sentence_embedding`,
    );
  }
  const isPooledAlready = isPooled(signature, output.name);
  const folder = modules[types.indexOf('Pooling')]?.path;
  const file = `${typeof folder === 'string' ? folder : '1_Pooling'}/config.json`;
  const config = findJson(texts, file);
  if (path !== undefined && !config && !isPooledAlready) {
    return new TaskMisfit(
      `feature-extraction needs the pooling's ${file} beside modules.json: nothing else says ` +
        'how the vectors of tokens become one',
    );
  }
  const misfit = isPooledAlready ? undefined : findWidthMisfit(config, file, output);
  if (misfit) return misfit;
  const pooling = config ? readPooling(config, file) : ['mean' as const];
  return pooling instanceof TaskMisfit
    ? pooling
    : {
        pooling,
        normalizes: types.includes('Normalize'),
        includesPrompt: config?.include_prompt !== false,
      };
}

/** The pooling's file is of another model where it says another width than the vectors have. */
function findWidthMisfit(
  config: JsonObject | undefined,
  file: string,
  { name, shape }: TensorSpec,
): TaskMisfit | undefined {
  const key = WIDTH_KEYS.find((one) => typeof config?.[one] === 'number');
  const said = key === undefined ? undefined : config?.[key];
  const width = shape.at(-1) ?? 0;
  if (said === undefined || width <= 0 || said === width) return undefined;
  return new TaskMisfit(
    `feature-extraction pools vectors of the width that ${file} says, and its ${key} is ` +
      `${quote(said)} where the output '${name}' has ${width}: upload the files of one model`,
  );
}

/**
 * Ways that are switched on are joined in one order, whatever that of the file; a list has its own.
 * Where none is on, it is the mean.
 */
function readPooling(
  { pooling_mode: mode, ...config }: JsonObject,
  file: string,
): readonly Pooling[] | TaskMisfit {
  const isSaid = mode !== undefined && mode !== null;
  const named = isSaid
    ? [mode].flat().map(String)
    : Object.keys(config)
        .filter((key) => key.startsWith('pooling_mode_') && config[key] === true)
        .map((key) => key.slice('pooling_mode_'.length));
  const ways = named.map((name) =>
    POOLINGS.find((way) => way === name || `${way}_token` === name || `${way}_tokens` === name),
  );
  if (!ways.every((way) => way !== undefined) || (isSaid && ways.length === 0)) {
    return new TaskMisfit(
      `feature-extraction knows the poolings ${POOLINGS.join(', ')}; ${file} names ` +
        quote(named.join(', ')),
    );
  }
  if (isSaid) return ways;
  return ways.length > 0 ? POOLINGS.filter((way) => ways.includes(way)) : ['mean'];
}
