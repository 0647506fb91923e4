import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Refusal, reasonOf } from '../terminal/terminal.ts';

const run = promisify(execFile);

/**
 * The files that differ from a revision, committed or not, and those that git does not know yet, as absolute paths.
 * Git is called without a shell, and a revision can't be taken for an option.
 */
export async function changedSince(revision: string, cwd: string): Promise<ReadonlySet<string>> {
  if (revision === '' || revision.startsWith('-')) throw new Refusal(`\`${revision}\` is not a git revision`);
  const root = (await git(['rev-parse', '--show-toplevel'], cwd)).trimEnd();
  await isThere(revision, root);
  const names = [
    await git(['diff', '--name-only', '--no-ext-diff', '-z', '--end-of-options', revision, '--'], root),
    await git(['ls-files', '--others', '--exclude-standard', '-z'], root),
  ];
  return new Set(
    names.flatMap(list => list.split('\0')).flatMap(name => (name === '' ? [] : [path.resolve(root, name)])),
  );
}

/** A job's checkout holds the last commit alone, unless it is configured otherwise; git's own message does not say so. */
async function isThere(revision: string, root: string): Promise<void> {
  try {
    await run('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], { cwd: root });
  } catch {
    const isShallow = (await git(['rev-parse', '--is-shallow-repository'], root)).trim() === 'true';
    const next = isShallow
      ? 'this clone is shallow: fetch its history (fetch-depth: 0 of actions/checkout, fetchDepth: 0 of Azure Pipelines)'
      : 'fetch it, or name another';
    throw new Refusal(`git can't list the changes: there is no revision \`${revision}\` here; ${next}`);
  }
}

async function git(args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await run('git', args, { cwd, maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Refusal(`git can't list the changes: ${said === '' ? reasonOf(error) : said}`);
  }
}
