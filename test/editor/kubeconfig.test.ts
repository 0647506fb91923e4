// Reads only the cluster of a kubeconfig's current context. Never its users or their credentials.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { kubectlIn, withoutCredentials } from '../../src/workspace/targets/kubeconfig.ts';

// As `az aks get-credentials` writes it. What is secret in it is made up.
const file = (current: string) => `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: TFMwdA==
    server: https://aks-prod-7k2m9x4q.hcp.WestEurope.azmk8s.io:443
  name: aks-prod
- cluster:
    server: https://127.0.0.1:6443
  name: kind
contexts:
- context:
    cluster: aks-prod
    user: clusterUser_shop-aks_aks-prod
  name: prod
- context: { cluster: kind, user: kind }
  name: local
current-context: ${current}
kind: Config
preferences: {}
users:
- name: clusterUser_shop-aks_aks-prod
  user:
    client-certificate-data: c2VjcmV0
    client-key-data: c2VjcmV0
    token: secret-token
- name: other
  user:
    exec:
      args: [--secret, secret]
      env:
      - name: PASSWORD
        value: secret
extensions: []
`;

test('the current context leads to a host', () => {
  assert.deepEqual(kubectlIn([file('prod')]).current, {
    name: 'prod',
    host: 'aks-prod-7k2m9x4q.hcp.westeurope.azmk8s.io',
  });
  assert.deepEqual(kubectlIn([file('local')]).current, { name: 'local', host: '127.0.0.1' });
});

test('as JSON, and with quotes, it reads the same', () => {
  const asJson = JSON.stringify({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'b' } }],
    clusters: [{ name: 'b', cluster: { server: 'https://c.example' } }],
    users: [],
  });
  assert.deepEqual(kubectlIn([asJson]).current, { name: 'a', host: 'c.example' });
  assert.equal(kubectlIn([file('"prod"')]).current?.name, 'prod');
});

test('of several files, the first that says something counts', () => {
  const only = 'current-context: local\n';
  assert.equal(kubectlIn([only, file('prod')]).current?.host, '127.0.0.1');
  assert.equal(kubectlIn(['current-context: ""\n', file('prod')]).current?.name, 'prod');
});

test('what leads nowhere is nothing', () => {
  for (const text of ['', 'current-context: gone\n', file('""'), file('prod').replace('https://', ''), ': {', '- a']) {
    assert.equal(kubectlIn([text]).current, undefined, text);
  }
  assert.equal(kubectlIn([]).current, undefined);
});

test('credentials are cut off before the text is parsed', () => {
  const rest = withoutCredentials(file('prod'));
  assert.doesNotMatch(rest, /secret|c2Vj|TFMw/);
  assert.match(rest, /extensions/);
});

test('nothing makes it throw', () => {
  fc.assert(fc.property(fc.array(fc.string()), texts => void kubectlIn(texts)));
});
