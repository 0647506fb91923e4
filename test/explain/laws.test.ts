// Changes that must not change an answer: other names, which cloud the registry is in, how lines end and begin, and
// what other lines hold of other business. Held against a sample of 60 messages, a different one for each law.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';
import { imagesIn } from '../../src/explain/text/images.ts';
import { type Message, messages } from './messages.ts';

const sampleOf = (law: number): readonly Message[] => {
  const step = Math.floor(messages.length / 60);
  return messages.filter((_, at) => at % step === law % step).slice(0, 60);
};

const answer = (text: string) => {
  const { pullError, causes } = explain(text);
  return { pullError, causes: causes.slice(0, 2).map(({ cause }) => cause) };
};

function isSame(text: string, changed: string, cause: string | null): boolean {
  const [before, after] = [answer(text), answer(changed)];
  if (before.pullError !== after.pullError) return false;
  return !after.pullError || cause === null || after.causes.some(each => each === cause);
}

/** Names that are words of something else. People call their images so. */
const names = [
  'redis',
  'push-gateway',
  'liveness-probe',
  'uploads/worker',
  'not-found-handler',
  'timeout-tests',
  'openid',
];

/**
 * The text with its first repository called otherwise. Undefined where it names none, or one that is wrong by its name.
 */
function renamed(text: string, name: string): string | undefined {
  const repository = imagesIn(text).find(image => (image.repository?.length ?? 0) > 3)?.repository;
  if (repository === undefined || /azurecr\.|^library\//.test(repository)) return undefined;
  return text.replaceAll(`/${repository}`, `/${name}`).replaceAll(`repository:${repository}:`, `repository:${name}:`);
}

test('a repository may be called whatever it likes', () => {
  const changed = sampleOf(0).flatMap(({ id, text, cause }, i) => {
    const name = names[i % names.length] ?? '';
    const other = renamed(text, name);
    return other === undefined || isSame(text, other, cause) ? [] : [`${id}: ${name}`];
  });
  assert.deepEqual(changed, []);
});

const laws: readonly (readonly [says: string, change: (text: string) => string])[] = [
  ['a registry of the US government', text => text.replaceAll('azurecr.io', 'azurecr.us')],
  ['lines that end as on Windows', text => text.replaceAll('\n', '\r\n')],
  ['a block of Markdown', text => `\`\`\`\n${text}\n\`\`\``],
  ['an indentation', text => text.replaceAll(/^/gm, '    ')],
  ['the marks of a quotation', text => text.replaceAll(/^/gm, '> ')],
  ['colours', text => text.replaceAll(/(\w+)/g, '\u001b[31m$1\u001b[0m')],
  ['JSON in JSON', text => JSON.stringify(JSON.stringify({ message: text }))],
  ['a chat', text => `ann 10:32 AM\nanyone seen this?\n${text}\nbob 10:35 AM\nno, what has changed?`],
  ['a job that ends behind it', text => `$ ./deploy.sh\n${text}\nCleaning up project directory\nERROR: Job failed`],
  ['sources that were got before', text => `$ git pull\nAlready up to date.\n\n${text}`],
];

for (const [i, [says, change]] of laws.entries())
  test(`${says} makes no difference`, () => {
    const changed = sampleOf(i + 1).filter(({ text, cause }) => !isSame(text, change(text), cause));
    assert.deepEqual(
      changed.map(({ id }) => id),
      [],
    );
  });

test('the milliseconds of a time are no status', () => {
  for (const { id, text } of sampleOf(3)) {
    const stamped = (ms: number) => text.replaceAll(/^/gm, `2026-11-25T10:12:45.${ms}Z `);
    assert.deepEqual(answer(stamped(401)), answer(stamped(117)), id);
  }
});
