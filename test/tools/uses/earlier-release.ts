import { modelKey } from '../../../layers/maas/core/registry/keys.ts';
import { putObject, readObject } from './account.ts';
import { model } from './service.ts';

/** The model's record is as one that knows nothing of its versions: who needs them lists them. */
export async function writeAsEarlierRelease(): Promise<void> {
  const key = modelKey(model);
  const record = JSON.parse(await readObject(key)) as object;
  await putObject(key, Buffer.from(JSON.stringify({ ...record, versions: undefined })));
}
