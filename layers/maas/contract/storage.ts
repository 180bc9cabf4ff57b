/** Where everything stands in the bucket. `core/registry/keys.ts` builds keys from these; `infra` builds roles and lifecycles. */
export const STORAGE = {
  /** Records and bundles: `models/<model>/model.json`, `models/<model>/versions/<n>/version.json`, `…/files/<path>`. */
  modelsPrefix: 'models/',
  /** What clients PUT: `uploads/<model>/<n>/<path>`. */
  uploadsPrefix: 'uploads/',
  /** One object per completed upload, `submissions/<model>/<n>.json`; its creation is the event that starts `ingest`. */
  submissionsPrefix: 'submissions/',
  /** Days after which what stands under `uploads/` and `submissions/` expires. */
  uploadRetentionDays: 1,
} as const;
