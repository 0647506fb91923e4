import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { explain } from '../../src/explain/explain.ts';
import { readManifest } from '../../src/manifests/index.ts';
import type { VerdictCause } from '../../src/model/cause.ts';
import type { ImageReference } from '../../src/model/reference.ts';
import type { Finding, Outcome } from '../../src/model/verdict.ts';
import { messages } from './messages.ts';

const refused = (image: string) =>
  `Failed to pull image "${image}": failed to resolve reference "${image}": failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized`;
const pulled = (image: string) => `Normal  Pulled  kubelet  Successfully pulled image "${image}" in 2s`;
const ids = (text: string) => explain(text).causes.map(({ cause }) => cause);

test('an image is found wherever a runtime puts it', () => {
  const texts: Readonly<Record<string, string>> = {
    'Failed to pull image "shop.azurecr.io/a/b:1": 401 Unauthorized': 'shop.azurecr.io/a/b:1',
    'Error: Head "https://shop.azurecr.io/v2/a/b/manifests/1": unauthorized': 'shop.azurecr.io/a/b:1',
    'failed to fetch anonymous token: GET request to https://shop.azurecr.io/oauth2/token?scope=repository%3Aa%2Fb%3Apull&service=shop.azurecr.io: 401 Unauthorized':
      'shop.azurecr.io/a/b',
    'Pulling image &quot;shop.azurecr.io/a/b:1&quot;': 'shop.azurecr.io/a/b:1',
    "The image 'shop.azurecr.io/a/b:1' in container group 'g' is not accessible.": 'shop.azurecr.io/a/b:1',
    [`Failed to pull image "shop.azurecr.io/a@sha256:${'a'.repeat(64)}"`]: `shop.azurecr.io/a@sha256:${'a'.repeat(64)}`,
    'Error: initializing source docker://shop.azurecr.io/a/b:1: unauthorized': 'shop.azurecr.io/a/b:1',
    'Back-off pulling image "nginx:1.27"': 'nginx:1.27',
  };
  for (const [text, image] of Object.entries(texts)) assert.equal(explain(text).image, image, text);
});

test('a mirror is asked for the image of another registry', () => {
  const { image, registry } = explain(
    'failed to pull image: unexpected status from HEAD request to http://localhost:8578/v2/web/manifests/7?ns=shop.azurecr.io: 503 Service Unavailable',
  );
  assert.deepEqual([image, registry], ['shop.azurecr.io/web:7', 'shop.azurecr.io']);
});

test('a registry is named where no image is', () => {
  const { image, registry } = explain('dial tcp: lookup shop.azurecr.io on 10.0.0.10:53: no such host');
  assert.deepEqual([image, registry], [null, 'shop.azurecr.io']);
});

test('the stage is where the pull stopped', () => {
  const stages = [
    ['dial tcp: lookup shop.azurecr.io on 10.0.0.10:53: no such host', 'reach'],
    ['az acr login: AADSTS7000222: The provided client secret keys are expired.', 'authenticate'],
    [refused('shop.azurecr.io/a:1'), 'authorise'],
    ['manifest for shop.azurecr.io/a:1 not found: manifest unknown', 'find'],
    [pulled('shop.azurecr.io/a:1'), 'after the pull'],
  ] as const;
  for (const [text, stage] of stages) assert.equal(explain(text).stage, stage, text);
});

test('a failure that a pull of the same image followed is no failure; a pull of another image heals nothing', () => {
  const healed = explain(`${refused('shop.azurecr.io/a:1')}\n${pulled('shop.azurecr.io/a:1')}`);
  assert.equal(healed.pullError, false);
  assert.deepEqual(
    healed.causes.map(({ cause }) => cause),
    ['transient', 'not-a-pull-error'],
  );
  assert.equal(explain(`${refused('shop.azurecr.io/a:1')}\n${pulled('shop.azurecr.io/b:1')}`).pullError, true);
  assert.equal(explain(`${pulled('shop.azurecr.io/a:1')}\n${refused('shop.azurecr.io/a:1')}`).pullError, true);
});

test('of several images, the one of Azure that still fails is spoken of', () => {
  const text = [
    refused('docker.io/acme/x:1'),
    refused('shop.azurecr.io/a:1'),
    pulled('shop.azurecr.io/a:1'),
    refused('shop.azurecr.io/b:1'),
  ];
  assert.equal(explain(text.join('\n')).image, 'shop.azurecr.io/b:1');
});

test('another registry is said to be none of Azure’s, and no Azure role is offered', () => {
  const { causes } = explain(refused('ghcr.io/acme/x:1'));
  assert.match(causes[0]?.why ?? '', /`ghcr\.io` is not a registry of Azure/);
  for (const { cause, check, fix } of causes) {
    assert.ok(!['not-attached', 'no-pull-role', 'cross-tenant'].includes(cause), cause);
    assert.doesNotMatch(`${check} ${fix}`, /^az /);
  }
});

