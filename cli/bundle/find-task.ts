import { readFileSync } from 'node:fs';
import type { LocalFile } from './find-bundle.ts';

/** The ends of an architecture's name in `config.json`, as `BertForMaskedLM`. */
const TASKS: Readonly<Record<string, string>> = {
  ForSequenceClassification: 'text-classification',
  ForTokenClassification: 'token-classification',
  ForMaskedLM: 'fill-mask',
  ForQuestionAnswering: 'question-answering',
  ForImageClassification: 'image-classification',
};

/** A task that was asked for, and that the model's own `config.json` contradicts. */
export function findTaskFault(
  files: readonly LocalFile[],
  task: string | undefined,
): { message: string; fix: string } | undefined {
  const config = files.find(({ path }) => path === 'config.json');
  if (task === undefined || task === 'tensor' || !config) return undefined;
  const architecture = readArchitecture(config.file);
  const [, own] =
    Object.entries(TASKS).find(([ending]) => architecture?.endsWith(ending) === true) ?? [];
  if (own === undefined || own === task) return undefined;
  return {
    message: `The task '${task}' does not fit: config.json says ${architecture}, which is ${own}.`,
    fix: `the same command with --task ${own}, or without --task`,
  };
}

function readArchitecture(file: string): string | undefined {
  try {
    const { architectures } = JSON.parse(readFileSync(file, 'utf8')) as {
      architectures?: readonly unknown[];
    };
    return typeof architectures?.[0] === 'string' ? architectures[0] : undefined;
  } catch {
    return undefined; // The service says what is wrong with it.
  }
}
