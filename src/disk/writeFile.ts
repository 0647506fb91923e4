// The one door for writing files on disk, of both faces: what was there stays until all of the new text is on the disk.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import type { Admits } from './boundary.ts';
import { NotTouched } from './readFile.ts';

/**
 * Replaces a file, or makes it, by way of a file beside it. A link is followed as long as it stays where it may. A pipe
 * or a device is refused, since it may wait without end.
 */
export async function replaceFile(file: string, text: string, admits: Admits): Promise<void> {
  const { real, mode, isThere } = await targetOf(file);
  if (!admits(file, real)) throw new NotTouched('writes-out');
  const beside = path.join(
    path.dirname(real),
    `.${path.basename(real).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    const handle = await fs.open(beside, 'wx', mode);
    try {
      if (isThere) await handle.chmod(mode); // of a new file, the umask has decided
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(beside, real);
  } catch (error) {
    await fs.rm(beside, { force: true });
    throw error;
  }
}

/** The same for a program, with the folder that it goes to. */
export async function writeProgram(file: string, text: string, admits: Admits): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  await replaceFile(file, text, admits);
  await fs.chmod(file, 0o755);
}

/** Returns whether anything has this name, a link that leads nowhere included. */
export async function isTaken(file: string): Promise<boolean> {
  return (await statsOf(file)) !== undefined;
}

/** The file that the text really goes to. */
interface Target {
  readonly real: string;
  readonly mode: number;
  readonly isThere: boolean;
}

async function targetOf(file: string): Promise<Target> {
  const there = await statsOf(file);
  if (there === undefined) {
    const folder = await fs.realpath(path.dirname(file));
    return { real: path.join(folder, path.basename(file)), mode: 0o666, isThere: false };
  }
  const stats = await fs.stat(file).catch(() => undefined);
  if (stats === undefined) throw new NotTouched('writes-out'); // to write through it would make a file, who knows where
  if (stats.isDirectory()) throw new Error('it is a folder');
  if (!stats.isFile()) throw new NotTouched('special');
  return { real: await fs.realpath(file), mode: stats.mode & 0o777, isThere: true };
}

async function statsOf(file: string) {
  try {
    return await fs.lstat(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
