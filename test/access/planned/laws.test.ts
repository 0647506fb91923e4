// Laws of pulls in code that hold for every program. Issue 34: "removing the grant from the code never leaves it
// allowed where only the code grants. Making a grant open never leaves it allowed nor makes it denied. No fact of one
// world changes a verdict of another. Adding a grant for another identity never makes it allowed. Renaming symbols
// changes nothing".
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Finding } from '../../../src/model/verdict.ts';
import { filesOf, type Generated, type GeneratedGrant, grants, programs } from './generated.ts';
import { judged } from './planned.ts';

const numRuns = Number(process.env['ACR_PULL_LAWS'] ?? 60);

function findingsOf(program: Generated, rename?: (name: string) => string): readonly Finding[] {
  return judged(filesOf(program, rename)).findings;
}

function outcomes(program: Generated, rename?: (name: string) => string): readonly string[] {
  return findingsOf(program, rename).map(
    ({ reference, verdict: { outcome, cause } }) => `${reference.text.split('/').at(-1)} ${outcome} ${cause}`,
  );
}

const law = (name: string, holds: (program: Generated) => void) =>
  test(name, () => fc.assert(fc.property(programs, holds), { numRuns }));

/** Counts of each outcome: a law that only saw one kind proves little. */
test('the programs have pulls of every outcome', context => {
  const counted = new Map<string, number>();
  for (const program of fc.sample(programs, { numRuns: 100, seed: 34 })) {
    for (const { verdict } of findingsOf(program)) {
      const key = `${verdict.outcome} ${verdict.cause}`;
      counted.set(key, (counted.get(key) ?? 0) + 1);
    }
  }
  context.diagnostic(JSON.stringify(Object.fromEntries(counted)));
  for (const outcome of ['allowed', 'denied', 'unknown']) {
    assert.ok(
      [...counted.keys()].some(key => key.startsWith(outcome)),
      outcome,
    );
  }
});

law('without any grant, nothing is allowed', program => {
  for (const { verdict } of findingsOf({ ...program, grants: [] })) assert.notEqual(verdict.outcome, 'allowed');
});

law('without the grant that allows a pull, another one does, or it is not allowed', program => {
  for (const [at, grant] of program.grants.entries()) {
    const others = program.grants.filter(each => each !== grant);
    // numbers are names: the others keep theirs
    const never = program.grants.map(each => (each === grant ? { ...each, made: 'never' as const } : each));
    for (const { verdict } of findingsOf({ ...program, grants: never })) {
      if (verdict.outcome !== 'allowed') continue;
      assert.ok(others.length > 0);
      assert.ok(!isOf(verdict.planned?.grant?.address, at), verdict.planned?.grant?.address);
    }
  }
});

function isOf(address: string | undefined, at: number): boolean {
  return new RegExp(`\\bgrant${at}\\b`).test(address ?? '');
}

law('a pull whose grants are all open is neither allowed nor refused for them', program => {
  const ofApp = (found: readonly Finding[]) => found.map(({ verdict: { outcome, cause } }) => ({ outcome, cause }));
  const before = ofApp(findingsOf({ ...program, grants: [] }));
  for (const part of [{ made: 'open' }, { role: 'open' }] as const) {
    const open = program.grants.map((each): GeneratedGrant => ({ ...each, ...part }));
    const after = ofApp(findingsOf({ ...program, grants: open }));
    for (const [at, { outcome, cause }] of after.entries()) {
      assert.notEqual(outcome, 'allowed');
      if (outcome === 'denied') assert.deepEqual({ outcome, cause }, before[at]);
    }
  }
});

test('a grant for another identity allows nothing', () => {
  fc.assert(
    fc.property(programs, grants, (program, grant) => {
      const refused = findingsOf(program);
      const added = { ...grant, kind: 'principal' as const };
      const after = findingsOf({ ...program, grants: [...program.grants, added] });
      for (const [at, { verdict, reference }] of after.entries()) {
        const app = program.apps.find((_, index) => reference.text.includes(`/app${index}:`));
        if (app === undefined || (!app.isSystem && app.entry === added.to)) continue;
        if (verdict.outcome === 'allowed') assert.equal(refused[at]?.verdict.outcome, 'allowed');
      }
    }),
    { numRuns },
  );
});

law('other names of symbols change nothing', program => {
  const letters = (name: string) => `z${name.split('').reverse().join('')}z`.replace(/^z(\d)/, 'z_$1');
  assert.deepEqual(outcomes(program, letters), outcomes(program));
});

test('no program changes a verdict of another', () => {
  fc.assert(
    fc.property(programs, programs, (one, other) => {
      const inFolder = (folder: string, program: Generated) =>
        filesOf(program).map(([file, text]) => [`${folder}/${file}`, text] as const);
      const of = (findings: readonly Finding[]) =>
        findings
          .filter(({ reference }) => reference.file.startsWith('one/'))
          .map(({ verdict: { outcome, cause, message } }) => `${outcome} ${cause} ${message}`);
      const alone = judged(inFolder('one', one)).findings;
      const together = judged([...inFolder('one', one), ...inFolder('other', other)]).findings;
      assert.deepEqual(of(together), of(alone));
    }),
    { numRuns },
  );
});
