import { RejectionError } from '../errors.ts';
import { chooseModelFile } from '../registry/model-file.ts';
import type { VersionRecord } from '../registry/records.ts';

/** @throws RejectionError NO_MODEL_FILE */
export function findModelFile({
  uploads,
  entry,
}: Pick<VersionRecord, 'uploads' | 'entry'>): string {
  const model = chooseModelFile(
    uploads.map(({ path }) => path),
    entry,
  );
  if ('fault' in model) throw new RejectionError('NO_MODEL_FILE', `${model.fault}.`);
  return model.path;
}
