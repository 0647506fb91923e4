// The page of a fleet in a real browser: at three widths and in print, without a script error, and no name is markup.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fleet, snapshotArgs, teams } from './fleet.ts';
import { folder, program } from './gate.ts';

const chromium = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

test('the page of forty registries and two hundred identities', {
  skip: chromium ? false : 'there is no Chromium here',
}, t => {
  assert.ok(chromium);
  const cwd = folder(t, fleet());
  const page = path.join(cwd, 'map.html');
  const args = [program, 'map', ...teams, ...snapshotArgs, '--format', 'html'];
  writeFileSync(page, execFileSync(process.execPath, args, { cwd, maxBuffer: 10_000_000 }));
  const usual = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--enable-logging=stderr',
    `--user-data-dir=${cwd}/profile`,
  ];
  const run = (...options: readonly string[]) => {
    const { stdout, stderr, status } = spawnSync(chromium, [...usual, ...options, `file://${page}`], {
      encoding: 'utf8',
      maxBuffer: 20_000_000,
    });
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stderr, /CONSOLE|Uncaught|Refused/);
    return stdout;
  };
  for (const width of [1400, 800, 420]) {
    const shot = path.join(cwd, `${width}.png`);
    run(`--window-size=${width},2000`, `--screenshot=${shot}`);
    assert.ok(statSync(shot).size > 20_000);
  }
  run(`--print-to-pdf=${cwd}/map.pdf`);
  assert.ok(existsSync(path.join(cwd, 'map.pdf')));
  const dom = run('--dump-dom');
  assert.ok(dom.includes('<button type="button">Registry</button>'), 'the script has run to its end');
  assert.doesNotMatch(dom, /<b onclick/);
  assert.ok(dom.includes('sp-store &lt;b onclick="alert(1)"&gt;&amp;amp;'));
});
