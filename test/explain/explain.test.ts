import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { VerdictCause } from '../../src/causes/index.ts';
import { explain } from '../../src/explain/explain.ts';
import type { Fix } from '../../src/model/fix.ts';
import type { ImageReference } from '../../src/model/reference.ts';
import type { Target } from '../../src/model/target.ts';
import type { Finding, Outcome, Puller } from '../../src/model/verdict.ts';
import { readManifest } from '../../src/read/index.ts';
import { anyCharacter } from '../anyCharacter.ts';
import { messages } from './messages.ts';

const refused = (image: string) =>
  `Failed to pull image "${image}": failed to resolve reference "${image}": failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized`;
const pulled = (image: string) => `Normal  Pulled  kubelet  Successfully pulled image "${image}" in 2s`;
const ids = (text: string) => explain(text).causes.map(({ cause }) => cause);

test('a program that quotes an error is none', () => {
  // https://github.com/bespinian/livelint
  const program = `if state.Waiting != nil && (state.Waiting.Reason == "ErrImagePull" || state.Waiting.Reason == "ImagePullBackOff") {
    return CheckResult{Message: fmt.Sprintf("The Pod is in status %s because of the image %q", state.Waiting.Reason, container.Image)}`;
  // https://github.com/Azure/azure-cli/pull/17746
  const change = `+            logger.warning(err, registry_name, dns_mappings[fqdn], result)
+        except Exception as e:
+            logger.warning('Error resolving DNS for %s. Ex: %s', fqdn, e)`;
  for (const text of [program, change]) assert.equal(explain(text).pullError, false, text);
  // a list, as remark and older versions of Prettier write one
  const list = `-   Failed to pull image "shop.azurecr.io/a:1": 401 Unauthorized`;
  assert.equal(explain(list).pullError, true);
});

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
    'Unable to restore the module with reference "br:shop.azurecr.io/a/b:1": Status: 401 (Unauthorized)':
      'shop.azurecr.io/a/b:1',
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
  const { causes, known } = explain(refused('ghcr.io/acme/x:1'));
  assert.match(known.join(' '), /`ghcr\.io` isn't an Azure registry/);
  for (const { cause, check, fix } of causes) {
    assert.ok(!['not-attached', 'no-pull-role', 'cross-tenant'].includes(cause), cause);
    assert.doesNotMatch(`${check} ${fix}`, /^az /);
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
  assert.match(twice?.why ?? '', /`shop\.azurecr\.io` is in the name twice/);
  const [site] = explain('Failed to pull image "hub.docker.com/r/acme/web:1": not found').causes;
  assert.equal(site?.cause, 'registry-not-found');
  assert.match(site?.fix ?? '', /Remove `hub\.docker\.com/);
  // A client that sent the name on found no fault with its capitals, and a placeholder for a name may have some.
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
    ['deny-assignment', /deny assignment/, 'is not permitted because of the deny assignment with name x'],
    ['role-on-wrong-identity', /cluster's own identity/, 'AcrPull is on the control plane identity'],
  ];
  for (const [cause, says, beside] of shown) {
    const { causes, known } = explain(`${refused('shop.azurecr.io/web:1')}\n\n${beside}`);
    assert.equal(causes[0]?.cause, cause);
    assert.match(known.join(' '), says);
  }
  assert.doesNotMatch(explain(refused('shop.azurecr.io/web:1')).known.join(' '), /From the text/);
});

test('any text gets an answer', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 2000 }), text => {
      const explanation = explain(text);
      assert.equal(typeof explanation.pullError, 'boolean');
      assert.equal(explanation.pullError && explanation.causes.length === 0, false);
    }),
  );
});

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

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { spec: { containers: [{ name: a, image: "shop.azurecr.io/web:7" }] } } }
`;
const { references: deployed } = readManifest({ name: 'web.yaml', text: deployment }, { imageRules: [] });

test('the image is found in the workspace, by its text first and by its repository then', () => {
  assert.equal(explain(refused('shop.azurecr.io/b:2'), { references }).reference?.text, 'shop.azurecr.io/b:2');
  assert.equal(explain(refused('shop.azurecr.io/b:9'), { references }).reference?.text, 'shop.azurecr.io/b:2');
  assert.equal(explain(refused('shop.azurecr.io/c:1'), { references }).reference, null);
});

const id = '/subscriptions/1/resourceGroups/rg-eu/providers/Microsoft.ContainerService/managedClusters/aks-prod';
const verdict = (outcome: Outcome, cause: VerdictCause | null) => (asked: readonly ImageReference[]) =>
  asked.map(
    (reference): Finding => ({
      reference,
      target: { name: 'aks-prod', kind: 'aks', id, why: '' },
      verdict: { outcome, cause, puller, message: 'Because.', evidence: [], assumptions: [], fixes: [], related: [] },
      ignored: null,
    }),
  );
const puller: Puller = { objectId: 'e1', clientId: undefined, name: 'kubelet', why: '', credential: 'managedIdentity' };

test('a denied verdict decides between causes that read alike, and names the runtime and the identity', () => {
  const text = refused('shop.azurecr.io/a:1');
  const denied = explain(text, { references, examine: verdict('denied', 'cross-tenant') });
  const [first] = denied.causes;
  assert.deepEqual([first?.cause, first?.why, first?.basis], ['cross-tenant', 'Because.', 'map']);
  assert.equal(denied.causes.filter(({ cause }) => cause === 'cross-tenant').length, 1);
  const attach = denied.causes.find(({ cause }) => cause === 'not-attached');
  assert.equal(attach?.basis, 'possible');
  assert.match(attach.check ?? '', /--assignee=e1 /);
  assert.match(attach.fix, /--resource-group=rg-eu --name=aks-prod/);
  for (const { check, fix } of denied.causes) assert.doesNotMatch(`${check} ${fix}`, /<objectId>/);
  const unknown = explain(text, { references, examine: verdict('unknown', 'no-target') });
  assert.equal(unknown.causes[0]?.cause, 'not-attached');
});

test('an allowed verdict rules out what the map can see, and says how old the map is', () => {
  const examine = verdict('allowed', null);
  const { causes, known } = explain(refused('shop.azurecr.io/a:1'), { references, examine, mapAge: '2 h ago' });
  assert.equal(causes[0]?.cause, 'propagating');
  assert.match(
    known.join(' '),
    /In the map \(read 2 h ago\), `aks-prod` can pull this image\. The map is out of date or/,
  );
});

const denied = (asked: readonly ImageReference[], target: Finding['target']) =>
  verdict('denied', 'no-pull-identity')(asked).map(finding => ({ ...finding, target }));
const job = {
  name: 'nightly',
  kind: 'containerAppJob',
  id: '/subscriptions/1/resourceGroups/rg-eu/providers/Microsoft.App/jobs/nightly',
  why: '',
} as const;

// A Container App, a Flux controller, a person at a machine, a build and a node pull with identities of their own: the
// kubelet's missing role is no reason why one of the others was refused, and a role for the kubelet helps none of them.
test('a verdict on another kind of runtime than the text tells of decides nothing, unless a person names it', () => {
  const app = `Container app "web": Failed to pull image: ${refused('shop.azurecr.io/a:1')}`;
  const flux = `source-controller chart pull error: failed to get 'oci://shop.azurecr.io/a:1': failed to authorize: 401 Unauthorized`;
  const examine = verdict('denied', 'not-attached');
  const laptop =
    '$ docker pull shop.azurecr.io/a:1\nError response from daemon: Head "https://shop.azurecr.io/v2/a/manifests/1": unauthorized: authentication required';
  const build =
    '#5 [internal] load metadata for shop.azurecr.io/a:1\n#5 ERROR: failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized';
  for (const text of [app, flux, laptop, build]) {
    const { causes } = explain(text, { references, examine });
    assert.ok(
      causes.every(({ basis, check, fix }) => basis !== 'map' && !/aks-prod|rg-eu|=e1/.test(`${check} ${fix}`)),
      text,
    );
  }
  const named = explain(app, { references, examine, isTargetNamed: true });
  assert.equal(named.causes.find(({ cause }) => cause === 'not-attached')?.basis, 'map');
});

// deploy/dev and deploy/prod name one repository with tags of their own, and each goes to a cluster of its own.
test('of the same repository, the image with the tag of the text counts', () => {
  const both = ['dev', '2.4.0'].flatMap(
    tag => readManifest({ name: `${tag}.yaml`, text: deployment.replace(':7', `:${tag}`) }).references,
  );
  const asked: string[] = [];
  explain(refused('shop.azurecr.io/web:2.4.0'), {
    references: both,
    examine: each => {
      asked.push(...each.map(({ file }) => file));
      return [];
    },
  });
  assert.deepEqual(asked, ['2.4.0.yaml']);
});

test('of several targets, the one that the cause is about is named; where none is denied, no command names one', () => {
  const at = (name: string, outcome: Outcome) => (asked: readonly ImageReference[]) =>
    verdict(
      outcome,
      outcome === 'denied' ? 'not-attached' : 'not-readable',
    )(asked).map(finding => ({
      ...finding,
      target: { name, kind: 'aks' as const, id: id.replace('aks-prod', name), why: '' },
    }));
  const two = (one: Outcome, other: Outcome) => (asked: readonly ImageReference[]) => [
    ...at('aks-dev', one)(asked),
    ...at('aks-prod', other)(asked),
  ];
  const text = refused('shop.azurecr.io/a:1');
  const { known } = explain(text, { references, examine: two('unknown', 'denied') });
  assert.match(known.join(' '), /`aks-dev` and `aks-prod` use this image\. The cause from the map is for `aks-prod`\./);
  const open = explain(text, { references, examine: two('unknown', 'unknown') });
  for (const { check, fix } of open.causes) assert.doesNotMatch(`${check} ${fix}`, /aks-dev|aks-prod/);
  const thirty = (asked: readonly ImageReference[]) =>
    Array.from({ length: 30 }, (_, index) => at(`aks-${index}`, 'denied')(asked)).flat();
  const counted = explain(text, { references, examine: thirty }).known.join(' ');
  assert.match(counted, /30 targets use this image\. The cause from the map is for `aks-0`\./);
  assert.doesNotMatch(counted, /aks-1/);
});

// The kubelet of another cluster may have failed, so two of them leave the placeholders.
test('commands name the only cluster that the config or the map knows, and the explanation says so', () => {
  const cluster = (name: string): Target => ({ name, kind: 'aks', id: id.replace('aks-prod', name), why: '' });
  const app: Target = { ...job, kind: 'containerApp' };
  const text = 'Failed to pull image "shop.azurecr.io/other:1": dial tcp 10.1.2.3:443: i/o timeout';
  const explained = (...runtimes: readonly Target[]) => explain(text, { runtimes: () => runtimes });
  const one = explained(cluster('aks-eu'), app, cluster('aks-eu'));
  assert.match(one.causes[0]?.check ?? '', /^az aks check-acr --resource-group=rg-eu --name=aks-eu /);
  assert.ok(one.known.includes('Commands are for `aks-eu`, the only AKS cluster that is known here.'));
  for (const { check, fix } of one.causes) assert.doesNotMatch(`${check} ${fix}`, /<group>|<cluster>/);
  assert.equal(one.causes.find(({ cause }) => cause === 'not-attached')?.purposes.fix, 'attach shop to aks-eu');
  for (const open of [explained(cluster('aks-eu'), cluster('aks-us')), explained(app), explained()]) {
    assert.match(open.causes[0]?.check ?? '', /--resource-group='<group>' --name='<cluster>'/);
    assert.doesNotMatch(open.known.join(' '), /Commands are for/);
  }
});

test('commands name the app and the group as the manifest has them where no map knows them', () => {
  const text = `Container app "web": Failed to pull image: ${refused('shop.azurecr.io/a:1')}`;
  const own: Target = { name: 'web', kind: 'containerApp', id: undefined, lookedUp: { group: 'rg-web' }, why: '' };
  const at = (target: Target) => (asked: readonly ImageReference[]) =>
    verdict('unknown', 'not-readable')(asked).map(finding => ({ ...finding, target }));
  const named = explain(text, { references, examine: at(own) });
  assert.match(JSON.stringify(named.causes), /--resource-group=rg-web --name=web /);
  const unnamed = explain(text, {
    references,
    examine: at({ ...own, name: 'pod.yaml', lookedUp: { group: undefined } }),
  });
  assert.match(JSON.stringify(unnamed.causes), /--resource-group='<group>' --name='<app>'/);
});

// The map knows the application of a cluster that pulls as a service principal.
test('the fix of the map has its purpose, and a command names the identity by its client ID', () => {
  const text = refused('shop.azurecr.io/a:1');
  const fix: Fix = {
    title: 'Attach `shop` to `aks-prod`',
    kind: 'attach',
    commands: [],
    grant: null,
    network: [],
    bash: 'az aks update --attach-acr=shop',
    powershell: null,
    edit: null,
  };
  const { causes } = explain(text, {
    references,
    examine: asked =>
      verdict(
        'denied',
        'not-attached',
      )(asked).map(finding => {
        const { verdict } = finding;
        return { ...finding, verdict: { ...verdict, puller: { ...puller, clientId: 'c1' }, fixes: [fix] } };
      }),
  });
  assert.deepEqual([causes[0]?.fix, causes[0]?.purposes.fix], [fix.bash, 'attach shop to aks-prod']);
  assert.match(causes.find(({ cause }) => cause === 'expired-credential')?.check ?? '', /--id=c1 /);
});

test('every command has its purpose, and no sentence has one', () => {
  for (const { text } of messages)
    for (const { cause, check, fix, purposes } of explain(text).causes) {
      assert.equal(purposes.check === null, check === null, cause);
      assert.equal(purposes.fix !== null, /^(?:az|docker|kubectl|helm) [a-z]/.test(fix), `${cause}: ${fix}`);
    }
});

// https://learn.microsoft.com/cli/azure/containerapp/job: a job is none of the apps of `az containerapp`
test('commands are those of what pulls: a job, a web app; and the DNS zone is that of the cloud', () => {
  const text = 'Container app job: DENIED: pull access denied for shop.azurecr.io/a:1: 401 Unauthorized';
  const ofJob = explain(text, { references, examine: asked => denied(asked, job) });
  const commands = ofJob.causes.map(({ check, fix }) => `${check} ${fix}`).join('\n');
  assert.match(commands, /az containerapp job registry/);
  assert.doesNotMatch(commands, /az containerapp (?:registry|identity)/);
  const site = {
    ...job,
    kind: 'site',
    name: 'web',
    id: job.id.replace('Microsoft.App/jobs', 'Microsoft.Web/sites'),
  } as const;
  const [first] = explain(`App Service: Image pull failed: ${refused('shop.azurecr.io/a:1')}`, {
    references,
    examine: asked => verdict('denied', 'identity-not-assigned')(asked).map(each => ({ ...each, target: site })),
  }).causes;
  assert.equal(first?.cause, 'identity-not-assigned');
  assert.match(first?.check ?? '', /^az webapp identity show/);
  // https://learn.microsoft.com/azure/private-link/private-endpoint-dns
  const china = explain('Failed to pull image "shop.azurecr.cn/a:1": dial tcp 10.1.2.3:443: i/o timeout');
  assert.doesNotMatch(JSON.stringify(china.causes), /azurecr\.io/);
});

test('an error that is unmistakable comes first whatever the map holds', () => {
  const image = 'shop.azurecr.io/a:1';
  const errors: readonly (readonly [text: string, cause: string])[] = [
    [`${image}: denied: client with IP '20.1.2.3' is not allowed access.`, 'network-firewall'],
    [`manifest for ${image} not found: manifest unknown`, 'image-not-found'],
    [`Failed to pull image "${image}": write /var/lib/x: no space left on device`, 'transient'],
    [`Failed to pull image "${image}": no match for platform in manifest`, 'platform-mismatch'],
    [`Failed to pull image "${image}": toomanyrequests: You have reached your pull rate limit`, 'rate-limited'],
  ];
  for (const [text, cause] of errors)
    for (const examine of [verdict('denied', 'not-attached'), verdict('allowed', null)]) {
      const [first] = explain(text, { references, examine }).causes;
      assert.deepEqual([first?.cause, first?.basis], [cause, 'text'], text);
    }
});

// A registry answers 401 to a caller without a role, and 404 only to one that it let in.
test('a 404 offers no missing role, whatever the map holds', () => {
  const image = 'shop.azurecr.io/a:1';
  const events = `  Warning  Failed   12s  kubelet  Failed to pull image "${image}": rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found
  Warning  Failed   12s  kubelet  Error: ErrImagePull
  Normal   BackOff  1s   kubelet  Back-off pulling image "${image}"`;
  const app = `Field 'template.containers.web.image' is invalid with details: 'Invalid value: "${image}": GET https:: MANIFEST_UNKNOWN: manifest tagged by "1" is not found; map[Tag:1]'`;
  for (const text of [events, app]) {
    const alone = explain(text).causes.map(({ cause }) => cause);
    assert.deepEqual(alone, ['image-not-found', 'image-quarantined']);
    const { causes } = explain(text, { references, examine: verdict('denied', 'not-attached') });
    assert.ok(!causes.some(({ cause }) => cause === 'not-attached'), text);
  }
  const { known } = explain(events, { references, examine: verdict('denied', 'not-attached') });
  assert.match(known.join(' '), /let this caller in, so the refusal in the map is out of date or of another caller/);
  const missing = explain(events, { references, examine: verdict('denied', 'image-not-found') });
  assert.deepEqual([missing.causes[0]?.cause, missing.causes[0]?.basis], ['image-not-found', 'map']);
});

test('a registry that answered 404, or that the map has, is not said to be missing', () => {
  const head = 'unexpected status from HEAD request to https://shop.azurecr.io/v2/a/manifests/1: 404 Not Found';
  assert.ok(!ids(head).includes('registry-not-found'), ids(head).join());
  const bare = '404 Not Found';
  assert.ok(ids(bare).includes('registry-not-found'), 'who said so is not known');
  const known = explain('Failed to pull image "shop.azurecr.io/a:1": shop.azurecr.io/a:1: not found', {
    registryId: () => '/subscriptions/1/resourceGroups/r/providers/Microsoft.ContainerRegistry/registries/shop',
  });
  assert.deepEqual(
    known.causes.map(({ cause }) => cause),
    ['image-not-found', 'image-quarantined'],
  );
  // If nothing answered, the registry may have been deleted since the map was read.
  const unreached = 'Failed to pull image "shop.azurecr.io/a:1": dial tcp: lookup shop.azurecr.io: no such host';
  assert.ok(ids(unreached).includes('registry-not-found'), ids(unreached).join());
});

test('where the manifest has another version of the image, that is said', () => {
  const missing = (image: string) => `Failed to pull image "${image}": ${image}: not found`;
  const said = (image: string) => explain(missing(image), { references }).known.join(' ');
  assert.match(
    said('shop.azurecr.io/b:9'),
    /The manifest has another version of this image: `shop\.azurecr\.io\/b:2`\./,
  );
  assert.doesNotMatch(said('shop.azurecr.io/b:2'), /another version/);
  assert.doesNotMatch(said('shop.azurecr.io/b'), /another version/, 'the text leaves the tag out');
  assert.doesNotMatch(said('shop.azurecr.io/c:1'), /another version/, 'no manifest has it');
});

test('a resource of Azure that was not found is no image', () => {
  const text = `(ResourceNotFound) The Resource 'Microsoft.ContainerRegistry/registries/shop' under resource group 'rg' was not found. 404`;
  for (const each of [text, text.replaceAll("'", '')]) {
    const { image, registry } = explain(each);
    assert.deepEqual([image, registry], [null, null], each);
  }
});

test('a status alone is not said to be a failed pull for sure', () => {
  assert.equal(explain('404 Not Found').isUncertain, true);
  assert.equal(explain('Failed to pull image "shop.azurecr.io/a:1": 404 Not Found').isUncertain, false);
});

test('a back-off without a reason is a failed pull, and the command that shows the reason has the names', () => {
  const rows = `NAMESPACE   NAME                    READY   STATUS             RESTARTS   AGE
shop        web-5d9c7b7d8-x2kqp     0/1     ImagePullBackOff   0          43m`;
  const bare = explain(rows);
  assert.deepEqual([bare.pullError, bare.stage], [true, null]);
  assert.equal(bare.next, 'kubectl describe pod web-5d9c7b7d8-x2kqp -n shop');
  const asked = { references: deployed, examine: verdict('denied', 'not-attached') };
  const ofPod = explain(rows, asked);
  assert.deepEqual([ofPod.image, ofPod.causes[0]?.cause], ['shop.azurecr.io/web:7', 'not-attached']);
  const event = 'Normal  BackOff  85s  kubelet  Back-off pulling image "shop.azurecr.io/a:1"';
  const known = explain(event, { references, examine: verdict('denied', 'not-attached') });
  assert.deepEqual([known.pullError, known.causes[0]?.cause, known.causes[0]?.basis], [true, 'not-attached', 'map']);
});

test('one point is a pull where nothing speaks against it, and said to be uncertain', () => {
  const { pullError, known } = explain('unauthorized: authentication required');
  assert.equal(pullError, true);
  assert.match(known.join(' '), /uncertain/);
  assert.equal(explain('npm ERR! 401 Unauthorized - GET https://registry.npmjs.org/x').pullError, false);
  assert.equal(explain('Could not resolve host: shopprod.azurecr.io').pullError, true);
  assert.equal(explain('Could not resolve host: dev.azure.com').pullError, false);
  // its own words name what failed
  assert.equal(
    explain('Helm uninstall failed: uninstall: Release not loaded: till: release: not found').pullError,
    false,
  );
});

test('a failure in words that no row knows is called no pull: the next step shows the reason', () => {
  const { pullError, causes, next } = explain('fetcher: gave up on image shop.azurecr.io/web:1 (error 17)');
  assert.deepEqual([pullError, causes, next !== null], [false, [], true]);
});

test('a text is called no pull error only where it shows another failure or a success, and that is named', () => {
  const [crash] = explain('Back-off restarting failed container').causes;
  assert.equal(crash?.cause, 'not-a-pull-error');
  assert.match(explain('Back-off restarting failed container').known.join(' '), /container ran and exited/);
  assert.deepEqual(explain('Good morning, how are you?').causes, []);
});

test('names are cut out right', () => {
  const names: readonly (readonly [text: string, image: string | null, registry: string])[] = [
    ['docker pull shop.azurecr.io/team/web: unauthorized', 'shop.azurecr.io/team/web', 'shop.azurecr.io'],
    ['Failed to pull image "<myacr>.azurecr.io/web:1": 401', '<myacr>.azurecr.io/web:1', '<myacr>.azurecr.io'],
    ['Get "https://***.azurecr.io/v2/": unauthorized', null, '***.azurecr.io'],
    [
      'Error: docker pull failed with exit code 1 for shop.azurecr.io/web:1',
      'shop.azurecr.io/web:1',
      'shop.azurecr.io',
    ],
  ];
  for (const [text, image, registry] of names) {
    const explanation = explain(text);
    assert.deepEqual([explanation.image, explanation.registry], [image, registry], text);
    for (const { check, fix } of explanation.causes) assert.doesNotMatch(`${check} ${fix}`, /--name='?(?:\*|<myacr)/);
  }
});

test('a row matches no part of a longer word, and the name of a setting is no event', () => {
  assert.equal(explain('parameter InvalidImageNamePolicy is set').pullError, false);
  assert.equal(explain('Docker inspection timeout : 20\nPull policy : Always').pullError, false);
  assert.equal(explain('image_pull_progress_timeout: 5m').pullError, false);
});

test('a chart is explained for who pulls it there', () => {
  const { causes } = explain(
    `source-controller chart pull error: failed to get 'oci://shop.azurecr.io/charts/web': failed to authorize: failed to fetch anonymous token: 401 Unauthorized`,
  );
  const [first] = causes;
  assert.equal(first?.cause, 'no-pull-identity');
  assert.match(`${first.why} ${first.fix}`, /Flux.*Argo CD.*Helm/);
  for (const { fix } of causes) assert.doesNotMatch(fix, /az acr login/);
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

test('a web app may pull with its system-assigned identity, a container group may not', () => {
  const failed = 'Error: shop.azurecr.io/a/b:1: 401 unauthorized: authentication required';
  // https://learn.microsoft.com/cli/azure/webapp#az-webapp-create
  const site = `az webapp config set -g shop -n web --acr-use-identity true --acr-identity [system]\n${failed}`;
  assert.equal(ids(site).includes('system-identity-unsupported'), false);
  const group = `az container create -g shop -n web --acr-identity [system]\n${failed}`;
  assert.equal(ids(group)[0], 'system-identity-unsupported');
});

test('commands name the image and the host as the text has them', () => {
  const said = (text: string) => {
    const { image, registry, next, causes } = explain(text);
    return JSON.stringify({ image, registry, next, causes: causes.slice(0, 2) });
  };
  // Docker Hub's images have an owner and no host.
  const hub = said('ContainerFetchException: Failed to pull image: rmohr/activemq:latest');
  assert.match(hub, /docker manifest inspect rmohr\/activemq:latest/);
  // https://github.com/liuxiaoyu-git/ocp4-bm-install/issues/6: a registry on a port of its own is signed in to there.
  const port = said(
    'Error: unable to pull registry.corp.example:5000/till/web:7: reading manifest 7 in registry.corp.example:5000/till/web: unauthorized: authentication required',
  );
  assert.match(port, /docker login registry\.corp\.example:5000/);
  const certificate = said(
    'failed to pull image "10.0.4.2:32000/till:7": Get https://10.0.4.2:32000/v2/till/manifests/7: x509: certificate signed by unknown authority',
  );
  assert.match(certificate, /-connect 10\.0\.4\.2:32000 -servername 10\.0\.4\.2 /);
  // Docker Hub's API has another host than its images: https://docs.docker.com/desktop/setup/allow-list/
  const timeout = said(
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  );
  assert.match(timeout, /curl -sSI https:\/\/registry-1\.docker\.io\/v2\//);
  const token = said(
    'Error response from daemon: Get https://registry-1.docker.io/v2/library/fedora/manifests/latest: Get https://auth.docker.io/token?scope=repository%3Alibrary%2Ffedora%3Apull&service=registry.docker.io: net/http: request canceled',
  );
  assert.match(token, /"registry":"docker.io"/);
  // DNS is asked for the name that it didn't know, such as that of the host which serves the layers.
  const layers = said(
    'Unable to find image "hello-world:latest" locally\ndocker: error pulling image configuration: Get https://dseasb33srnrn.cloudfront.net/registry-v2/docker/registry/v2/blobs/sha256/48/data: dial tcp: lookup dseasb33srnrn.cloudfront.net on 127.0.1.1:53: read udp 127.0.0.1:40048->127.0.1.1:53: i/o timeout.',
  );
  assert.match(layers, /nslookup dseasb33srnrn\.cloudfront\.net/);
  // Only the resolver's own words name what it was asked for. In prose, other words follow.
  const prose = said(
    'Failed to pull image "shop.azurecr.io/web:1.4": failed to do request: Head "https://shop.azurecr.io/v2/web/manifests/1.4": DNS lookup failed: no such host',
  );
  assert.match(prose, /no address for `shop\.azurecr\.io`.*nslookup shop\.azurecr\.io/);
  // The limit that its own page explains is Docker Hub's, so no tier of a registry in Azure lifts it.
  const limit = said(
    'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
  );
  assert.match(limit, /"registry":"docker.io"/);
  assert.doesNotMatch(limit, /az acr/);
});

test('what Azure says of an image in a template is about a pull, whatever the job has pushed before', () => {
  // https://github.com/Azure/container-apps-deploy-action/issues/85
  const push = 'docker push shop.azurecr.io/web:1\n1: digest: sha256:aaaa size: 528\n';
  const app = `az containerapp update -n web --image shop.azurecr.io/web:1
ERROR: (InvalidParameterValueInContainerTemplate) The following field(s) are either invalid or missing. Field 'template.containers.web.image' is invalid with details: 'Invalid value: "shop.azurecr.io/web:1": GET https:: UNAUTHORIZED: authentication required, visit https://aka.ms/acr/authorization for more information.';.`;
  const group = `az container create --image shop.azurecr.io/web:1
(InaccessibleImage) The image 'shop.azurecr.io/web:1' in container group 'web' is not accessible. Please check the image and registry credential.`;
  assert.ok(explain(push + app).pullError);
  assert.ok(explain(push + group).pullError);
  assert.ok(!explain(`${push}denied: requested access to the resource is denied`).pullError);
});

test('a registry itself answers 400, too', () => {
  // NAME_INVALID and MANIFEST_INVALID: https://distribution.github.io/distribution/spec/api/#errors-2
  const said = explain(
    'Failed to pull image "shop.azurecr.io/web:1": failed to resolve reference "shop.azurecr.io/web:1": unexpected status from HEAD request to https://shop.azurecr.io/v2/web/manifests/1: 400 Bad Request',
  );
  assert.doesNotMatch(JSON.stringify(said), /isn't from a registry/);
});

test('an image without a tag or far behind its label is found', () => {
  // https://github.com/jangrewe/gitlab-ci-android/issues/41
  const runner = `Using Docker executor with image till/ci-android ...
Pulling docker image till/ci-android ...
ERROR: Preparation failed: Error: No such image: till/ci-android`;
  assert.equal(explain(runner).image, 'till/ci-android');
  // https://github.com/kubernetes/minikube/issues/9732: `kubectl describe pod` aligns its columns.
  const described = `Containers:
  postgresql:
    Image:          registry.corp.example/rhscl/postgresql-10-rhel7@sha256:${'a'.repeat(64)}
    State:          Waiting
      Reason:       ErrImagePull`;
  assert.equal(explain(described).registry, 'registry.corp.example');
});

test('a pull by hand is tried again by hand, and no cluster is asked', () => {
  const { causes } = explain(
    'docker pull ghcr.io/till/web:7\nError response from daemon: received unexpected HTTP status: 503 Service Unavailable',
  );
  assert.equal(causes[0]?.check, 'docker pull ghcr.io/till/web:7');
  const refusal = explain(
    'docker pull ghcr.io/till/web:7\nError response from daemon: Head "https://ghcr.io/v2/till/web/manifests/7": unauthorized',
  );
  assert.doesNotMatch(JSON.stringify(refusal.causes), /kubectl/);
});

test('a 403 of a registry that is none of Azure’s is not said to be the network', () => {
  const { known } = explain(
    'Error: failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Atill%2Fcharts%2Fweb%3Apull&service=ghcr.io: 403 Forbidden',
  );
  assert.doesNotMatch(known.join(' '), /is the network/);
});

test('a layer that could not be stored was not refused', () => {
  // https://github.com/containers/podman-compose/issues/286
  const { pullError, stage, causes } = explain(`Trying to pull docker.io/library/ubuntu:latest...
Getting image source signatures
Copying blob 10e6159c56c0 done
Error: Error committing the finished image: error adding layer with blob "sha256:10e6159c56c084c858f5de2416454ac0a49ddda47b764e4379c5d5a147c9bf5f": Error processing tar file(exit status 1): operation not permitted`);
  assert.deepEqual([pullError, stage, causes[0]?.cause], [true, 'after the pull', 'transient']);
});

test('a file in a layer that could not be stored is no package feed', () => {
  // https://github.com/moby/moby/issues/29508
  const { pullError, stage } = explain(
    'failed to register layer: ApplyLayer exit status 1 stdout:  stderr: mkdir /root/.npm/registry.npmjs.org/har-validator: no space left on device',
  );
  assert.deepEqual([pullError, stage], [true, 'after the pull']);
});

test('localhost without a port is where podman keeps its own images, and no registry on the network', () => {
  // https://github.com/osbuild/bootc-image-builder/issues/637
  const { causes } = explain(`Trying to pull localhost/bootcentos:latest...
WARN[0000] Failed, retrying in 1s ... (1/3). Error: initializing source docker://localhost/bootcentos:latest: pinging container registry localhost: Get "https://localhost/v2/": dial tcp [::1]:443: connect: connection refused`);
  assert.equal(causes[0]?.cause, 'malformed-reference');
  assert.match(causes[0]?.why ?? '', /has a host/);
  const withPort = explain(
    'Failed to pull image "localhost:5000/web:7": failed to do request: Head "https://localhost:5000/v2/web/manifests/7": dial tcp [::1]:5000: connect: connection refused',
  );
  assert.equal(withPort.stage, 'reach');
});

test('a manifest that was refused with one word was refused', () => {
  // https://github.com/volcano-sh/kthena/issues/486
  const { stage } = explain(
    'Failed to pull image "ghcr.io/till/web:7": Error response from daemon: Head "https://ghcr.io/v2/till/web/manifests/7": denied',
  );
  assert.equal(stage, 'authorise');
});

test('the first API of Docker Hub is Docker Hub', () => {
  // https://github.com/docker-archive-public/docker.kitematic/issues/2226
  const { registry, causes } = explain(
    'Error while pulling image: Get https://index.docker.io/v1/repositories/till/web/images: dial tcp 52.207.178.113:443: getsockopt: connection refused',
  );
  assert.equal(registry, 'docker.io');
  assert.doesNotMatch(JSON.stringify(causes), /azurecr/);
});

test('the image of a container group is named without a tag, too', () => {
  // https://github.com/neo4j-contrib/neodash/issues/367
  const { image } = explain(
    `{"code":"InaccessibleImage","message":"The image 'till/web' in container group 'shop' is not accessible. Please check the image and registry credential."}`,
  );
  assert.equal(image, 'till/web');
});

test('a build that could not be solved asks no cluster', () => {
  // https://github.com/docker-archive/compose-cli/issues/1526
  const { causes } = explain(
    'failed to solve: rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: failed to copy: httpReaderSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/till/web/manifests/7: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
  );
  assert.doesNotMatch(JSON.stringify(causes), /kubectl/);
});

test('the advice about a registry that may not exist claims no subscription for one that is none of Azure’s', () => {
  const { causes } = explain(
    'Failed to pull image "registry.corp.example/web:7": failed to do request: Head "https://registry.corp.example/v2/web/manifests/7": dial tcp: lookup registry.corp.example: no such host',
  );
  const advice = causes.find(({ cause }) => cause === 'registry-not-found');
  assert.doesNotMatch(`${advice?.why}`, /subscription/);
  const hub = explain('docker pull docker.io/till/web:7\nError response from daemon: pull access denied for till/web');
  const named = hub.causes.find(({ cause }) => cause === 'registry-not-found');
  assert.doesNotMatch(`${named?.why}`, /without a host/);
});

test('no sign-in is advised for a registry that is open to all, and no platform for a node that has another', () => {
  const text =
    'Error response from daemon: Head "https://mcr.microsoft.com/v2/dotnet/sdk/manifests/8.0": unauthorized: authentication required';
  const said = explain(text).causes;
  assert.ok(!said.some(({ cause }) => cause === 'no-pull-identity'), ids(text).join());
  assert.ok(!said.some(({ check }) => check?.includes('docker login')));
  assert.ok(!said.some(({ fix }) => fix.startsWith('Renew'))); // there is no credential to be had
  // https://github.com/moby/moby/blob/master/distribution/pull_v2.go
  const [windows] = explain('no matching manifest for windows/amd64 10.0.17763 in the manifest list entries').causes;
  assert.equal(windows?.cause, 'platform-mismatch');
  assert.doesNotMatch(windows?.fix ?? '', /`--platform linux/);
});

test('what Docker has no image of was not looked for at the registry, and a name that was cut off is none', () => {
  // Swarm has these words for a refused pull, too: https://github.com/moby/moby/issues/52570
  const table =
    'stack_web.1  \\_ stack_web.1  manager-1  Ready  Rejected 4 seconds ago  "No such image: shop.exampl..."';
  const { image, known, next } = explain(table);
  assert.equal(image, null);
  assert.doesNotMatch(known.join(), /was asked/);
  assert.notEqual(next, null);
});

test('a wrong password for one of Docker’s own images is a wrong password', () => {
  // https://github.com/docker/hub-feedback/issues/753
  const text =
    'Step 1 : FROM node:4\nGet https://registry-1.docker.io/v2/library/node/manifests/4: unauthorized: incorrect username or password';
  assert.equal(ids(text)[0], 'expired-credential');
});

test('neither a container app nor a cluster is advised on where Docker pulls from another registry', () => {
  const said = explain(
    'Failed to pull `oci.corp.example/web:3`: Error response from daemon: Head "https://oci.corp.example/v2/web/manifests/3": no basic auth credentials',
  );
  // https://github.com/portainer/portainer/issues/12888
  const stack = explain(
    'failed to deploy a docker compose stack 4: failed to pull images of the stack: compose pull operation failed: Error response from daemon: Head "https://shop.azurecr.io/v2/web/manifests/3": unauthorized: authentication required, visit https://aka.ms/acr/authorization for more information.',
  );
  assert.doesNotMatch(JSON.stringify([said.causes, stack.causes]), /az containerapp|--attach-acr/);
});
