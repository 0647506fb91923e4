// Each folder below `fixtures/LANGUAGE/` is a workspace of infrastructure code. Its files say in comments what comes of each
// pull: `plan: allowed grant=pull`. A line without such a comment has no finding.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { judged, partOf, wantsIn, workspaces } from './planned.ts';

for (const [name, files] of workspaces(path.join(import.meta.dirname, 'fixtures'))) {
  test(`${name} comes out as its comments say`, () => {
    const { findings } = judged(files);
    for (const [file, text] of files) {
      const found = Map.groupBy(
        findings.filter(({ reference }) => reference.file === file),
        ({ reference }) => text.slice(0, reference.span.start).split('\n').length,
      );
      const wants = wantsIn(text);
      for (const line of new Set([...found.keys(), ...wants.keys()])) {
        const [got = [], want = []] = [found.get(line), wants.get(line)];
        const at = `${name}/${file}:${line}`;
        const said = got.map(({ verdict }) => `${verdict.outcome}: ${verdict.message}`).join('\n');
        assert.deepEqual(
          got.map(({ verdict }) => verdict.outcome),
          want.map(({ outcome }) => outcome),
          `${at}\n${said}`,
        );
        for (const [index, { parts }] of want.entries()) {
          const finding = got[index];
          assert.ok(finding);
          for (const [key, value] of parts) {
            const part = partOf(finding, key);
            if (key === 'why') assert.ok(part.includes(value), `${at}: ${part}`);
            else assert.equal(part, value, `${at} ${key}\n${said}`);
          }
        }
      }
    }
  });
}
