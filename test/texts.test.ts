// Texts that a person reads. Those of the editor, the causes, the verdicts and the explanations come from one catalog: each is a literal given
// to `t`, and l10n/bundle.l10n.json lists them, so that a translation is a file beside it. test/texts.md has all
// texts on one page, to be read with the table of words in hand. ACR_PULL_UPDATE=1 writes both.
import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type CallExpression, type NewExpression, type Node, parseSync } from 'oxc-parser';
import { type Cause, causes } from '../src/causes/index.ts';
import { run } from '../src/gate/program.ts';
import type { Terminal } from '../src/gate/terminal/terminal.ts';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const rooms = [
  'src/{editor,causes,verdict,explain}/**/*.ts',
  'src/model/{host,target}.ts',
  'src/read/**/*.ts',
  'src/build/**/*.ts',
  'src/access/{gaps,indexes}.ts',
  'src/workspace/targets/{targets,destinations}.ts',
];
/** Abbreviations in names, what is written into files, which is the same in every language, and what reads a pasted text. */
/** The code of published modules is no text for people. */
const published = 'src/read/formats/*/published/*.ts';
const exclude = ['src/verdict/registry/names.ts', 'src/verdict/fixes/print.ts', 'src/explain/text/*.ts', published];
const files = globSync(rooms, { cwd: root, exclude }).map(file => file.replaceAll('\\', '/'));

interface Written {
  readonly text: string;
  readonly at: string;
  readonly node: Node;
  /** The nodes around it, the innermost first. */
  readonly within: readonly Node[];
}

/** Every string of a file, values of templates left out, with the nodes around it. */
function stringsOf(file: string): readonly Written[] {
  const source = read(file);
  const found: Written[] = [];
  const visit = (value: unknown, within: readonly Node[]): void => {
    if (Array.isArray(value)) for (const each of value) visit(each, within);
    if (!isNode(value)) return;
    const text = textOf(value);
    const line = source.slice(0, value.start).split('\n').length;
    if (text !== undefined) found.push({ text, at: `${file}:${line}`, node: value, within });
    for (const [key, child] of Object.entries(value)) if (key !== 'parent') visit(child, [value, ...within]);
  };
  visit(parseSync(file, source).program, []);
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type !== 'TemplateLiteral') return undefined;
  return node.quasis.map(({ value }) => value.cooked ?? '').join('…');
}

function isCallOf(node: Node | undefined, name: RegExp): node is CallExpression | NewExpression {
  if (node?.type !== 'CallExpression' && node?.type !== 'NewExpression') return false;
  const { callee } = node;
  if (callee.type === 'Identifier') return name.test(callee.name);
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && name.test(callee.property.name);
}

/** Two words with a gap between them, or one that begins like a sentence. A NUL is for programs. */
const looksLikeText = /[A-Za-z]{2,} [A-Za-z…`]|^[A-Z][a-z]+…?$|[a-z]\. |[…`] [a-z]+/;
const strings = files.flatMap(stringsOf);
const ofCatalog = strings.filter(isOfCatalog);

