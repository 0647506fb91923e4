// Tables of conditions, each row with the source of what it should give.
// [F] conditions-format.md · [1] the same of April 2021 · [E] storage-auth-abac-examples.md
// [A] conditions-authorization-actions-attributes.md · [R] container-registry-rbac-abac-repository-permissions.md
// [P] the ACR team's preview page: Azure/acr, docs/preview/abac-repo-permissions/README.md
// [794] Azure/acr#794 · [–] not documented, so unknown
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConditionRequest, evaluate, type KnownAttribute } from '../../../src/verdict/conditions/evaluate.ts';
import { parseCondition } from '../../../src/verdict/conditions/parser.ts';

export const registry = 'Microsoft.ContainerRegistry/registries';
export const name = `@Request[${registry}/repositories:name]`;
export const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

export const pull: ConditionRequest = {
  action: `${registry}/repositories/content/read`,
  kind: 'dataAction',
  subOperation: null,
  repository: 'team-a/checkout',
  now: '2026-11-24T12:00:00Z',
};

type Fact = readonly [source: KnownAttribute['source'], name: string, values: KnownAttribute['values']];

export function knowing(...facts: readonly Fact[]): ConditionRequest {
  return { ...pull, attributes: facts.map(([source, each, values]) => ({ source, name: each, values })) };
}

export function color(...values: string[]): ConditionRequest {
  return knowing(['Resource', 'color', values]);
}

export function ofVersion(version: string | null): ConditionRequest {
  return knowing(['Request', `${blobs}:versionId`, version === null ? null : [version]]);
}

export type Row = readonly [source: string, condition: string, request: ConditionRequest, value: string, why?: RegExp];

export function checkRows(rows: readonly Row[]): void {
  for (const [source, text, request, value, why] of rows) {
    test(`${source}: ${value}`, () => {
      const evaluation = evaluate(parseCondition(text), request);
      const reason = evaluation.value === 'yes' ? '' : evaluation.why;
      assert.equal(evaluation.value, value, `${text}\n${reason}`);
      if (why !== undefined) assert.match(reason, why);
    });
  }
}
