import { describe, expect, it } from '@jest/globals';
import { listKinds, readBundle, type Member } from '../fixtures/members.ts';
import { greatest, measureDifference } from '../references/measure-difference.ts';
import type { Reply } from '../support/service.ts';
import { useService } from '../support/use-service.ts';

/**
 * Frameworks in single precision differ from ONNX Runtime by so much, relative to numbers above 1.
 */
const TOLERANCE = 1e-5;

const service = useService();
let count = 0;

async function upload({ folder, fields = {} }: Member): Promise<{ name: string; reply: Reply }> {
  const name = `member-${String(++count)}`;
  return { name, reply: await service.upload(readBundle(folder), { name, ...fields }) };
}

describe.each(listKinds())('$kind', ({ members }) => {
  it('has three members or more', () => {
    expect(members.length).toBeGreaterThanOrEqual(3);
  });

  for (const member of members) {
    const { name, made, refused } = member;
    if (refused) {
      it(`is refused with what to do when it is ${name} (${made})`, async () => {
        await expectRefusal(member, refused);
      });
    } else {
      it(`answers as its framework does when it is ${name} (${made})`, async () => {
        await expectAnswers(member);
      });
    }
  }
});

async function expectAnswers(member: Member): Promise<void> {
  const { name, reply } = await upload(member);
  expect(reply).toMatchObject({ status: 201, body: { status: 'READY' } });
  const differences: number[] = [];
  for (const { url, json, picture, answer, refused } of member.calls) {
    const reply = await service.call(
      'POST',
      url.replace('{model}', name),
      picture === undefined ? { json } : { body: Buffer.from(picture, 'base64') },
    );
    if (refused) {
      expectSentence(reply, refused.status, refused.words);
    } else {
      expect(reply).toMatchObject({ status: 200 });
      differences.push(measureDifference(reply.body, answer));
    }
  }
  expect(greatest(differences)).toBeLessThan(TOLERANCE);
  expect(member.calls.length).toBeGreaterThan(0);
}

async function expectRefusal(member: Member, words: readonly string[]): Promise<void> {
  const { reply } = await upload(member);
  expectSentence(reply, 422, words);
}

function expectSentence({ status, body }: Reply, wanted: number, words: readonly string[]): void {
  expect({ status, body }).toMatchObject({ status: wanted });
  for (const word of words) expect((body as { error: string }).error).toContain(word);
}
