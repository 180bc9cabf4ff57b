import * as z from 'zod/mini';
import type { FileUpload } from '../../core/registry/address-uploads.ts';
import { VERSION_STATUSES, type VersionRecord } from '../../core/registry/records.ts';

const Address = z.strictObject({
  path: z.string(),
  method: z.literal('PUT'),
  expiresAt: z.iso.datetime(),
});

const WholeFile = z.extend(Address, {
  url: z.url(),
  headers: z.record(z.string(), z.string()).check(z.describe('To be sent exactly so.')),
});

const FileInParts = z.extend(Address, {
  parts: z
    .array(
      z.strictObject({
        partNumber: z.int(),
        offset: z.int().check(z.describe('The first byte of the part in the file.')),
        bytes: z.int(),
        url: z.url(),
      }),
    )
    .check(
      z.describe(
        'To be sent one by one or at the same time, in any order, each with its exact size.',
      ),
    ),
});

/** The addresses that take the files of a new version. */
export const UploadAddresses = z.strictObject({
  model: z.string(),
  version: z.int(),
  status: z.enum(VERSION_STATUSES),
  uploads: z
    .array(z.union([WholeFile, FileInParts]))
    .check(z.describe('One for each file that is not there yet.')),
});
export type UploadAddresses = z.infer<typeof UploadAddresses>;

export function toUploadAddresses({
  version: { model, version, status },
  uploads,
}: {
  readonly version: VersionRecord;
  readonly uploads: readonly FileUpload[];
}): UploadAddresses {
  return {
    model,
    version,
    status,
    uploads: uploads.map((upload) =>
      'parts' in upload ? { ...upload, parts: [...upload.parts] } : { ...upload },
    ),
  };
}
