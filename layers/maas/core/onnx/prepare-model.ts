import { takeCarriedFiles } from './carried-files.ts';
import { checkTypes } from './check-types.ts';
import { type ClassLabels, findClassLabels } from './class-labels.ts';
import { findCategories } from './find-categories.ts';
import { findUnshaped } from './find-unshaped.ts';
import { lowerIrVersion } from './lower-ir-version.ts';
import type { ModelHeader } from './model-header.ts';
import { findOutputFacts, type GraphOutputs } from './output-facts.ts';
import { findOutputFunctions } from './find-output-functions.ts';
import type { OutputFunctions } from './output-functions.ts';
import { makeStringsPortable } from './portable-strings.ts';
import { referenceWeights } from './reference-weights.ts';
import { removeZipMaps } from './remove-zip-maps.ts';
import { splitSequences } from './split-sequences.ts';

export interface PreparedModel {
  /** True if the header has to be written, to be opened in the place of the model's file. */
  readonly isRewritten: boolean;
  /** True if it points into the model's file; else it stands for it. */
  readonly needsOriginal: boolean;
  /** The classes that the graph names. */
  readonly labels?: ClassLabels;
  /** Facts that the graph states of the model's outputs. */
  readonly outputs: GraphOutputs;
  /** The functions that the graph's last operators apply to each output. */
  readonly outputFunctions: OutputFunctions;
  /** Inputs and outputs that declare no shape. */
  readonly unshaped: readonly string[];
  /** Inputs whose values the graph looks up among categories. */
  readonly categories: readonly string[];
  /** Text files that travelled inside the model, by path. */
  readonly carriedFiles: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/**
 * Makes of a checked model what is served best: changes its header in place.
 * @param path the model's file in its folder
 * @throws RejectionError UNSUPPORTED_IR_VERSION, UNSUPPORTED_TYPE, INVALID_PATH, TOO_LARGE
 */
export function prepareModel(header: ModelHeader, path: string): PreparedModel {
  const carriedFiles = takeCarriedFiles(header);
  const isLowered = lowerIrVersion(header.model);
  const stringNotes = makeStringsPortable(header);
  const zipMaps = removeZipMaps(header);
  const sequences = splitSequences(header);
  checkTypes(header.model);
  const labels = zipMaps.labels ?? findClassLabels(header);
  const outputs = findOutputFacts(header, zipMaps.byOutput);
  const isChanged =
    isLowered || stringNotes.length > 0 || zipMaps.count > 0 || sequences.length > 0;
  const isReferencing = referenceWeights(header, path);
  return {
    isRewritten: isReferencing || isChanged,
    needsOriginal: isReferencing || !isChanged,
    labels,
    outputs,
    outputFunctions: findOutputFunctions(header.model),
    unshaped: findUnshaped(header),
    categories: findCategories(header),
    carriedFiles,
    notes: [
      ...stringNotes,
      ...(zipMaps.count > 0
        ? ['ZipMap was taken out: the scores are a matrix with a column per class.']
        : []),
      ...sequences.map(
        (name) =>
          `The sequence '${name}' was taken apart: each of its tensors is an output, ` +
          `'${name}:0' and so on.`,
      ),
    ],
  };
}