/** Messages in English alone, of the gate, the config, and the readers of manifests and of Azure. No pages, scripts or queries. */
const ofGate = globSync('src/{gate,workspace,access,read,build}/**/*.ts', { cwd: root, exclude: [published] })
  .flatMap(file => stringsOf(file.replaceAll('\\', '/')))
  .filter(
    each =>
      looksLikeText.test(each.text) &&
      !each.text.includes('\0') &&
      !isOfCatalog(each) &&
      !/^\s*[<#]|\{\n|\n\|/.test(each.text),
  );

function isOfCatalog({ node, within: [call] }: Written): boolean {
  return isCallOf(call, /^t$/) && 'arguments' in call && call.arguments[0] === node;
}

test('l10n/bundle.l10n.json has every text of the catalog', () => {
  const texts = [...new Set(ofCatalog.map(({ text }) => text))].sort();
  const bundle = `${JSON.stringify(Object.fromEntries(texts.map(text => [text, text])), null, 2)}\n`;
  compare('l10n/bundle.l10n.json', bundle);
});

test('what is given to the catalog is written out, so that it can be listed', () => {
  for (const file of files) {
    const calls = [...read(file).matchAll(/(?<![\w.])t\(\s*(.)/g)].map(([, first]) => first);
    assert.ok(
      calls.every(first => first === "'" || first === '"'),
      file,
    );
  }
});

/** Neither the log, errors of programs nor commands are texts. Pages about causes are files of their own. */
const notForPeople: readonly RegExp[] = [
  /^(?:azText|azCommand|onRuntime|info|warn|error|trace|debug|failed)$/,
  /Error$/,
];

const noText = new Set([
  'no map', // a circumstance of the samples, and in the log
  'map from ……',
  'read … manifests, … Azure images, …',
  '…… acr-pull-ignore … ……', // what is written into files stays the same in every language
  '// Pulls from …: …\n…',
  '// Pulls from …: …. Deploy it to the resource group of the registry, ….\n',
  'Bicep',
  'Terraform',
  'ACR Pull Check',
  '#!/usr/bin/env bash',
  "$ErrorActionPreference = 'Stop'",
  '@echo off', // a batch file
  'Unavailable', // codes of VS Code's FileSystemError
  'Unknown',
  'setlocal DisableDelayedExpansion',
  'set ELECTRON_RUN_AS_NODE=1',
  'role assignments',
  'role definitions',
  'dns records',
  'containerapp job', // a command
  'after the pull', // a stage
  'Container Registry Repository Reader',
  'AcrPullBinding `…`',
  'ARG …',
  // the language of Azure's conditions
  'Request',
  'Resource',
  'Principal',
  'Environment',
  'NOT …',
  '(…) OR …',
]);

/** Readers speak English only, but for what is wrong with an image's name, and what the places are that decide it. */
function isOfReader({ at }: Written): boolean {
  return /^src\/(?:read|build)\//.test(at) && !at.startsWith('src/read/image.ts');
}

function isRole({ within }: Written): boolean {
  if (isCallOf(within[0], /^(?:settledAs|definedBy|usedAt)$/)) return true;
  return within.some(node => node.type === 'Property' && 'name' in node.key && node.key.name === 'role');
}

/** Pages about causes, commands, and the words that the rows of `explain` look for. */
const notTexts = ['meaning', 'confirm', 'none', 'check', 'own', 'words'];

test('no text is left out of the catalog', () => {
  const left = strings.filter(each => {
    const { text, within } = each;
    if (
      !looksLikeText.test(text) ||
      noText.has(text) ||
      /^\s*(?:<!DOCTYPE|<button |<span |body \{|const host|<id of)|^(?:acr-pull|az|curl|docker|helm|kubectl) \S|^… --/.test(
        text,
      )
    )
      return false;
    if (isOfReader(each) && !isRole(each)) return false;
    if (notForPeople.some(name => within.some(node => isCallOf(node, name)))) return false;
    if (within.some(({ type }) => type === 'ImportDeclaration' || type === 'ImportExpression')) return false;
    const keys = within.flatMap(node => (node.type === 'Property' && 'name' in node.key ? [node.key.name] : []));
    if (keys.some(key => notTexts.includes(String(key)))) return false;
    return !isOfCatalog(each);
  });
  assert.deepEqual(
    left.map(({ at, text }) => `${at} ${text}`),
    [],
  );
});

async function helpOf(...args: readonly string[]): Promise<string> {
  let said = '';
  const out = (text: string) => {
    said += text;
  };
  const terminal: Terminal = {
    cwd: root,
    color: false,
    now: () => new Date(0),
    input: async () => new Uint8Array(),
    out,
    err: out,
  };
  await run([...args, '--help'], terminal);
  return said.trimEnd();
}

test('test/texts.md has every text that a person reads, as it is now', async () => {
  const manifest: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));
  const textsOf = (isWanted: (room: string) => boolean) => {
    const own = ofCatalog.filter(({ at }) => isWanted(at.split('/')[1] ?? ''));
    return [...new Set(own.map(({ text }) => `- ${inLine(text)}`))].sort();
  };
  const all: readonly Cause[] = Object.values(causes);
  const commands = ['init', 'scan', 'check', 'explain', 'map', 'fix', 'snapshot', 'mcp', 'completion'];
  const help: string[] = [];
  for (const args of [[], ...commands.map(command => [command])]) help.push(await helpOf(...args));
  const helpInLine = inLine(help.join(' ')).replace(/(?: ⏎)* +/g, ' ');
  const page = [
    '# All texts',
    '',
    'Every text that a person reads in the editor, in a verdict, in an explanation, in a report or the help of the gate. Made by',
    '`ACR_PULL_UPDATE=1 node --test test/texts.test.ts`; a test compares it.',
    '',
    '## Commands, views, settings and the walkthrough',
    '',
    ...Object.entries(manifest).map(([key, text]) => `- \`${key}\`: ${inLine(text)}`),
    '',
    '## The editor and the messages of verdicts',
    '',
    ...textsOf(room => room !== 'causes' && room !== 'explain'),
    '',
    '## Explanations of pull errors',
    '',
    ...textsOf(room => room === 'explain'),
    '',
    '## Causes',
    '',
    ...all.flatMap(cause => [
      `- \`${cause.id}\`: ${cause.title}`,
      ...('nextStep' in cause && cause.nextStep !== '' ? [`  - Next: ${cause.nextStep}`] : []),
      `  - ${cause.meaning}`,
    ]),
    ...textsOf(room => room === 'causes').filter(line => !all.some(cause => line === `- ${cause.title}`)),
    '',
    '## The reports and errors of the gate',
    '',
    ...[...new Set(ofGate.map(({ text }) => `- ${inLine(text)}`))]
      .filter(line => !helpInLine.includes(line.slice(2)))
      .sort(),
    '',
    '## The help of the gate',
    '',
    ...help.flatMap(text => ['```text', text, '```', '']),
  ].join('\n');
  compare('test/texts.md', page);
});

function inLine(text: string): string {
  return text.replaceAll('\n', ' ⏎ ');
}

function compare(file: string, now: string): void {
  if (process.env['ACR_PULL_UPDATE'] !== undefined) writeFileSync(path.join(root, file), now);
  else assert.equal(read(file), now, `run \`ACR_PULL_UPDATE=1 node --test test/texts.test.ts\``);
}
