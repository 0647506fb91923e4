// One at a time: two commands started together must not install into the same folder.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const patience = 15 * 60_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Does `work` while holding the lock file, waiting first for the process that holds it. */
export async function withLock(file, work) {
  const end = Date.now() + patience;
  for (let told = false; !take(file); await sleep(500)) {
    const holder = Number(read(file));
    if (holder && !isAlive(holder)) rmSync(file, { force: true });
    else if (Date.now() > end)
      throw new Error(`process ${holder} still holds ${file}: delete that file if it should not`);
    else if (!told) told = console.log(`  waiting for process ${holder}, which is installing`) ?? true;
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
