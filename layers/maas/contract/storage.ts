/**
 * The places of everything in the bucket. `core/registry/keys.ts` builds keys from these; `infra`
 * builds roles and lifecycles.
 */
export const STORAGE = {
  /**
   * Records and bundles: `models/<model>/model.json`, `models/<model>/versions/<n>/version.json`,
   * `…/files/<path>`.
   */
  modelsPrefix: 'models/',
  /** The files that clients PUT: `uploads/<model>/<n>/<path>`. */
  uploadsPrefix: 'uploads/',
  /**
   * One object per completed upload, `submissions/<model>/<n>.json`; its creation is the event that
   * starts `ingest`.
   */
  submissionsPrefix: 'submissions/',
  /**
   * Which predictions have had their truth, `feedback/seen/<model>/<id>-<input>`, and what came of
   * it, as keys alone: `feedback/outcomes/<model>/<time>-<id>-<input>/<outcome>`.
   */
  feedbackPrefix: 'feedback/',
  /** Days after which it expires; for so long, reports of accuracy look back. */
  feedbackRetentionDays: 90,
  /**
   * Roll-outs that have ended, `rollouts/<model>/<alias>/<id>.json`. The open one stands in the
   * model's record.
   */
  rolloutsPrefix: 'rollouts/',
  rolloutRetentionDays: 365,
  /** One object for each alias with an open roll-out: `baking/<model>/<alias>.json`. */
  bakingPrefix: 'baking/',
  /** One object for each model that a caller has a quota of: `quotas/<model>.json`. */
  quotasPrefix: 'quotas/',
  /**
   * Predictions as lines of JSON,
   * `captures/<model>/<version>/<yyyy>/<mm>/<dd>/<hh>/<name>.jsonl.gz`.
   */
  capturesPrefix: 'captures/',
  captureRetentionDays: 30,
  /** Counts of what came and what was answered, for drift: likewise. */
  sketchesPrefix: 'sketches/',
  sketchRetentionDays: 30,
  /** The baselines of drift: `drift/<model>/<version>/baseline.json`. */
  driftPrefix: 'drift/',
  /** Days after which what stands under `uploads/` and `submissions/` expires. */
  uploadRetentionDays: 1,
} as const;
