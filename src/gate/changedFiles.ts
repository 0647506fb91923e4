import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Refusal, reasonOf } from './terminal.ts';

const run = promisify(execFile);

/**
 * The files that differ from a revision, committed or not, and those that git does not know yet, as absolute paths.
 * Git is called without a shell, and a revision can't be taken for an option.
 */
export async function changedSince(revision: string, cwd: string): Promise<ReadonlySet<string>> {
  if (revision === '' || revision.startsWith('-')) throw new Refusal(`\`${revision}\` is no revision`);
  const root = (await git(['rev-parse', '--show-toplevel'], cwd)).trimEnd();
  const names = [
    await git(['diff', '--name-only', '--no-ext-diff', '-z', '--end-of-options', revision, '--'], root),
    await git(['ls-files', '--others', '--exclude-standard', '-z'], root),
  ];
  return new Set(
    names.flatMap(list => list.split('\0')).flatMap(name => (name === '' ? [] : [path.resolve(root, name)])),
  );
}

async function git(args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await run('git', args, { cwd, maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Refusal(`git can't tell what has changed: ${said === '' ? reasonOf(error) : said}`);
  }
}
