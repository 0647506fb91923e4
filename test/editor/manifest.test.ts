// package.json and the code name the same commands, views, settings, context keys and strings, and use all of them.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import picomatch from 'picomatch';
import { causePage, causes, isVerdictCause } from '../../src/causes/index.ts';
import {
  commands,
  contextKeys,
  docsScheme,
  mcpProvider,
  settings,
  toolNames,
  views,
  walkthrough,
} from '../../src/editor/ids.ts';
import { manifestLanguages } from '../../src/editor/store/manifestFiles.ts';
import { menuWords } from '../../src/editor/tree/outline.ts';
import { tools as answers } from '../../src/workspace/assistant/tools.ts';
import { configName } from '../../src/workspace/config/config.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** As much of package.json as is looked at here. */
interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: Readonly<Record<string, { readonly description: string }>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly views: Readonly<
      Record<string, readonly { readonly id: string; readonly icon: string; readonly when: string }[]>
    >;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly when: string }[];
    readonly yamlValidation: readonly { readonly fileMatch: string; readonly url: string }[];
    readonly languageModelTools: readonly Tool[];
    readonly mcpServerDefinitionProviders: readonly { readonly id: string }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
    readonly configurationDefaults: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}
interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}
interface Tool {
  readonly name: string;
  readonly toolReferenceName: string;
  readonly displayName: string;
  readonly userDescription: string;
  readonly modelDescription: string;
  readonly inputSchema: {
    readonly type: string;
    readonly properties: Readonly<Record<string, { readonly description: string }>>;
    readonly required?: readonly string[];
  };
}
interface Setting {
  readonly order: number;
  readonly scope: string;
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly propertyNames?: { readonly enum: readonly string[] };
}

const manifestText = read('package.json');
const manifest: Manifest = JSON.parse(manifestText);
const strings: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));
const { contributes } = manifest;
const sources = globSync('src/editor/**/*.ts', { cwd: root }).filter(file => !file.endsWith('ids.ts'));
const code = sources.map(read).join('\n');
const withoutWeb = sources
  .filter(file => !file.endsWith('host/web.ts'))
  .map(read)
  .join('\n');
const properties = Object.assign({}, ...contributes.configuration.map(section => section.properties)) as Readonly<
  Record<string, Setting>
>;

const bothSides = '+ only in package.json, - only in src/editor/ids.ts';

function assertSame(some: Iterable<string>, others: Iterable<string>, sides?: string): void {
  assert.deepEqual([...some].sort(), [...others].sort(), sides);
}

test('commands are the same on both sides, and each is registered once', () => {
  assertSame(
    contributes.commands.map(({ command }) => command),
    Object.values(commands),
    bothSides,
  );
  for (const name of Object.keys(commands)) {
    // the web's platform has messages for those that a browser can't run
    const registered = withoutWeb.match(
      new RegExp(`(?:registerCommand|onNode)\\(\\s*(?:own, )?commands\\.${name}\\b`, 'g'),
    );
    assert.equal(registered?.length, 1, `${name} is registered once`);
  }
});

test('each command has a category and a title that reads like one', () => {
  for (const { command, category, title } of contributes.commands) {
    assert.equal(category, '%category%', command);
    assert.match(strings[title.replaceAll('%', '')] ?? '', /^[A-Z]/, command);
  }
});

test('menus name known commands, and the palette hides what acts on a finding or on a node of a tree', () => {
  const known: readonly string[] = Object.values(commands);
  for (const entries of Object.values(contributes.menus)) {
    for (const { command } of entries) assert.ok(known.includes(command), command);
  }
  const onFindings = [commands.copyFix, commands.applyFix, commands.showFullProof, commands.suppress];
  const onIds = [commands.copyResourceId, commands.copyPrincipalId, commands.openInPortal];
  const likeLightbulb = [commands.fixNode, commands.sendNode, commands.suppressNode, commands.explainNode];
  const onNodes = [...onIds, ...likeLightbulb, commands.goToLine, commands.copyNodeFix, commands.showNodeProof];
  // *Check Again* reads from Azure, too
  const hidden = [...onFindings, ...onNodes, commands.explainTerminalError, commands.refreshAzure];
  const palette = contributes.menus['commandPalette'] ?? [];
  const never = palette.filter(({ when }) => when === 'false');
  const names = never.map(({ command }) => command);
  assertSame(names, hidden, '+ only hidden in package.json, - only in the lists of this test');
  assert.deepEqual(
    palette.filter(entry => !never.includes(entry)),
    [{ command: commands.showAllInTrees, when: contextKeys.filtered }],
    'a filter is cleared only where one is set',
  );
});

