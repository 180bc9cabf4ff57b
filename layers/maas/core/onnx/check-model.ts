import { checkFunctions } from './check-functions.ts';
import { checkNames } from './check-names.ts';
import { checkTensors } from './check-tensors.ts';
import { checkVersions } from './check-versions.ts';
import type { FileSizes } from './external-data.ts';
import type { ModelHeader } from './model-header.ts';

/**
 * Everything about a model that can be known without running it and that ONNX Runtime would not
 * survive, or not notice.
 * @throws RejectionError
 */
export function checkModel({ model }: ModelHeader, files: FileSizes): void {
  checkVersions(model);
  checkNames(model);
  checkFunctions(model);
  checkTensors(model, files);
}
