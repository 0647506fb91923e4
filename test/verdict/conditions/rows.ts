// Tables of conditions, each row with the source of what it should give.
// [F] conditions-format.md · [1] the same of April 2021 · [E] storage-auth-abac-examples.md
// [A] conditions-authorization-actions-attributes.md · [R] container-registry-rbac-abac-repository-permissions.md
// [P] the ACR team's preview page: Azure/acr, docs/preview/abac-repo-permissions/README.md
// [794] Azure/acr#794 · [–] not documented, so unknown
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConditionRequest, evaluateCondition } from '../../../src/verdict/conditions/evaluate.ts';
import { parseCondition } from '../../../src/verdict/conditions/parser.ts';

export const registry = 'Microsoft.ContainerRegistry/registries';
export const name = `@Request[${registry}/repositories:name]`;
export const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

export const pull: ConditionRequest = {
  action: `${registry}/repositories/content/read`,
  kind: 'dataAction',
  repository: 'team-a/checkout',
};

export function of(repository: string): ConditionRequest {
  return { ...pull, repository };
}

export type Row = readonly [source: string, condition: string, request: ConditionRequest, value: string, why?: RegExp];

export function checkRows(rows: readonly Row[]): void {
  for (const [source, text, request, value, why] of rows) {
    test(`${source}: ${value}`, () => {
      const evaluation = evaluateCondition(parseCondition(text), request);
      assert.equal(evaluation.value, value, `${text}\n${evaluation.why}`);
      assert.equal(evaluation.why !== '', value === 'unknown');
      if (why !== undefined) assert.match(evaluation.why, why);
    });
  }
}
