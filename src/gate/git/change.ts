import path from 'node:path';
import { repositoryAround } from '../../disk/boundary.ts';
import { errorReason, Refusal } from '../terminal/terminal.ts';
import { type Git, type ReadObjects, withGit } from './setAside.ts';
import { ChangedBetween, type ChangedFiles, ChangedOnDisk, commitList, GitState, indexList } from './states.ts';

export interface ChangeOptions {
  /** Only pulls that are new, or worse, since this revision. */
  readonly since?: string;
  /** Compares with the commit at which HEAD left that revision. */
  readonly mergeBase?: boolean;
  /** Reads the index in place of the working folder. */
  readonly staged?: boolean;
  /** Takes the revisions from pre-commit. If it names none, compares the index. */
  readonly hook?: boolean;
}

/** The checked state, and the one that it is compared with. */
export interface Change {
  /** Undefined: the files on disk. */
  readonly now: GitState | undefined;
  /** Undefined: there is nothing to compare with, and everything is new. */
  readonly before: Before | undefined;
  /** True if the repository has no commit yet. */
  readonly isFirst: boolean;
  /** The names of files that git tracks. */
  readonly tracked: ReadonlySet<string>;
}

interface Before {
  readonly state: GitState;
  readonly changed: ChangedFiles;
  /** For people: the revision as the option names it. */
  readonly name: string;
}

/** The states that options name: revisions, or the index. */
interface Asked {
  readonly now: 'disk' | 'index' | { readonly commit: string };
  readonly before: string;
  /** True to compare with the merge base of `before` and the checked state. */
  readonly mergeBase: boolean;
  /** True to check everything if nothing differs. */
  readonly orAll: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined: no option asks for a comparison. Then everything on disk is checked. */
export async function changeOf(
  options: ChangeOptions,
  cwd: string,
  env: Environment = process.env,
): Promise<Change | undefined> {
  const asked = askedBy(options, env);
  if (asked === undefined) return undefined;
  const root = repositoryAround(cwd);
  if (root === undefined) throw new Refusal("git can't list the changes: this is not a git repository");
  // `git commit FILE` and `git commit --all` have an index of their own while the hook runs
  const index = env['GIT_INDEX_FILE'] === undefined ? undefined : path.resolve(cwd, env['GIT_INDEX_FILE']);
  try {
    return await withGit(root, (git, read) => changeIn(root, asked, git, read), { index });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`git can't list the changes: ${saidBy(error)}`);
  }
}

function askedBy({ since, mergeBase = false, staged, hook }: ChangeOptions, env: Environment): Asked | undefined {
  if (hook) {
    // https://pre-commit.com/#pre-commit-during-push: pre-commit sets both of them, or none.
    const { PRE_COMMIT_FROM_REF: from = '', PRE_COMMIT_TO_REF: to = '' } = env;
    if (from !== '') return { now: { commit: to || 'HEAD' }, before: from, mergeBase: true, orAll: false };
    return { now: 'index', before: 'HEAD', mergeBase: false, orAll: true };
  }
  if (staged) return { now: 'index', before: since ?? 'HEAD', mergeBase, orAll: false };
  if (since !== undefined) return { now: 'disk', before: since, mergeBase, orAll: false };
  if (mergeBase) throw new Refusal('--merge-base needs --since');
  return undefined;
}

async function changeIn(root: string, asked: Asked, git: Git, read: ReadObjects): Promise<Change> {
  const { now: place, before: name, mergeBase, orAll } = asked;
  for (const each of [name, ...(typeof place === 'object' ? [place.commit] : [])])
    if (each === '' || each.startsWith('-')) throw new Refusal(`\`${each}\` is not a git revision`);
  const tip = typeof place === 'object' ? await commitOf(place.commit, git) : await commitAt('HEAD', git);
  if (tip === undefined && (await hasHead(git))) {
    throw new Refusal(`git can't list the changes: the commit of \`HEAD\` is not here; ${await nextStep(git)}`);
  }
  const commit = tip === undefined ? await commitAt(name, git) : await commitOf(name, git);
  const base =
    mergeBase && tip !== undefined && commit !== undefined ? await mergeBaseOf(tip, commit, name, git) : commit;
  const now = await stateOf(place, root, tip, git, read);
  const tracked = new Set((await git('ls-files', '-z')).split('\0').filter(each => each !== ''));
  if (base === undefined) return { now, before: undefined, isFirst: true, tracked };
  const state = await GitState.read(root, commitList(base), git, read);
  if (orAll && now !== undefined && isSame(state, now)) return { now, before: undefined, isFirst: false, tracked };
  const changed = now === undefined ? new ChangedOnDisk(state) : new ChangedBetween(state, now);
  return { now, before: { state, changed, name }, isFirst: false, tracked };
}

async function stateOf(
  place: Asked['now'],
  root: string,
  tip: string | undefined,
  git: Git,
  read: ReadObjects,
): Promise<GitState | undefined> {
  if (place === 'disk') return undefined;
  if (place === 'index') return GitState.read(root, indexList, git, read);
  return tip === undefined ? undefined : GitState.read(root, commitList(tip), git, read);
}

function isSame({ entries: one }: GitState, { entries: other }: GitState): boolean {
  return one.size === other.size && [...one].every(([name, { id }]) => other.get(name)?.id === id);
}

function saidBy(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said === '' ? errorReason(error) : said;
}

/** Undefined: there is no such commit. */
async function commitAt(revision: string, git: Git): Promise<string | undefined> {
  try {
    return (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`)).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw error; // git is missing
    return undefined;
  }
}

/** Returns false in a repository without a commit. There, HEAD names a branch that does not exist yet. */
async function hasHead(git: Git): Promise<boolean> {
  return git('rev-parse', '--verify', '--quiet', 'HEAD').then(
    () => true,
    () => false,
  );
}

async function commitOf(revision: string, git: Git): Promise<string> {
  const commit = await commitAt(revision, git);
  if (commit !== undefined) return commit;
  throw new Refusal(`git can't list the changes: there is no revision \`${revision}\` here; ${await nextStep(git)}`);
}

async function mergeBaseOf(tip: string, commit: string, name: string, git: Git): Promise<string> {
  const [base = ''] = (await git('merge-base', tip, commit).catch(() => '')).split('\n');
  if (base !== '') return base;
  const what = `\`${name}\` and what is checked have no commit in common here`;
  throw new Refusal(`git can't list the changes: ${what}; ${await nextStep(git)}`);
}

/**
 * A job's checkout holds only the last commit, unless it is configured otherwise. Git's own message does not mention
 * it.
 */
async function nextStep(git: Git): Promise<string> {
  const isShallow = (await git('rev-parse', '--is-shallow-repository')).trim() === 'true';
  return isShallow
    ? 'this clone is shallow: fetch its history (fetch-depth: 0 of actions/checkout, fetchDepth: 0 of Azure Pipelines)'
    : 'fetch it, or name another';
}
