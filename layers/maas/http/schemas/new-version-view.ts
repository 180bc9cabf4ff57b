import { z } from 'zod';
import { VERSION_STATUSES } from '../../core/registry/records.ts';

const Address = z.strictObject({
  path: z.string(),
  method: z.literal('PUT'),
  url: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional().describe('To be sent exactly so.'),
  expiresAt: z.iso.datetime(),
  parts: z.array(z.strictObject({ partNumber: z.int(), offset: z.int().optional(), bytes: z.int(), url: z.string() })).optional().describe('Of a large file: the bytes from `offset` on, to an address each.'),
});

/** The answer of `POST /models/{model}/versions`. */
export const NewVersionView = z.strictObject({
  model: z.string(),
  version: z.int(),
  status: z.enum(VERSION_STATUSES),
  uploads: z.array(Address).describe('Where each file goes.'),
});
