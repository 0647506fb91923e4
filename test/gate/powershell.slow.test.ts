// The script for PowerShell, read by a grammar of PowerShell: it has no error in it, and each command gets the words
// that a real bash hands to the same command of the bash script.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { folder, gateProcess as gate, pod, root, snapshot } from './gate.ts';
import { hasBash } from './standInAz.ts';

await Parser.init({ wasmBinary: readFileSync(path.join(root, 'dist/web-tree-sitter.wasm')) });
const wasm = path.join(root, 'node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm');
const parser = new Parser();
parser.setLanguage(await Language.load(readFileSync(wasm)));

/**
 * PowerShell takes `--name=value` for a word. This grammar takes the dashes for operators. So such words get quotes,
 * where they hold nothing that PowerShell would expand: about_Parsing, "generic tokens".
 */
function inQuotes(script: string): string {
  const token = /'(?:[^']|'')*'|"[^"]*"|#.*$|(?<=\s)(--[\w-]+(?:=[A-Za-z0-9_./:-]+)?)(?=[\s)]|$)/gm;
  return script.replace(token, (whole, option: string | undefined) => (option === undefined ? whole : `'${option}'`));
}

function parse(script: string): Node {
  const tree = parser.parse(inQuotes(script));
  assert.ok(tree);
  return tree.rootNode;
}

/** The argument that a program gets for a word. Inside single quotes, a doubled quote of either kind is one. */
function wordOf(text: string): string {
  if (!text.startsWith("'")) return text;
  return text.slice(1, -1).replaceAll(/(['\u2018\u2019\u201a\u201b])\1/g, '$1');
}

function argumentsIn(command: Node): readonly string[] {
  const elements = command.childForFieldName('command_elements');
  const words = elements?.namedChildren.filter(each => each?.type !== 'command_argument_sep') ?? [];
  return [command.childForFieldName('command_name')?.text ?? '', ...words.map(each => wordOf(each?.text ?? ''))];
}

/** The commands that run, but for those in the functions at the top of the script. */
function commandsIn(program: Node): readonly (readonly string[])[] {
  return program
    .descendantsOfType('command')
    .filter((each): each is Node => each !== null && !isWithin(each, 'function_statement'))
    .map(argumentsIn);
}

function isWithin(node: Node, type: string): boolean {
  return node.parent !== null && (node.parent.type === type || isWithin(node.parent, type));
}

const functions = `
say() { printf '%s\\0' "$@"; printf '\\n\\0'; }
assign() { say Assign-Pull "$@"; }
allow_address() { say Allow-Address "$@"; }
# What a command asks before it is run goes past the answer, which is empty: nothing is there yet.
exec 3>&1
az() { if [[ " $* " == *' list '* ]]; then say az "$@" >&3; else say az "$@"; fi; }
set +e
`;

/** The same, as bash sees them: its own functions are replaced by ones that print their arguments. */
function commandsInBash(script: string): readonly (readonly string[])[] {
  const from = Math.max(script.lastIndexOf('\n}\n') + 3, 0);
  const run = spawnSync('bash', ['--noprofile', '--norc'], { input: functions + script.slice(from), encoding: 'utf8' });
  return run.stdout
    .split('\n\0')
    .filter(call => call !== '')
    .map(call => call.split('\0').slice(0, -1));
}

async function both(args: readonly string[], cwd: string) {
  const read = async (ending: string) => {
    const out = path.join(cwd, `fix${ending}`);
    const run = await gate(['fix', ...args, '--out', out], { cwd: root });
    assert.equal(run.code, 0, run.stderr);
    return readFileSync(out, 'utf8');
  };
  return { bash: await read('.sh'), powershell: await read('.ps1') };
}

test('the grammar notices what is wrong', () => {
  assert.ok(parse("Assign-Pull 'a").hasError);
  assert.ok(parse('function Assign-Pull($Name { }').hasError);
  assert.ok(!parse("Assign-Pull 'it''s' --output=none").hasError);
});

test('the script of the samples parses, and says what the one for bash says', { skip: !hasBash }, async t => {
  const { bash, powershell } = await both(['samples'], folder(t, {}));
  const program = parse(powershell);
  assert.ok(!program.hasError, powershell);
  const commands = commandsIn(program);
  assert.ok(commands.length > 10);
  // The script compares the assignment's former condition there, which has no place where there was none.
  const cut = (words: readonly string[]) => words.filter((word, i) => word !== '' || i < 6);
  assert.deepEqual(commands.map(cut), commandsInBash(bash).map(cut));
});

for (const evil of [
  "x'; Remove-Item y; '",
  'x\u2019; Remove-Item y; \u2019',
  'a $(Get-Date) `n {b} @c ;d e',
  '--scope=x y',
]) {
  test(`a registry by the name of ${JSON.stringify(evil)} stays one word`, async t => {
    const data = JSON.parse(snapshot());
    const [registry, yes, no] = data.resources;
    const rename = (resource: { readonly id: string }) => ({
      ...resource,
      id: resource.id.replace(/[^/]+$/, evil),
      name: evil,
    });
    const hostile = JSON.stringify({ ...data, resources: [rename(registry), yes, rename(no)] });
    const at = folder(t, { 'access.json': hostile, 'app.yaml': pod('shop.azurecr.io/app:1') });
    const named: string = JSON.parse(hostile).resources[2].id;
    const args = [path.join(at, 'app.yaml'), '--snapshot', path.join(at, 'access.json'), '--target', named];
    const { powershell } = await both(args, at);
    const program = parse(powershell.replaceAll('\u2019\u2019', "''"));
    assert.ok(!program.hasError, powershell);
    const names = commandsIn(program).map(([name]) => name);
    assert.ok(!names.includes('Remove-Item') && !names.includes('Get-Date'), names.join());
    const calls = commandsIn(program).filter(([name]) => name === 'Assign-Pull');
    assert.equal(calls.length, 1, powershell);
    assert.ok(calls[0]?.[5]?.endsWith(evil.replaceAll('\u2019', "'")), calls[0]?.join(' | '));
  });
}
