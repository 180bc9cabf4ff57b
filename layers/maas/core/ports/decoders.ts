import type { ImageDecoder } from './image-decoder.ts';

/** What reads the media that tasks take, one a modality: each has a port of its own. */
export interface Decoders {
  readonly images: ImageDecoder;
}