test('views are the same on both sides, and each has a welcome text', () => {
  const contributed = Object.values(contributes.views).flat();
  assertSame(
    contributed.map(({ id }) => id),
    Object.values(views),
  );
  assertSame(
    Object.keys(contributes.views),
    contributes.viewsContainers.activitybar.map(({ id }) => id),
  );
  for (const name of Object.keys(views)) assert.ok(code.includes(`views.${name}`), name);
  assertSame(new Set(contributes.viewsWelcome.map(({ view }) => view)), Object.values(views));
});

test('when-clauses use context keys that the code sets, and all of them', () => {
  const parts = [
    ...Object.values(contributes.menus).flat(),
    ...contributes.viewsWelcome,
    ...Object.values(contributes.views).flat(),
  ];
  const steps = contributes.walkthroughs.flatMap(each => each.steps);
  const clauses = [
    ...parts.map(({ when }) => when),
    ...steps.flatMap(({ completionEvents }) => completionEvents),
  ].filter(clause => !clause.startsWith('onCommand:'));
  const used = clauses.flatMap(when => when.match(/acrPull\.\w+/g) ?? []);
  const known: readonly string[] = Object.values(views);
  assertSame(new Set(used.filter(key => !known.includes(key))), Object.values(contextKeys));
  for (const name of Object.keys(contextKeys)) assert.ok(code.includes(`contextKeys.${name}`), name);
});

