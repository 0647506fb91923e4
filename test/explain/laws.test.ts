// What must not change an answer: what things are called, which cloud the registry is in, how lines end and begin, and
// what other lines say of other business. Held against every labelled message, in turn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';
import { mentionsIn } from '../../src/explain/paste/images.ts';
import { messages } from './messages.ts';

/** Names that are words of something else; people call their images so. */
const names = [
  'redis',
  'postgres',
  'platform/terraform-runner',
  'push-gateway',
  'pull-service',
  'liveness-probe',
  'keyvault-sync',
  'artifactory-mirror',
  'sandbox-api',
  'uploads/worker',
  'not-found-handler',
  'unauthorized-page',
  'timeout-tests',
  'git-pull',
  'cosign',
  'crashloopbackoff-demo',
  'schema-registry',
  'helm-push',
  'login-service',
  'openid',
];

/** Trivy's database is known by its name, and these are named in ways that no grammar covers. */
const byName = new Set(['fourteenth-o-trivy-java', 'fifteenth-watchtower', 'fourteenth-regctl', 'sixtyseventh-jc-238']);

/** The text with its first repository called otherwise, wherever it stands; undefined where it stands as a word, too. */
function renamed(text: string, name: string): string | undefined {
  const repository = mentionsIn(text).find(mention => (mention.repository?.length ?? 0) > 2)?.repository;
  // One that begins with its own host is wrong by its very name.
  if (repository === undefined || /^[a-z0-9]+\.azurecr\./.test(repository)) return undefined;
  const result = ['/', '%2F', '%2f'].reduce((whole, slash) => {
    const written = repository.replaceAll('/', slash).replaceAll(/[.\-/%]/g, '\\$&');
    return whole.replaceAll(
      new RegExp(String.raw`(?<=[/:]|%3A)${written}(?=[:@/"'\\\s,;)?&]|%3A|$)`, 'g'),
      name.replaceAll('/', slash),
    );
  }, text);
  return result.includes(repository) ? undefined : result;
}

const answer = (text: string) => {
  const { pullError, causes } = explain(text);
  return { pullError, causes: causes.slice(0, 2).map(({ cause }) => cause) };
};

function isSame(text: string, changed: string, cause: string): boolean {
  const [before, after] = [answer(text), answer(changed)];
  if (before.pullError !== after.pullError) return false;
  return !after.pullError || after.causes.some(each => each === cause);
}

test('a repository may be called whatever it likes', () => {
  const changed = messages.flatMap(({ id, text, cause }, i) => {
    const found = renamed(text, names[i % names.length] ?? '');
    return found === undefined || byName.has(id) || isSame(text, found, cause)
      ? []
      : [`${id}: ${names[i % names.length]}`];
  });
  assert.deepEqual(changed, []);
});

/** Whole lines of something else, as they stand before or behind an error. */
const around: readonly (readonly [says: string, change: (text: string) => string])[] = [
  ['a registry of the US government', text => text.replaceAll('azurecr.io', 'azurecr.us')],
  ['a registry of China', text => text.replaceAll('azurecr.io', 'azurecr.cn')],
  ['lines that end as on Windows', text => text.replaceAll('\n', '\r\n')],
  ['a block of Markdown', text => `\`\`\`\n${text}\n\`\`\``],
  [
    'packages and sources that were got before',
    text =>
      `npm warn deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported\nadded 212 packages in 4s\n$ git pull\nAlready up to date.\n${text}`,
  ],
  [
    'a pod that waited for its place',
    text =>
      `Warning  FailedScheduling  9m  default-scheduler  0/3 nodes are available: 3 Insufficient cpu.\nNormal   Scheduled  8m  default-scheduler  Successfully assigned default/web-1 to aks-pool-1\n${text}`,
  ],
  ['an indentation', text => text.replaceAll(/^/gm, '    ')],
  ['a chat', text => `ann 10:32 AM\nanyone seen this?\n${text}\nbob 10:35 AM\nno, what has changed?`],
  [
    'a job that ends behind it',
    text =>
      `$ ./deploy.sh\n${text}\nCleaning up project directory and file based variables\nERROR: Job failed: exit code 1`,
  ],
];

/** Their last word is broken off, and is known by what follows: nothing. */
const brokenOff = /^(?:fiftysecond-ww-p(?:04|40|137)|tenth-cut-timeout-dots)$/;
const addsBehind = new Set(['a block of Markdown', 'a chat', 'a job that ends behind it']);

/** Texts about errors are no part of a log, a chat or a job. */
const aboutErrors = /^(?:sixtyeighth|eightieth)-/;
const addsLines = new Set([
  'packages and sources that were got before',
  'a pod that waited for its place',
  'a chat',
  'a job that ends behind it',
]);