test('a reason does not say the same twice, once as certain and once as probable', () => {
  for (const { id, text } of messages) {
    const { why = '' } = explain(text).causes[0] ?? {};
    const sentences = why.split(/(?<=\.) (?=[A-Z`])/);
    const begins = sentences.map(sentence => sentence.split(' ', 3).join(' '));
    assert.equal(new Set(begins).size, begins.length, `${id}: ${why}`);
    const [first, second] = sentences.map(sentence => new Set(sentence.toLowerCase().match(/[a-z]{4,}/g)));
    const shared = [...(first ?? [])].filter(word => second?.has(word)).length;
    assert.ok(shared <= 0.7 * Math.min(first?.size ?? 0, second?.size ?? 0), `${id}: ${why}`);
    assert.doesNotMatch(why, /^A credential was sent.*\bprobably sent\b/, id);
  }
});

test('a host that cannot be pulled from comes first', () => {
  assert.equal(ids(refused('shop.azureacr.io/a:1'))[0], 'registry-not-found');
  assert.equal(ids(refused('shop.privatelink.azurecr.io/a:1'))[0], 'unusable-host');
  assert.equal(ids(refused('shop.azurecr.io:443/a:1'))[0], 'unusable-host');
});

test('what is wrong with the name itself is said before anything of roles', () => {
  const [twice] = explain(refused('shop.azurecr.io/shop.azurecr.io/web:1')).causes;
  assert.equal(twice?.cause, 'malformed-reference');
  assert.match(twice?.why ?? '', /`shop\.azurecr\.io` stands twice/);
  const [site] = explain('Failed to pull image "hub.docker.com/r/acme/web:1": not found').causes;
  assert.equal(site?.cause, 'registry-not-found');
  assert.match(site?.fix ?? '', /without hub\.docker\.com/);
  // A client that sent the name on found no fault with its capitals, and a stand-in for a name may have some.
  assert.equal(ids('Failed to pull image "shop.azurecr.io/Team/Web:1"')[0], 'malformed-reference');
  assert.notEqual(ids('Failed to pull image "XXXX.azurecr.io/YYYY:1": i/o timeout')[0], 'malformed-reference');
});

test('a sign-in that was refused elsewhere is no pull; the same words of a registry of Azure, or of a pull, are', () => {
  const said = (host: string) =>
    `Error response from daemon: Get "https://${host}/v2/": unauthorized: incorrect username or password`;
  assert.equal(explain(said('registry-1.docker.io')).pullError, false);
  assert.equal(explain(said('shop.azurecr.io')).pullError, true);
  assert.equal(explain(`$ docker pull acme/web:1\n${said('registry-1.docker.io')}`).pullError, true);
});

test('neither wrapping nor escapes nor colours nor odd line ends change the answer', () => {
  const plain = refused('shop.azurecr.io/team/api:7');
  const expected = ids(plain);
  const disguises = [
    plain.replaceAll(' ', '\r\n     '),
    plain.replace(/(.{40})/g, '$1\n'),
    JSON.stringify({ message: plain }),
    JSON.stringify(JSON.stringify({ message: plain })),
    plain.replaceAll('"', '&quot;'),
    plain.replaceAll(' ', '\u001b[0m \u001b[31m'),
    `\ufeff${plain}`,
    [...plain].join('\0'),
    plain.toUpperCase(),
  ];
  for (const text of disguises) assert.deepEqual(ids(text), expected, text);
});

test('commands are quoted, and no admin account is ever switched on', () => {
  for (const cause of ids(refused('shop.azurecr.io/a:1'))) assert.ok(cause);
  for (const text of [refused('shop.azurecr.io/a:1'), 'admin user is disabled', 'InaccessibleImage', 'AADSTS7000215']) {
    for (const { check, fix } of explain(text).causes) {
      assert.doesNotMatch(`${check} ${fix}`, /admin-enabled/);
      const unquoted = (check ?? '').replace(/'[^']*'/g, '').replace('</dev/null', '');
      assert.doesNotMatch(unquoted, /</, 'a bare placeholder is a redirection in bash');
    }
  }
});

test('what the text shows of Azure comes first, and is said beside the cause', () => {
  const shown: readonly (readonly [cause: string, says: RegExp, beside: string])[] = [
    ['wrong-role-for-mode', /ABAC mode/, '"roleAssignmentMode": "AbacRepositoryPermissions"'],
    ['deny-assignment', /shows a deny assignment/, "Deny assignment 'x' created by Deployment Stack 'registry'"],
    [
      'role-on-wrong-identity',
      /on the cluster's own identity/,
      '$ az aks show -n a --query identity.principalId -o tsv\n41d0c6f5-0f0b-4a2e-9a3a-1c9a6f2f7b01\n$ az role assignment list -o table\nPrincipal  Role\n41d0c6f5-0f0b-4a2e-9a3a-1c9a6f2f7b01  AcrPull  /subscriptions/1',
    ],
  ];
  for (const [cause, says, beside] of shown) {
    const [first] = explain(`${refused('shop.azurecr.io/web:1')}\n\n${beside}`).causes;
    assert.equal(first?.cause, cause);
    assert.match(first.why, says);
  }
  assert.doesNotMatch(explain(refused('shop.azurecr.io/web:1')).causes[0]?.why ?? '', /The text shows/);
});

test('any text gets an answer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), text => {
      const explanation = explain(text);
      assert.equal(typeof explanation.pullError, 'boolean');
      assert.ok(explanation.causes.length > 0);
    }),
  );
});

const noise = '2026-11-24T10:00:00Z info GET /api/orders 200 in 12ms trace=abcdef0123456789\n';
const sizes: Readonly<Record<string, string>> = {
  'a long log': noise.repeat(65_000) + refused('shop.azurecr.io/a:1') + noise.repeat(65_000),
  'one long line': 'a'.repeat(10_000_000),
  'nothing but line ends': '\n'.repeat(500_000),
  'a million hosts': 'azurecr.io '.repeat(900_000),
  'nothing but backslashes': '\\'.repeat(10_000_000),
  'nothing but escapes': '\u001b['.repeat(5_000_000),
  'half a token, many times': 'eyJ'.repeat(3_300_000),
  'nothing below a deletion': `delete the image\nmanifest unknown\n${'\n'.repeat(400_000)}`,
  'quotes and backslashes': `"C${'\\a'.repeat(40)} pull access denied for shop`,
  'quotations in quotations': '> '.repeat(250_000),
  'marks of quotations': '>\n'.repeat(250_000),
  'half a URL, many times': 'https://((((('.repeat(40_000),
  'blank lines and quotes': '\n\n">\n'.repeat(100_000),
  'lines of a letter': 'a\n'.repeat(250_000),
  'half an error, many times': 'failed to fetch anonymous token '.repeat(300_000),
};
const isPull = new Set(['a long log', 'half an error, many times', 'quotes and backslashes']);
for (const [name, text] of Object.entries(sizes)) {
  test(`however much of ${name} takes a moment`, () => {
    const start = performance.now();
    const { pullError } = explain(text);
    // Half a second here; the rest is for a machine that does other things.
    assert.ok(performance.now() - start < 5000);
    // What is cut off in the middle of a registry's own words is still one.
    assert.equal(pullError, isPull.has(name));
  });
}

// ─── The workspace and the map ─────────────────────────────────────────────────────────────────────────────────────

const manifest = `apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
    - { name: a, image: shop.azurecr.io/a:1 }
    - { name: b, image: shop.azurecr.io/b:2 }
`;
const { references } = readManifest({ name: 'pod.yaml', text: manifest }, { imageRules: [] });

test('the image is found in the workspace, by its text first and by its repository then', () => {
  assert.equal(explain(refused('shop.azurecr.io/b:2'), { references }).reference?.text, 'shop.azurecr.io/b:2');
  assert.equal(explain(refused('shop.azurecr.io/b:9'), { references }).reference?.text, 'shop.azurecr.io/b:2');
  assert.equal(explain(refused('shop.azurecr.io/c:1'), { references }).reference, null);
});

const verdict = (outcome: Outcome, cause: VerdictCause | null) => (asked: readonly ImageReference[]) =>
  asked.map(
    (reference): Finding => ({
      reference,
      target: { name: 'aks-prod', kind: 'aks', id: undefined, why: '' },
      verdict: { outcome, cause, puller: null, message: 'Because.', evidence: [], fixes: [], related: [] },
      ignored: null,
    }),
  );

test('a denied verdict comes first; an allowed one leaves what the map cannot see', () => {
  const text = refused('shop.azurecr.io/a:1');
  const denied = explain(text, { references, examine: verdict('denied', 'cross-tenant') });
  assert.equal(denied.causes[0]?.cause, 'cross-tenant');
  assert.equal(denied.causes[0]?.why, 'Because.');
  assert.equal(denied.causes.filter(({ cause }) => cause === 'cross-tenant').length, 1);
  assert.equal(explain(text, { references, examine: verdict('allowed', null) }).causes[0]?.cause, 'propagating');
  assert.equal(
    explain(text, { references, examine: verdict('unknown', 'no-target') }).causes[0]?.cause,
    'not-attached',
  );
});

test('an image that no manifest names is judged as a plain pod’s', () => {
  let asked: readonly ImageReference[] = [];
  explain(refused('shop.azurecr.io/elsewhere:1'), {
    references,
    examine: each => {
      asked = each;
      return [];
    },
  });
  assert.deepEqual(
    asked.map(({ text, workload }) => [text, workload.platform]),
    [['shop.azurecr.io/elsewhere:1', 'kubernetes']],
  );
});

test('no role of Azure is offered for a registry that is not its own', () => {
  const text = `$ docker login harbor.wingtip.com -u ci --password-stdin < token
Login Succeeded
$ docker pull harbor.wingtip.com/shop/web:1
Error response from daemon: unauthorized: unauthorized to access repository: shop/web, action: pull`;
  const { causes } = explain(text);
  assert.equal(causes[0]?.cause, 'no-pull-role');
  for (const { cause, why, check, fix } of causes) {
    assert.doesNotMatch(`${check} ${fix}`, /\baz (?:role|aks)\b/, cause);
    assert.doesNotMatch(why, /kubelet identity|AcrPull/, cause);
  }
  assert.match(causes[0]?.fix ?? '', /harbor\.wingtip\.com/);
});
