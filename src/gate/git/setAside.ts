// Runs git without the programs that a repository can make it run. Its configuration can name programs
// (`core.fsmonitor`, filters, `core.sshCommand`, a promisor remote), and no list of options switches off all of them,
// in all versions. So git never reads it. It gets a folder of its own, with a configuration of ours, and the
// repository's data: objects, references, index.
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { inItsFolder, isWithin } from '../../disk/boundary.ts';
import { NotTouched, readRegular } from '../../disk/readFile.ts';
import { mostBytes } from '../../workspace/files.ts';

/** Runs a command of git and returns its output. */
export type Git = (...args: readonly string[]) => Promise<string>;

/**
 * Reads objects by their ids, up to so many bytes each. Undefined for a larger one. An object that git lacks is not in
 * the answer.
 */
export type ReadObjects = (
  ids: readonly string[],
  atMost: number,
) => Promise<ReadonlyMap<string, Uint8Array | undefined>>;

interface AskOptions {
  /** Reads this index in place of the repository's own. A commit of some files has one of its own. */
  readonly index?: string | undefined;
}

/** Folders of a repository: this work tree's own, and the one that all of its work trees share. */
interface GitFolders {
  readonly own: string;
  readonly common: string;
}

/** Lets git answer questions about the repository of a folder that has the `.git`. Rejects if git must not be asked. */
export async function withGit<T>(
  root: string,
  ask: (git: Git, read: ReadObjects) => Promise<T>,
  { index }: AskOptions = {},
): Promise<T> {
  const folders = gitFolders(root);
  refuseOddFiles(folders);
  const aside = fs.mkdtempSync(path.join(tmpdir(), 'acr-pull-git-'));
  try {
    await layOut(aside, folders);
    if (index !== undefined && isWithin(folders.own, index)) copy(index, path.join(aside, 'index'));
    return await ask(
      async (...args) => (await git(args, aside, folders)).toString(),
      (ids, atMost) => readObjects(ids, atMost, (args, input) => git(args, aside, folders, input)),
    );
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * In a worktree or a submodule, `.git` is a file that names the folder. https://git-scm.com/docs/gitrepository-layout
 */
function gitFolders(root: string): GitFolders {
  const at = path.join(root, '.git');
  const own = fs.statSync(at).isDirectory() ? at : named(textIn(at).replace(/^gitdir: /, ''), root);
  const shared = path.join(own, 'commondir');
  return { own, common: fs.existsSync(shared) ? named(textIn(shared), own) : own };
}

function named(line: string, from: string): string {
  const name = line.trim();
  // Windows would sign in to a stranger's share automatically.
  if (/^[\\/]{2}/.test(name)) throw new Error('its .git names a share of the network');
  return path.resolve(from, name);
}

function textIn(file: string, atMost: number = mostBytes.gitLink): string {
  return new TextDecoder().decode(bytesIn(file, atMost));
}

function bytesIn(file: string, atMost: number): Uint8Array {
  const bytes = readRegular(file, { atMost, admits: inItsFolder });
  if (bytes === undefined) throw new Error(`${file} is too large`);
  return bytes;
}

/** More files than git leaves unpacked: it packs them from some thousands on. */
const mostFiles = 1_000_000;

/** Git would wait for the writer of a pipe, and read a link to a device without end. */
function refuseOddFiles({ common }: GitFolders): void {
  let left = mostFiles;
  const visit = (folder: string): void => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const at = path.join(folder, entry.name);
      if (--left < 0) throw new Error(`there are more than ${mostFiles} files in ${common}`);
      if (entry.isDirectory()) visit(at);
      else if (!entry.isFile()) throw new Error(`${at}: ${new NotTouched('special').message}`);
    }
  };
  for (const folder of [...lists.map(name => path.join(common, name)), ...objectFolders(path.join(common, 'objects'))])
    if (fs.existsSync(folder)) visit(folder);
}

/**
 * The folder of objects, and those from which it borrows. https://git-scm.com/docs/gitrepository-layout (alternates)
 */
function objectFolders(first: string): readonly string[] {
  const found = new Set([first]);
  for (const folder of found) {
    const file = path.join(folder, 'info', 'alternates');
    const lines = fs.existsSync(file) ? textIn(file).split('\n') : [];
    for (const line of lines) if (line.trim() !== '' && !line.startsWith('#')) found.add(named(line, folder));
    if (found.size > 100) throw new Error('its objects are in more than 100 folders');
  }
  return [...found];
}

/** Folders of references, which are links in our own folder. */
const lists = ['refs', 'reftable'] as const;