test('the walkthrough is the one that the code opens; its steps end with what the code does, and their pictures ship', () => {
  assertSame(
    contributes.walkthroughs.map(({ id }) => id),
    [walkthrough],
  );
  const rules = read('.vscodeignore')
    .split('\n')
    .map(line => line.slice(1));
  const ships = picomatch(rules.filter(Boolean));
  // A command or a view is only the beginning of a step. That the guide was opened is all that can be known of reading
  // it.
  const events: readonly string[] = [
    `onCommand:${commands.openCiGuide}`,
    ...Object.values(contextKeys).map(key => `onContext:${key}`),
  ];
  const steps = contributes.walkthroughs.flatMap(each => each.steps);
  assert.ok(steps.length > 0);
  for (const { id, title, description, media, completionEvents } of steps) {
    assert.ok(completionEvents.length > 0, `${id} ends`);
    for (const event of completionEvents) assert.ok(events.includes(event), event);
    assert.ok(ships(media.svg), media.svg);
    // Pictures follow the theme: no colour in them is one of their own.
    assert.doesNotMatch(read(media.svg), /(?:fill|stroke)="(?!none|var\()|#[0-9a-f]{3,8}\b/i, media.svg);
    for (const text of [title, description, media.altText]) assert.ok(strings[text.replaceAll('%', '')], text);
    const [, ...links] = (strings[description.replaceAll('%', '')] ?? '').split('](command:');
    assert.ok(links.length > 0, `${id} has something to click`);
  }
  assertSame(
    steps.map(({ media }) => media.svg),
    globSync('media/walkthrough/*', { cwd: root }).map(file => file.replaceAll('\\', '/')),
  );
});

test('the guide for CI ships, and links to nothing that does not', () => {
  assert.ok(read('.vscodeignore').split('\n').includes('!docs/ci.md'));
  assert.ok(code.includes("openPage('docs/ci.md')"));
  assert.deepEqual(
    [...read('docs/ci.md').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link),
    [],
  );
});

test('tools for language models are the same on both sides, with the inputs that the code reads', () => {
  assertSame(
    contributes.languageModelTools.map(({ name }) => name),
    Object.values(toolNames),
  );
  assert.deepEqual(
    contributes.mcpServerDefinitionProviders.map(({ id }) => id),
    [mcpProvider],
  );
  for (const name of Object.keys(toolNames))
    assert.match(code, new RegExp(`registerTool\\(\\s*toolNames\\.${name},`), name);
  const inputs = contributes.languageModelTools.flatMap(({ inputSchema }) => Object.keys(inputSchema.properties));
  const questions = globSync('src/workspace/assistant/*.ts', { cwd: root }).map(read).join('');
  const asked = [...`${code}${questions}`.matchAll(/inputText\(input, '(\w+)'[,)]/g)].map(match => match[1] ?? '');
  assertSame(new Set(inputs), new Set(asked));
  for (const { name, toolReferenceName, modelDescription, inputSchema } of contributes.languageModelTools) {
    assert.match(name, /^acrPull_\w+$/);
    assert.match(toolReferenceName, /^[a-zA-Z]+$/);
    assert.match(modelDescription, /Changes nothing\.|Reads only/, `${name} promises to change nothing`);
    for (const { description } of Object.values(inputSchema.properties)) assert.match(description, /^[A-Z].+\.$/);
  }
});

test('a tool of the editor says of itself what the same tool of `acr-pull mcp` says', () => {
  for (const { name, modelDescription, inputSchema } of contributes.languageModelTools) {
    const tool = Object.entries(answers).find(([key]) => name === `acrPull_${key}`)?.[1];
    assert.ok(tool, name);
    const fields = Object.entries(inputSchema.properties).map(([field, { description }]) => [field, description]);
    assert.deepEqual(
      [modelDescription, Object.fromEntries(fields), inputSchema.required ?? []],
      [tool.description, tool.fields, tool.required],
    );
  }
  assert.deepEqual(Object.keys(toolNames).sort(), Object.keys(answers).sort());
});

test('menus of trees look for the words that nodes bear, and for all of them', () => {
  const items = contributes.menus['view/item/context'] ?? [];
  const words = items.flatMap(({ when }) => when.match(/(?<=\\b)\w+(?=\\b)/g) ?? []);
  assertSame(new Set(words), menuWords);
});

test('when-clauses name views that are contributed, and each hidden command has a way to it', () => {
  const known: readonly string[] = Object.values(views);
  const entries = Object.values(contributes.menus).flat();
  for (const { when } of [...entries, ...contributes.viewsWelcome]) {
    const exact = [...when.matchAll(/view == ([\w.]+)/g)].map(([, view = '']) => view);
    const groups = [...when.matchAll(/acrPull\\\.\(([\w|]+)\)/g)].flatMap(([, names = '']) => names.split('|'));
    for (const view of [...exact, ...groups.map(name => `acrPull.${name}`)]) assert.ok(known.includes(view), view);
  }
  const names = new Map<string, string>(Object.entries(commands).map(([name, id]) => [id, name]));
  for (const { command } of contributes.menus['commandPalette'] ?? []) {
    const inMenus = entries.some(entry => entry.command === command && entry.when !== 'false');
    const uses = code.match(new RegExp(`commands\\.${names.get(command)}\\b`, 'g')) ?? [];
    // Once to register it, and at least once to lead there.
    assert.ok(inMenus || uses.length > 1, `${command} is hidden, and neither a menu nor the code leads to it`);
  }
});

test('each choice of a setting is explained, and every cause is said by some rule', () => {
  for (const [id, { enum: choices, markdownEnumDescriptions: words }] of Object.entries(properties)) {
    assert.equal(words?.length, choices?.length, id);
    for (const word of words ?? []) assert.match(strings[word.replaceAll('%', '')] ?? '', /^[A-Za-z].+\.$/, word);
  }
  const rules = globSync('src/{verdict,explain,workspace}/**/*.ts', { cwd: root })
    .filter(file => !file.endsWith('/causes.ts'))
    .map(read)
    .join('\n');
  for (const cause of Object.keys(causes)) assert.ok(rules.includes(`'${cause}'`), `nothing decides on ${cause}`);
});

test('schemas that are contributed are there, and ship', () => {
  const rules = read('.vscodeignore').split('\n');
  for (const { fileMatch, url } of contributes.yamlValidation) {
    assert.equal(fileMatch, configName);
    const file = path.posix.normalize(url);
    assert.ok(existsSync(path.join(root, file)) && rules.includes(`!${file}`), file);
  }
});

test('settings are the same on both sides, with the same defaults', () => {
  assertSame(Object.keys(properties), Object.values(settings), bothSides);
  const page = read('docs/features.md');
  for (const id of Object.values(settings))
    assert.ok(page.includes(`\`${id}\``), `${id} is missing in docs/features.md`);
  const fallbacks = read('src/editor/settings.ts');
  for (const [name, id] of Object.entries(settings)) {
    const fallback = new RegExp(`settings\\.${name}, (.+?)[,)]`).exec(fallbacks)?.[1];
    const asWritten = JSON.stringify(properties[id]?.default).replaceAll('"', "'");
    assert.equal(fallback, asWritten, `${name}: + the default in src/editor/settings.ts, - in package.json`);
  }
});

test('each setting has an order, a scope and a description in Markdown', () => {
  for (const [id, setting] of Object.entries(properties)) {
    assert.ok(Number.isInteger(setting.order), id);
    assert.match(setting.scope, /^(window|resource|machine|application)$/, id);
    assert.match(setting.markdownDescription, /^%.+%$/, id);
  }
});

test('the setting for severities offers every cause that a verdict can carry', () => {
  const offered = properties[settings.severity]?.propertyNames?.enum ?? [];
  assertSame(offered, Object.keys(causes).filter(isVerdictCause), '+ only in package.json, - only in src/causes');
});

test('every string is used, and every string that is used is there', () => {
  const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map(match => match[1] ?? '');
  assertSame(new Set(used), Object.keys(strings), '+ only in package.json, - only in package.nls.json');
});

test('links in welcome texts and in the walkthrough lead to commands', () => {
  const known: readonly string[] = [...Object.values(commands), ...Object.values(views).map(view => `${view}.focus`)];
  for (const text of Object.values(strings)) {
    for (const [, command = ''] of text.matchAll(/\(command:([\w.]+)(?:\?[^)]*)?\)/g)) {
      assert.ok(command.startsWith('vscode.') || known.includes(command), command);
    }
  }
});

