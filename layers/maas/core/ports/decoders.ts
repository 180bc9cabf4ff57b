import type { ImageDecoder } from './image-decoder.ts';

/** Decoders of the media that tasks take, one a modality: each has a port of its own. */
export interface Decoders {
  readonly images: ImageDecoder;
}
