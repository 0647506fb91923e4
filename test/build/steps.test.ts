// Workflows that deploy, from the step to the pulls: manifests, clusters, contexts. Single steps are tested in
// delivery/steps.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, cluster, mapOf, pod, sent } from './gitops.ts';

const deployWorkflow = (steps: string) =>
  `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;

test('a GitHub workflow that deploys names the cluster next to the manifests', () => {
  const workflow = (steps: string) => `on: push
env: { CLUSTER: aks-eu }
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
${steps}`;
  const name = '.github/workflows/deploy.yml';
  const action = `      - uses: Azure/aks-set-context@v4
        with: { resource-group: shop-aks, cluster-name: '\${{ env.CLUSTER }}' }
      - uses: Azure/k8s-deploy@v5
        with:
          manifests: |
            manifests/pod.yaml
            more/
`;
  const files = { 'manifests/pod.yaml': pod(), 'more/pod.yaml': pod('more'), 'manifests/other.yaml': pod('other') };
  assert.deepEqual(sent({ ...files, [name]: workflow(action) }, 'manifests/pod.yaml'), ['shopprod/till:1 → aks-eu']);
  assert.deepEqual(sent({ ...files, [name]: workflow(action) }, 'more/pod.yaml'), ['shopprod/more:1 → aks-eu']);
  assert.deepEqual(sent({ ...files, [name]: workflow(action) }, 'manifests/other.yaml'), ['shopprod/other:1 →']);
  const script = `      - run: |
          az aks get-credentials --resource-group shop-aks \\
            --name aks-us --overwrite-existing
          kubectl apply -f manifests/pod.yaml
`;
  assert.deepEqual(sent({ ...files, [name]: workflow(script) }, 'manifests/pod.yaml'), ['shopprod/till:1 → aks-us']);
  const set = `${script}          kubectl set image deploy/till till=shopprod.azurecr.io/till:2\n`;
  assert.deepEqual(sent({ [name]: workflow(set) }, name), ['shopprod/till:2 → aks-us']);
  // https://helm.sh/docs/helm/helm_upgrade/: the context is another than the current one
  const helm = script.replace(
    /kubectl apply .*/,
    'az aks get-credentials -n aks-eu\n          az aks get-credentials -n aks-us\n          helm upgrade --install till ./chart --kube-context aks-eu',
  );
  const chart = {
    'chart/Chart.yaml': 'name: chart\n',
    'chart/values.yaml': 'image: shopprod.azurecr.io/till:1\n',
    'chart/templates/pod.yaml': pod('till', '{{ .Values.image }}'),
  };
  assert.deepEqual(sent({ ...chart, [name]: workflow(helm) }, 'chart/values.yaml'), ['shopprod/till:1 → aks-eu']);
  // a secret names nothing, and the only cluster there is is still that one
  const open = script.replace('aks-us', '${{ secrets.AKS }}');
  assert.deepEqual(sent({ ...files, [name]: workflow(open) }, 'manifests/pod.yaml'), ['shopprod/till:1 →']);
});

// Every environment has its `aks` and its `shop-api`, each in a resource group of its own. The snapshot may hold one of
// them.
test('a step that names the resource group means the runtime in that group, and no other of its name', () => {
  const name = '.github/workflows/deploy.yml';
  const script = (group: string) =>
    deployWorkflow(`      - run: |
          az aks get-credentials -g ${group} -n aks --overwrite-existing
          kubectl apply -f pod.yaml
          az containerapp update -g ${group} -n shop-api --image shopprod.azurecr.io/api:1
