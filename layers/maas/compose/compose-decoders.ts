import { lazily } from '../core/lazily.ts';
import type { Decoders } from '../core/ports/decoders.ts';

/** Each decoder is loaded with the first of its media. */
export function composeDecoders(): Decoders {
  const getImages = lazily(async () => {
    const { SharpImageDecoder } = await import('../adapters/sharp-image-decoder.ts');
    return new SharpImageDecoder();
  });
  return { images: { decode: async (bytes) => (await getImages()).decode(bytes) } };
}
