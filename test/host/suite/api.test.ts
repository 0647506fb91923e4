// The answers of the API to another extension, and the MCP server that this one offers where the editor takes them.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import type { AcrPullApi } from '../../../src/editor/api.ts';
import { settled } from './shop.ts';

describe('the API for other extensions', () => {
  it('tells whether an image can be pulled, and what would fix it', async () => {
    await settled();
    const extension = vscode.extensions.getExtension<AcrPullApi>('acr-pull-check.acr-pull-check');
    const api = await extension?.activate();
    assert.strictEqual(api?.version, 1);
    const denied = await api.canPull('shopprod.azurecr.io/checkout:2.4.0', 'aks-eu');
    assert.deepStrictEqual(
      denied.pulls.map(({ image, outcome, cause, target }) => [image, outcome, cause, target?.name]),
      [['shopprod.azurecr.io/checkout:2.4.0', 'denied', 'not-attached', 'aks-eu']],
    );
    assert.match(denied.pulls[0]?.fixes[0]?.bash ?? '', /--attach-acr=/);
    assert.strictEqual(denied.pulls[0]?.place?.file, 'deploy/eu/checkout.yaml');
    const pod = await api.canPull('shopprod.azurecr.io/never-named:1');
    assert.match(pod.note ?? '', /No manifest in the workspace uses this image/);
    assert.ok(pod.pulls.length > 0 && pod.pulls.every(({ place }) => place === null));
  });
});
