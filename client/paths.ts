/** The beginnings that several calls' paths share. */
export const MODEL = '/models/{model}';
export const ALIAS = `${MODEL}/aliases/{alias}` as const;
export const ROLLOUTS = `${ALIAS}/rollouts` as const;
export const VERSIONS = `${MODEL}/versions` as const;
export const VERSION = `${VERSIONS}/{version}` as const;
export const FEEDBACK = `${MODEL}/feedback` as const;
