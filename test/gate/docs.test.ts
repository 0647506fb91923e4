// docs/gate.md shows commands with what they print. They are run here. ACR_PULL_UPDATE=1 writes what they print now.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folder, gate, root, snapshot } from './gate.ts';

const file = path.join(root, 'docs/gate.md');
const consoleBlock = /^```console\n(?<body>[\s\S]*?)^```$/gm;
const update = process.env['ACR_PULL_UPDATE'] !== undefined;

/** A command as shown. One that doesn't exit with 0 has its code in a comment. */
interface Example {
  readonly line: string;
  readonly args: readonly string[];
  readonly code: number;
}

function examplesIn(body: string): readonly Example[] {
  return [...body.matchAll(/^\$ acr-pull (?<args>.*?)(?: {2}# exits (?<code>\d))?$/gm)].map(({ 0: line, groups }) => ({
    line,
    args: (groups?.['args'] ?? '').split(' '),
    code: Number(groups?.['code'] ?? 0),
  }));
}

async function blockOf(examples: readonly Example[]): Promise<string> {
  let block = '';
  for (const { line, args, code } of examples) {
    const run = await gate(args);
    assert.equal(run.code, code, `${line}\n${run.stderr}`);
    // The age of the map depends on the day.
    block += `${line}\n${run.stdout.replace(/\(map read .*\)/, '(map read 2 min ago)')}`;
  }
  return block;
}

test('docs/gate.md shows what its commands print', async () => {
  const before = readFileSync(file, 'utf8');
  let after = before;
  const blocks = [...before.matchAll(consoleBlock)];
  assert.ok(blocks.length > 0);
  for (const { 0: whole, groups } of blocks) {
    const examples = examplesIn(groups?.['body'] ?? '');
    assert.ok(examples.length > 0, whole);
    const now = await blockOf(examples);
    after = after.replace(whole, () => `\`\`\`console\n${now}\`\`\``);
  }
  if (update) writeFileSync(file, after);
  else assert.equal(before, after, 'run `ACR_PULL_UPDATE=1 node --test test/gate/docs.test.ts` if the change is meant');
});

/** Lines as a page shows them: `…` replaces a part of a line, and in a line of its own whole lines. */
function isShownBy(printed: string, shown: string): boolean {
  const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const lines = shown
    .split('\n')
    .map(line => (line === '…' ? '(?:.*\\n)*?.*' : line.split('…').map(literal).join('.*')));
  return new RegExp(`^${lines.join('\\n')}$`).test(printed);
}

test('README.md shows what the gate prints over the samples', async () => {
  const [block] = [...readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(consoleBlock)];
  const body = block?.groups?.['body'] ?? '';
  const examples = examplesIn(body);
  assert.equal(examples.length, 1);
  const printed = await blockOf(examples);
  assert.ok(isShownBy(printed, body), printed);
  for (const changed of ['exits 3', '2 denied', 'shopprod.azurecr.io/checkout:2.4.1'])
    assert.ok(
      !isShownBy(printed, body.replace(/exits 2|3 denied|shopprod\.azurecr\.io\/checkout:2\.4\.0/, changed)),
      changed,
    );
});

test('docs/gate.md has a section for each command, and names each option', async () => {
  const page = readFileSync(file, 'utf8');
  const { stdout } = await gate(['completion', 'fish']);
  const commands = [...stdout.matchAll(/ __fish_use_subcommand -f -a (\S+)/g)].map(
    ([, name]) => `## \`acr-pull ${name}`,
  );
  const options = [...stdout.matchAll(/ -l (\S+)/g)].map(([, name]) => `--${name}`);
  assert.ok(commands.length > 0 && options.length > 0);
  const missing = [...commands, ...new Set(options)].filter(text => !new RegExp(`${text}\\b(?!-)`).test(page));
  assert.deepEqual(missing, [], 'add them to docs/gate.md');
});

test('the comments that docs/gate.md shows ignore what they say, and nothing else', async t => {
  const page = readFileSync(file, 'utf8');
  const [, block = ''] = /### Ignoring a finding\n[\s\S]*?```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  assert.notEqual(block, '');
  const check = async (containers: string) => {
    const manifest = `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  ${containers.trimEnd().replaceAll('\n', '\n  ')}\n`;
    const cwd = folder(t, { 'access.json': snapshot().replaceAll('shop', 'shopprod'), 'pod.yaml': manifest });
    const args = ['check', '--snapshot', 'access.json', '--target', 'aks-no', '--format', 'json'];
    const { stdout } = await gate(args, { cwd });
    const { findings, suppressed } = JSON.parse(stdout);
    return { findings: findings.length, reasons: suppressed.map((each: { readonly reason: string }) => each.reason) };
  };
  const reason = 'until the cluster is attached';
  assert.deepEqual(await check(block), { findings: 0, reasons: [reason, reason] });
  const without = block.replaceAll(/#.*$/gm, '');
  assert.deepEqual(await check(without), { findings: 2, reasons: [] });
  assert.deepEqual(await check(block.replaceAll(reason, '')), { findings: 2, reasons: [] });
});