`);
  const files = (group: string) => ({ 'pod.yaml': pod(), [name]: script(group) });
  const dev = mapOf(cluster('aks', 'rg-dev'), app);
  assert.deepEqual(sent(files('rg-prod'), 'pod.yaml', { map: dev }), ['shopprod/till:1 → aks?']);
  assert.deepEqual(sent(files('rg-prod'), name, { map: dev }), ['shopprod/api:1 → shop-api?']);
  assert.deepEqual(sent(files('RG-dev'), 'pod.yaml', { map: dev }), ['shopprod/till:1 → aks']);
  assert.deepEqual(sent(files('g'), name, { map: dev }), ['shopprod/api:1 → shop-api']);
  // of two, the group decides
  const both = mapOf(cluster('aks', 'rg-dev'), cluster('aks', 'rg-prod'));
  assert.deepEqual(sent(files('rg-prod'), 'pod.yaml', { map: both }), ['shopprod/till:1 → aks']);
  // a group that only the run knows may be any
  assert.deepEqual(sent(files('${{ vars.RG }}'), name, { map: dev }), ['shopprod/api:1 → shop-api?']);
  assert.deepEqual(sent(files('${{ vars.RG }}'), 'pod.yaml', { map: both }), ['shopprod/till:1 →']);
});

// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsif
test('of clusters that are chosen under conditions, none is passed over', () => {
  const name = '.github/workflows/deploy.yml';
  const set = (cluster: string, condition: string) =>
    `      - uses: azure/aks-set-context@v4\n        if: ${condition}\n        with: { cluster-name: ${cluster} }\n`;
  const two = set('aks-eu', "github.ref == 'refs/heads/main'") + set('aks-dev', "github.ref != 'refs/heads/main'");
  const deploy = '      - uses: azure/k8s-deploy@v5\n        with: { manifests: pod.yaml }\n';
  const files = (steps: string) => ({ 'pod.yaml': pod(), [name]: deployWorkflow(steps) });
  assert.deepEqual(sent(files(two + deploy), 'pod.yaml'), ['shopprod/till:1 → aks-dev', 'shopprod/till:1 → aks-eu']);
  // a deployment under the condition of one goes to that one
  const main = deploy.replace('@v5', "@v5\n        if: github.ref == 'refs/heads/main'");
  assert.deepEqual(sent(files(two + main), 'pod.yaml'), ['shopprod/till:1 → aks-eu']);
  // one that is chosen in any case replaces them, and so does one that asks for no more than that all went well
  assert.deepEqual(sent(files(two + set('aks-us', 'success()') + deploy), 'pod.yaml'), ['shopprod/till:1 → aks-us']);
});

test('a step that may choose one of several clusters sends nothing to any of them', () => {
  const name = '.github/workflows/deploy.yml';
  const run = (script: string, more = '') => ({
    'pod.yaml': pod(),
    'later/pod.yaml': pod('later'),
    [name]: deployWorkflow(`      - run: |\n${script.replace(/^/gm, '          ')}\n${more}`),
  });
  const get = (cluster: string) => `az aks get-credentials --name ${cluster}`;
  const apply = 'kubectl apply -f pod.yaml';
  for (const script of [
    `if [ "$STAGE" = prod ]; then\n  ${get('aks-eu')}\nelse\n  ${get('aks-dev')}\nfi\n${apply}`,
    `case "$STAGE" in\n  prod) ${get('aks-eu')} ;;\n  *) ${get('aks-dev')} ;;\nesac\n${apply}`,
    `if ($env:STAGE -eq 'prod') {\n  ${get('aks-eu')}\n} else {\n  ${get('aks-dev')}\n}\n${apply}`,
    `${get('aks-dev')}\n[ "$STAGE" = prod ] && ${get('aks-eu')}\n${apply}`,
    `deploy() { ${apply}; }\n${get('aks-dev')}\ndeploy\n${get('aks-eu')}\ndeploy`,
    `if [ "$STAGE" ]; then ${get('$CLUSTER')}; else ${get('aks-dev')}; fi\n${apply}`,
  ]) {
    assert.deepEqual(sent(run(script), 'pod.yaml'), ['shopprod/till:1 →'], script);
    // a step after it goes to one of those
    const later = '      - uses: azure/k8s-deploy@v5\n        with: { manifests: later/pod.yaml }\n';
    if (!script.includes('$CLUSTER')) {
      assert.deepEqual(
        sent(run(script, later), 'later/pod.yaml'),
        ['shopprod/later:1 → aks-dev', 'shopprod/later:1 → aks-eu'],
        script,
      );
    }
  }
  // of one cluster, any branch leads there
  assert.deepEqual(sent(run(`[ x ] && ${get('aks-eu')}\n${apply}`), 'pod.yaml'), ['shopprod/till:1 → aks-eu']);
});

test('a context is the cluster that a step has connected to by its name, and no other', () => {
  const name = '.github/workflows/deploy.yml';
  const run = (...lines: readonly string[]) => ({
    'pod.yaml': pod(),
    [name]: deployWorkflow(`      - run: |\n${lines.map(line => `          ${line}\n`).join('')}`),
  });
  const get = (cluster: string) => `az aks get-credentials --name ${cluster}`;
  const [apply, use] = ['kubectl apply -f pod.yaml', 'kubectl config use-context'];
  const all: readonly (readonly [readonly string[], string])[] = [
    [[get('aks-dev'), get('aks-eu'), `${use} aks-dev`, apply], 'shopprod/till:1 → aks-dev'],
    [[get('aks-dev'), get('aks-eu'), `${apply} --context aks-dev`], 'shopprod/till:1 → aks-dev'],
    [[`${get('aks-dev')} --admin`, get('aks-eu'), `${apply} --context aks-dev-admin`], 'shopprod/till:1 → aks-dev'],
    [[`${get('aks-eu')} --context live`, `kubectl --context live apply -f pod.yaml`], 'shopprod/till:1 → aks-eu'],
    // it may be called like a cluster, and lead to another
    [[`${use} aks-eu`, apply], 'shopprod/till:1 →'],
    [[get('aks-eu'), `${use} kind`, apply], 'shopprod/till:1 →'],
    [[get('aks-eu'), 'export KUBECONFIG=other', apply], 'shopprod/till:1 →'],
    [[get('aks-eu'), `${apply} --kubeconfig other`], 'shopprod/till:1 →'],
    [[`${get('aks-eu')} --file other`, apply], 'shopprod/till:1 →'],
    // of a variable, nothing is known
    [[get('aks-eu'), `${apply} $ARGUMENTS`], 'shopprod/till:1 →'],
    [[get('$CLUSTER'), apply], 'shopprod/till:1 →'],
    [[get('aks-eu'), 'cd manifests', apply], 'shopprod/till:1 →'],
  ];
  for (const [lines, expected] of all) assert.deepEqual(sent(run(...lines), 'pod.yaml'), [expected], lines.join('; '));
});

test('of a step with several commands, an image goes where its own command sends it', () => {
  const name = '.github/workflows/deploy.yml';
  const script = `      - run: |
          az aks get-credentials -n aks-eu
          az aks get-credentials -n aks-us
          az aks get-credentials -n aks-dev
          kubectl --context aks-eu set image deployment/till till=shopprod.azurecr.io/till:2
          kubectl --context aks-us set image deployment/web web=shopprod.azurecr.io/web:2
          helm upgrade shop ./chart --kube-context aks-dev --set image.repository=shopprod.azurecr.io/shop
          kubectl --context aks-eu apply -f pod.yaml
