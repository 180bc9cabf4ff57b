import type { ModelHeader } from './model-header.ts';

/**
 * Inputs and outputs that declare no shape at all, not even how many dimensions they have: ONNX
 * Runtime shows them as if they were scalars.
 */
export function findUnshaped({ model: { graph } }: ModelHeader): readonly string[] {
  return [...(graph?.input ?? []), ...(graph?.output ?? [])]
    .filter(({ type }) => type?.value.case !== 'tensorType' || !type.value.value.shape)
    .map(({ name }) => name);
}
