// A runtime that a file names, and that is not among those that were read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../src/verdict/decide.ts';
import { readConfig } from '../../../src/workspace/config/readConfig.ts';
import { targetsOf } from '../../../src/workspace/targets/targets.ts';
import { BuiltFiles } from '../../build/builtFiles.ts';
import { mapOf, now, registry } from '../facts.ts';

const map = mapOf({ resources: [registry('shop')] });
const { config } = readConfig('version: 1\n', '.acr-pull.yaml');

/** The reasons of the verdicts on the images of a workflow with these steps, and of a pod that it deploys. */
function reasons(steps: string): readonly string[] {
  const index = new BuiltFiles();
  const workflow = `on: push\njobs:\n  deploy:\n    steps:\n${steps}`;
  index.take('.github/workflows/deploy.yml', workflow);
  const pod = 'apiVersion: v1\nkind: Pod\nspec: { containers: [{ image: shop.azurecr.io/a:1 }] }\n';
  index.take('pod.yaml', pod);
  const references = ['.github/workflows/deploy.yml', 'pod.yaml'].flatMap(file => index.references(file));
  return references.flatMap(reference =>
    targetsOf(reference, { config, map }).map(target => {
      const verdict = decide({ reference, target, map, now })?.verdict;
      assert.equal(verdict?.outcome, 'unknown');
      return verdict.message;
    }),
  );
}

const app = (name: string, group: string) => `      - uses: azure/container-apps-deploy-action@v2
        with: { containerAppName: '${name}', resourceGroup: '${group}', imageToDeploy: shop.azurecr.io/a:1 }
`;
const cluster = (name: string, group: string) => `      - uses: azure/aks-set-context@v4
        with: { cluster-name: '${name}', resource-group: '${group}' }
      - uses: azure/k8s-deploy@v5
        with: { manifests: pod.yaml }
`;

// Found wrong 11: the message was that the cluster has no resource ID.
test('where a pipeline names another resource group, that is what the verdict says', () => {
  for (const steps of [app('till', 'rg-prod'), cluster('till', 'rg-prod')]) {
    const [reason = '', ...others] = reasons(steps);
    assert.deepEqual(others, []);
    assert.match(reason, /`till` in resource group `rg-prod` is not one of the runtimes that were read/);
    assert.doesNotMatch(reason, /resource ID/);
  }
});

test('what only a run knows is said to be so', () => {
  assert.match(
    reasons(app('${{ vars.APP }}', 'rg'))[0] ?? '',
    /only a run knows which runtime `\$\{\{ vars\.APP \}\}` is/,
  );
  assert.match(reasons(app('till', '${{ vars.RG }}'))[0] ?? '', /only a run knows which resource group .* is/);
  assert.match(reasons(app('till', ''))[0] ?? '', /`till` is not one of the runtimes that were read, or several/);
});