test('the extension is activated by the languages it reads and by its config, and by nothing wider', () => {
  const languages = manifestLanguages.map(language => `onLanguage:${language}`);
  assertSame(manifest.activationEvents, [...languages, `workspaceContains:${configName}`]);
});

test('pages of the extension are shown as rendered Markdown', () => {
  assert.deepEqual(contributes.configurationDefaults, {
    'workbench.editorAssociations': {
      [`${docsScheme}:/**/*.md`]: 'vscode.markdown.preview.editor',
    },
  });
});

test('what is limited in untrusted and virtual workspaces is said in a sentence', () => {
  for (const name of ['untrustedWorkspaces', 'virtualWorkspaces']) {
    const key = manifest.capabilities[name]?.description.replaceAll('%', '') ?? '';
    assert.match(strings[key] ?? '', /^[A-Z].+\.$/, name);
  }
});

test('the package is an allowlist, and holds what package.json and the code lead to', () => {
  const [first, ...rest] = read('.vscodeignore').trim().split('\n');
  assert.equal(first, '**');
  assert.ok(rest.every(line => line.startsWith('!')));
  const shipped = rest.map(line => line.slice(1));
  const icons = [...Object.values(contributes.views).flat(), ...contributes.viewsContainers.activitybar];
  for (const file of [manifest.main, manifest.icon, ...icons.map(({ icon }) => icon)]) {
    assert.ok(shipped.includes(path.posix.normalize(file)), file);
  }
  for (const { id } of Object.values(causes)) {
    const page = causePage(id);
    assert.ok(existsSync(path.join(root, page)), id);
    assert.ok(shipped.includes(`${path.posix.dirname(page)}/*.md`), page);
  }
});

test('links in the pages about causes lead to what ships', () => {
  const rules = read('.vscodeignore')
    .trim()
    .split('\n')
    .map(line => line.slice(1));
  const ships = picomatch(rules.slice(1), { dot: true });
  for (const { id } of Object.values(causes)) {
    const page = causePage(id);
    for (const [, link = ''] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      const file = path.posix.join(path.posix.dirname(page), link);
      assert.ok(existsSync(path.join(root, file)) && ships(file), `${page} links to ${link}`);
    }
  }
});
