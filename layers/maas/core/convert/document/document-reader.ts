import type { FileBytes } from '../../ports/model-runtime.ts';
import { ByteSource } from './byte-source.ts';
import type { DocumentVisitor, Value } from './value.ts';
import { ValueCount } from './value-count.ts';

/** Reads one document, whose values are counted, and skipped where the visitor wants none. */
export abstract class DocumentReader {
  protected readonly source: ByteSource;
  protected readonly visitor: DocumentVisitor;
  protected readonly count = new ValueCount();

  constructor(file: FileBytes, visitor: DocumentVisitor) {
    this.source = new ByteSource(file);
    this.visitor = visitor;
  }

  abstract read(): Value;
}