`;
  assert.deepEqual(sent({ 'pod.yaml': pod(), [name]: deployWorkflow(script) }, name), [
    'shopprod/till:2 → aks-eu',
    'shopprod/web:2 → aks-us',
    'shopprod/shop → aks-dev',
  ]);
});

test('an image that kubectl runs goes to the chosen cluster', () => {
  const name = '.github/workflows/deploy.yml';
  const workflow = (script: string) =>
    deployWorkflow(`      - run: |\n          az aks get-credentials --name aks-prod\n          ${script}\n`);
  const dev = { map: mapOf(cluster('aks-dev')) };
  for (const script of ['run smoke', 'create job smoke', 'create deployment till -n shop']) {
    const all = { [name]: workflow(`kubectl ${script} --image=shopprod.azurecr.io/smoke:1`) };
    assert.deepEqual(sent(all, name, dev), ['shopprod/smoke:1 → aks-prod?'], script);
  }
});

// `kubectl -n shop …` is how scripts write it as often as not. Https://kubernetes.io/docs/reference/kubectl/#syntax has
// the command first. Folders are as `defaults.run` has it.
test('options before the command, and the folder that a workflow runs in', () => {
  const name = '.github/workflows/deploy.yml';
  const workflow = `on: push
defaults: { run: { working-directory: deploy } }
jobs:
  deploy:
    steps:
      - run: |
          az aks get-credentials --name aks-us
          az aks get-credentials --name aks-eu
          kubectl --namespace shop --context=aks-us apply -f k8s/pod.yaml
          kubectl -n shop set image deployment/till till=shopprod.azurecr.io/till:2
`;
  const files = { 'k8s/pod.yaml': pod('other'), 'deploy/k8s/pod.yaml': pod(), [name]: workflow };
  assert.deepEqual(sent(files, 'deploy/k8s/pod.yaml'), ['shopprod/till:1 → aks-us']);
  assert.deepEqual(sent(files, 'k8s/pod.yaml'), ['shopprod/other:1 →']);
  assert.equal(sent(files, name).length, 1, 'the image that is set is read');
});

test('a variable of the shell names no cluster, whatever the step gives it', () => {
  const name = '.github/workflows/deploy.yml';
  const steps = `      - env: { CLUSTER: aks-dev }
        run: |
          CLUSTER=aks-eu
          az aks get-credentials --name $CLUSTER
          kubectl apply -f pod.yaml
`;
  const files = (script: string) => ({ 'pod.yaml': pod(), [name]: deployWorkflow(script) });
  assert.deepEqual(sent(files(steps), 'pod.yaml'), ['shopprod/till:1 →']);
  // an expression is put in before the shell runs
  const expression = steps.replace('$CLUSTER', '${{ env.CLUSTER }}');
  assert.deepEqual(sent(files(expression), 'pod.yaml'), ['shopprod/till:1 → aks-dev']);
});
