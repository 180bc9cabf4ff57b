import { styleText } from 'node:util';
import { formatTable, type Cell } from './table.ts';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

export interface OutputOptions {
  readonly json: boolean;
  readonly stdout?: NodeJS.WriteStream;
  readonly stderr?: NodeJS.WriteStream;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Takes answers and remarks. Answers go to stdout: as tables in a terminal, as lines with tabs
 * where nobody looks (a pipe, an agent), as JSON where asked. Remarks and bars go to stderr.
 */
export class Output {
  readonly isJson: boolean;
  /** Somebody looks at stdout. */
  readonly isTerminal: boolean;
  /** Somebody looks at stderr: bars may be drawn. */
  readonly hasBars: boolean;
  readonly #colours: { readonly stdout: boolean; readonly stderr: boolean };
  readonly #stdout: NodeJS.WriteStream;
  readonly #stderr: NodeJS.WriteStream;

  constructor({ json, stdout, stderr, environment = process.env }: OutputOptions) {
    this.#stdout = stdout ?? process.stdout;
    this.#stderr = stderr ?? process.stderr;
    const canDraw = environment.TERM !== 'dumb';
    this.isJson = json;
    this.isTerminal = this.#stdout.isTTY && !json && canDraw;
    this.hasBars = this.#stderr.isTTY && !json && canDraw;
    const isWanted = !environment.NO_COLOR; // https://no-color.org: any value but the empty one
    this.#colours = { stdout: this.isTerminal && isWanted, stderr: this.hasBars && isWanted };
  }

  get width(): number {
    return this.#stdout.columns || 80;
  }

  get errorStream(): NodeJS.WriteStream {
    return this.#stderr;
  }

  paint(style: Style, text: string): string {
    return this.#colours.stdout ? paint(style, text) : text;
  }

  /** The answer: as JSON, or as `show` prints it. */
  answer(value: unknown, show: () => void): void {
    if (this.isJson) this.line(JSON.stringify(value, null, 2));
    else show();
  }

  line(text = ''): void {
    this.#stdout.write(`${text}\n`);
  }

  /** As it is: what another program reads. Waits where that is slower. */
  async write(text: string): Promise<void> {
    if (this.#stdout.write(text)) return;
    await new Promise<void>((resolve) => this.#stdout.once('drain', resolve));
  }

  table(columns: readonly string[], rows: readonly (readonly Cell[])[]): void {
    const [head = '', ...lines] = this.#toLines(columns, rows);
    for (const text of [this.paint('bold', head), ...lines]) this.line(text);
  }

  /** More rows of a table whose names stand above already. */
  rows(columns: readonly string[], rows: readonly (readonly Cell[])[]): void {
    for (const text of this.#toLines(columns, rows).slice(1)) this.line(text);
  }

  #toLines(columns: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
    return this.isTerminal
      ? formatTable(columns, rows)
      : [columns, ...rows].map((row) => row.map(toField).join('\t'));
  }

  /** A remark, for people. */
  note(text: string, style?: Style): void {
    if (this.isJson) return;
    this.#stderr.write(`${style && this.#colours.stderr ? paint(style, text) : text}\n`);
  }

  /** What the answer alone does not tell, and programs too have to know. */
  warning(text: string): void {
    if (this.isJson) this.#stderr.write(`${JSON.stringify({ warning: text })}\n`);
    else this.note(`warning: ${text}`, 'yellow');
  }

  /** Prints an error, and the fix for it. */
  failure(error: { message: string; fix?: string | undefined; code?: string | undefined }): void {
    const { message, fix, code } = error;
    if (this.isJson) {
      this.#stderr.write(`${JSON.stringify({ error: message, code, fix })}\n`);
      return;
    }
    this.note(`error: ${message}`, 'red');
    if (fix !== undefined) this.note(`  fix: ${fix}`);
  }
}

function paint(style: Style, text: string): string {
  // Whether colours are wanted is known already, for both streams.
  return styleText(style, text, { validateStream: false });
}

/** A cell of a line with tabs. */
function toField(cell: Cell): string {
  return String(cell ?? '').replace(/[\t\r\n]+/g, ' ');
}