for (const [i, [says, change]] of around.entries())
  test(`${says} makes no difference`, () => {
    const changed = messages
      .filter((_, at) => at % around.length === i)
      .filter(
        ({ id }) => !(addsBehind.has(says) && brokenOff.test(id)) && !(addsLines.has(says) && aboutErrors.test(id)),
      )
      .filter(({ text, cause }) => !isSame(text, change(text), cause));
    assert.deepEqual(
      changed.map(({ id }) => id),
      [],
    );
  });

/** What stands before each line, of which a line alone may be part of what is said. */
const frames: readonly (readonly [says: string, frame: (line: string, at: number) => string])[] = [
  ['the marks of a quotation', line => `> ${line}`],
  ["a pipeline's clock", (line, at) => `2026-03-11T09:14:${10 + (at % 50)}.1234567Z ${line}`],
];

/** The time makes an event of a question or of a title; and two have lines as wide as a terminal. */
const byFrame = /^(?:fortysecond-hh-002|thirtysixth-x2-0(?:17|31))$/;

for (const [i, [says, frame]] of frames.entries())
  test(`${says} make no difference to several lines`, () => {
    const changed = messages
      .filter(({ id, text }, at) => at % 5 === i && text.includes('\n') && !byFrame.test(id))
      .filter(({ text, cause }) => !isSame(text, text.split('\n').map(frame).join('\n'), cause));
    assert.deepEqual(
      changed.map(({ id }) => id),
      [],
    );
  });

/** Every second message with another one, far from it in the list. */
function screens<A, B>(ones: readonly A[], others: readonly B[]): readonly (readonly [A, B])[] {
  return ones.flatMap((one, i) => {
    const other = others[(i * 7919 + 13) % others.length];
    return i % 2 === 1 || other === undefined ? [] : [[one, other] as const];
  });
}

const pulls = messages.filter(({ pullError }) => pullError);
const noPulls = messages.filter(({ pullError }) => !pullError);

// Some texts end in the middle of something, or begin there: with those, two may make one.
test('two messages on one screen of which neither is a pull are none together, but for one in 300', () => {
  const all = screens(noPulls, noPulls);
  const wrong = all.filter(([one, other]) => explain(`${one.text}\n\n${other.text}`).pullError);
  assert.ok(
    wrong.length < all.length / 300,
    `${wrong.length}: ${wrong.map(pair => pair.map(({ id }) => id).join(' + '))}`,
  );
});

// Of the others most are a page about errors, which makes whatever is shown an example, or a push, of which a lone
// `unauthorized` in front may be.
test('a pull keeps its cause on a screen with another message, but for one in 25', () => {
  const all = screens(pulls, noPulls);
  const wrong = all.filter(([pull, other], i) => {
    const texts = i % 2 === 0 ? [pull.text, other.text] : [other.text, pull.text];
    return !isSame(pull.text, texts.join('\n\n'), pull.cause);
  });
  assert.ok(
    wrong.length < all.length / 25,
    `${wrong.length}: ${wrong.map(pair => pair.map(({ id }) => id).join(' + '))}`,
  );
});

test('the milliseconds of a time are no status', () => {
  const changed = pulls.flatMap(({ id, text, cause }, i) => {
    const stamp = (status: number) => text.replaceAll(/^/gm, `2026-11-25T10:12:45.${status}Z `);
    const [status = 0, other = 0] =
      [
        [401, 117],
        [403, 118],
        [404, 119],
        [429, 115],
      ][i % 4] ?? [];
    const isChanged = i % 3 === 0 && isSame(text, stamp(other), cause) && !isSame(text, stamp(status), cause);
    return isChanged ? [id] : [];
  });
  assert.deepEqual(changed, []);
});

/** Signs and words that some rule begins with: a long run of one takes no longer than the same of any log. */
const signs: readonly string[] = [
  '\n',
  '-',
  'a',
  'a.',
  'a/',
  '/v2/',
  '[',
  '> [',
  '#1 [',
  'pod ',
  '-n ',
  '"name":"',
  'name: ',
  'container "a',
  'repository:a',
  'docker ',
  '$ docker pull x\n',
  'get https://a.b/v2/:',
  'failed to pull ',
  'x.azurecr.io/a:1 ',
  'authentication-as-arm\n',
  'the base image requires auth ',
  'principal ',
  'Warning  ',
  'at a.\n',
  '%2f',
];

test('a text of any size is read in one go, whatever is repeated in it', { timeout: 120_000 }, () => {
  for (const sign of signs) {
    for (const text of [sign, `Failed to pull image "shop.azurecr.io/web:1": ${sign}`])
      explain(text.repeat(Math.ceil(150_000 / text.length)));
    const run = sign.repeat(Math.ceil(75_000 / sign.length));
    explain(`Failed to pull image "shop.azurecr.io/web:1": rpc error\n${run} error i/o timeout ${run}`);
  }
});
