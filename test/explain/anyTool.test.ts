// Any tool's error is read by what it says, and nothing else's error is taken for a pull's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';
import { causesFor, pullErrors, pullers, shapes } from './anyTool.ts';
import { appErrors, apps, pushErrors, pushers } from './notPulling.ts';

for (const [shape, reshape] of shapes) {
  // What is cut off may have lost the very words; that it is a pull's is still seen.
  const isWhole = shape !== 'cut off';
  test(`${shape}: every tool's pull errors have the right cause among the first two`, () => {
    const wrong = pullers.flatMap(([tool, asker, say]) =>
      pullErrors.flatMap(([id, text, causes]) => {
        const explanation = explain(reshape(say(text)));
        const found = explanation.causes.slice(0, 2).map(({ cause }) => cause);
        const right = causesFor(causes, asker).some(cause => found.some(each => each === cause));
        return explanation.pullError && (right || !isWhole) ? [] : [`${tool}, ${id}: ${found}`];
      }),
    );
    assert.deepEqual(wrong, []);
  });

  test(`${shape}: no push and no error of an app is called a pull error`, () => {
    const said = [
      ...pushers.flatMap(([, say]) => pushErrors.map(say)),
      ...apps.flatMap(([, say]) => appErrors.map(say)),
    ].map(reshape);
    assert.deepEqual(
      said.filter(text => explain(text).pullError),
      [],
    );
  });
}
