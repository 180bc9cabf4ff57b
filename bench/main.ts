/** Every bench, one after the other. */
import './codecs.ts';
import './tokenizer.ts';