async function layOut(aside: string, { own, common }: GitFolders): Promise<void> {
  // There, each work tree has its own HEAD among references elsewhere.
  if (own !== common && fs.existsSync(path.join(common, 'reftable')))
    throw new Error('it is a further work tree of a repository whose references are tables');
  const indexes = fs.readdirSync(own).filter(name => /^(?:index|sharedindex\.[0-9a-f]+)$/.test(name));
  for (const name of ['HEAD', ...indexes]) copy(path.join(own, name), path.join(aside, name));
  for (const name of ['packed-refs', 'shallow'])
    if (fs.existsSync(path.join(common, name))) copy(path.join(common, name), path.join(aside, name));
  for (const name of lists)
    if (fs.existsSync(path.join(common, name)))
      fs.symlinkSync(path.resolve(common, name), path.join(aside, name), 'junction'); // a plain link except on Windows
  fs.writeFileSync(path.join(aside, 'config'), await plainConfig(common, aside));
}

function copy(from: string, to: string): void {
  fs.writeFileSync(to, bytesIn(from, mostBytes.gitList));
}

/** Settings of how the data is written, or of the meaning of `@{upstream}`. None names a program or a file. */
const plainKeys = /^(?:extensions\.(?:objectformat|refstorage)|branch\..+\.(?:remote|merge)|remote\..+\.fetch)$/;

/** Git reads the repository's configuration as a text here, and includes no other file from it. */
async function plainConfig(common: string, aside: string): Promise<string> {
  const file = path.join(common, 'config');
  const text = fs.existsSync(file) ? textIn(file, mostBytes.config) : '';
  fs.writeFileSync(path.join(aside, 'theirs'), text);
  const { stdout } = await run('git', ['config', '--file', 'theirs', '--no-includes', '--list', '-z'], {
    cwd: aside,
    env: environment(aside),
    maxBuffer: mostBytes.gitList,
  });
  const lines = stdout.split('\0').flatMap(entry => {
    const [key = '', ...value] = entry.split('\n');
    if (!plainKeys.test(key)) return [];
    const [section, subsection, name] = [
      key.split('.')[0],
      key.split('.').slice(1, -1).join('.'),
      key.split('.').at(-1),
    ];
    const head = subsection === '' ? `[${section}]` : `[${section} ${quoted(subsection)}]`;
    return [`${head}\n${name} = ${quoted(value.join('\n'))}\n`];
  });
  return `[core]\nrepositoryformatversion = 1\nbare = false\n${lines.join('')}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

const run = promisify(execFile);

/** Runs in our own folder: Windows would prefer a `git.exe` of the current folder. */
async function git(args: readonly string[], aside: string, { common }: GitFolders, input = ''): Promise<Buffer> {
  const env = { ...environment(aside), GIT_DIR: aside, GIT_OBJECT_DIRECTORY: path.resolve(common, 'objects') };
  const running = run('git', args, { cwd: aside, env, maxBuffer: mostBytes.gitList, encoding: 'buffer' });
  running.child.stdin?.on('error', () => {}); // it has ended, and its exit code is the reason
  running.child.stdin?.end(input);
  return (await running).stdout;
}

type Answer = (args: readonly string[], input: string) => Promise<Buffer>;

/**
 * Asks for the sizes first: git shows no object's size before it is read.
 * https://git-scm.com/docs/git-cat-file
 */
async function readObjects(ids: readonly string[], atMost: number, answer: Answer): ReturnType<ReadObjects> {
  const found = new Map<string, Uint8Array | undefined>();
  if (ids.length === 0) return found;
  const sizes = (await answer(['cat-file', '--batch-check'], linesOf(ids))).toString().split('\n');
  const wanted: string[] = [];
  let total = 0;
  for (const line of sizes) {
    const [id = '', kind, written = ''] = line.split(' ');
    if (kind !== 'blob') continue;
    const size = Number(written);
    found.set(id, undefined);
    if (size > atMost) continue;
    total += size + line.length + 2;
    wanted.push(id);
  }
  if (total > mostBytes.gitList) throw new Error(`more than ${mostBytes.gitList / 2 ** 20} MiB of files differ`);
  const content = wanted.length === 0 ? Buffer.alloc(0) : await answer(['cat-file', '--batch'], linesOf(wanted));
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(NEWLINE, at);
    const [id = '', , written = ''] = content.toString('latin1', at, end).split(' ');
    const next = end + 1 + Number(written);
    found.set(id, content.subarray(end + 1, next));
    at = next + 1;
  }
  return found;
}

const NEWLINE = 10;

function linesOf(ids: readonly string[]): string {
  return ids.map(id => `${id}\n`).join('');
}

/** Keeps git in this folder, without any configuration, and without fetching. */
function environment(aside: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  return {
    ...Object.fromEntries(kept),
    GIT_CEILING_DIRECTORIES: path.dirname(aside),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: devNull,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}
