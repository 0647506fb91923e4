// A dead pull secret is taken out of its list where nothing is lost with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PullSecret, SecretEntry } from '../../../src/model/workload.ts';
import {
  account,
  application,
  assign,
  cluster,
  guid,
  mapOf,
  now,
  pod,
  registry,
  roles,
  secret,
  servicePrincipal,
  verdict,
} from '../facts.ts';

const item = { before: 6, after: 1 };
const span = { start: 100, end: 105 };
const app = guid('sp client');
const ended = new Date(now.getTime() - 1000).toISOString();

function removals(parts: Partial<PullSecret>, more: Partial<SecretEntry> = {}, attached = true): readonly string[] {
  const map = mapOf({
    resources: [cluster('aks'), registry('shop')],
    roleAssignments: attached ? [assign(guid('aks kubelet'), roles.AcrPull)] : [],
    credentials: [servicePrincipal(app, guid('sp')), application(app, ['2028-01-01T00:00:00Z'])],
  });
  const { username = 'shop', ...entry } = more;
  const workload = pod({ pullSecrets: [{ ...secret('login', username, entry), span, item, ...parts }] });
  return verdict({ map, workload }).fixes.flatMap(({ kind, edit }) =>
    kind === 'removeSecret' && edit ? `${edit.file} ${edit.span.start}–${edit.span.end} "${edit.newText}"` : [],
  );
}

const removed = ['web.yaml 94–106 ""'];
const elsewhere: SecretEntry = { server: 'ghcr.io', username: 'bot', expiresAt: undefined };

test('the admin account that is off, an expired token, a service principal without a role', () => {
  assert.deepEqual(removals({}), removed);
  assert.deepEqual(removals({}, { username: guid(''), expiresAt: ended }), removed);
  assert.deepEqual(removals({}, { username: app }), removed);
});

test("not where it holds something for another registry, can't be taken out cleanly, or nobody else pulls", () => {
  const own = secret('login', 'shop').entries ?? [];
  assert.deepEqual(removals({ entries: [...own, elsewhere] }), []);
  assert.deepEqual(removals({ entries: [...own, { ...elsewhere, server: 'https://shop.azurecr.io/v2/' }] }), removed);
  assert.deepEqual(removals({ item: undefined }), []);
  assert.deepEqual(removals({}, {}, false), []);
});

test('a secret of the service account goes from the file of the account', () => {
  const map = mapOf({
    resources: [cluster('aks'), registry('shop')],
    roleAssignments: [assign(guid('aks kubelet'), roles.AcrPull)],
  });
  const workload = pod({
    serviceAccount: account('robot', { pullSecrets: [{ ...secret('login', 'shop'), span, item }] }),
  });
  const [fix] = verdict({ map, workload }).fixes;
  assert.equal(fix?.edit?.file, 'account.yaml');
});
