// Azure writes GUIDs in conditions with dashes and without, as in recordings of role definitions:
// `{'5b306cba9c7149db96c3d17ca2379c4d', '5b306cba-9c71-49db-96c3-d17ca2379c4d'}` for one application.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '../../../src/verdict/conditions/evaluate.ts';
import { parseCondition } from '../../../src/verdict/conditions/parser.ts';
import { knowing } from './rows.ts';

const known = knowing(['Request', 'id', ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635']]);

for (const [text, value] of [
  ['@Request[id] GuidEquals 8e3af657a8ff443ca75c2fe8c4bcb635', 'yes'],
  ["@Request[id] GuidEquals '8E3AF657A8FF443CA75C2FE8C4BCB635'", 'yes'],
  ['@Request[id] ForAnyOfAnyValues:GuidNotEquals {8e3af657a8ff443ca75c2fe8c4bcb635}', 'no'],
] as const) {
  test(`${text}: ${value}`, () => {
    assert.equal(evaluate(parseCondition(text), known).value, value);
  });
}
