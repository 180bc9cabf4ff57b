import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** Appends a line at once. A full disk, or a folder that somebody removed, loses lines and not the service. @returns whether it is on file */
export function appendLine(file: string, line: string): boolean {
  try {
    appendFileSync(file, `${line}\n`);
    return true;
  } catch {
    return appendToNewFolder(file, line);
  }
}

function appendToNewFolder(file: string, line: string): boolean {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, `${line}\n`);
    return true;
  } catch {
    return false;
  }
}
