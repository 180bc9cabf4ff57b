import type { Decoders } from '../../layers/maas/core/ports/decoders.ts';

/** For calls that have no media to decode. */
export const NO_DECODERS: Decoders = {
  images: { decode: () => Promise.reject(new Error('no pictures here')) },
};
