// What decides is said by the tool below the one that was asked: the cause in a list of errors, the sandbox of a pod, the
// wrapper of a test. Each is a variant of a message that was held out, with other names and words around it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';

const pulls: readonly (readonly [says: string, cause: string, text: string])[] = [
  [
    'a list of errors, each behind an asterisk, is no comment',
    'network-timeout',
    `2 error(s) occurred:

* docker_image.db: 1 error(s) occurred:

* docker_image.db: Unable to pull image wingtip.azurecr.io/db:1: Get https://wingtip.azurecr.io/v2/: dial tcp 20.1.2.3:443: i/o timeout`,
  ],
  [
    'what failed was the talk with the DNS server',
    'network-dns',
    `RunPodSandbox from runtime service failed: failed to get sandbox image "wingtip.azurecr.io/pause:3.9": failed to pull image "wingtip.azurecr.io/pause:3.9": failed to do request: Head "https://wingtip.azurecr.io/v2/pause/manifests/3.9": dial tcp: lookup wingtip.azurecr.io on 10.0.0.10:53: write udp 10.1.0.4:3411->10.0.0.10:53: write: operation not permitted`,
  ],
  [
    'the image of a sandbox is an image',
    'image-not-found',
    `Failed to create pod sandbox: failed to get sandbox image "wingtip.azurecr.io/pause:3.9": failed to get image from containerd "sha256:da86e6": image "wingtip.azurecr.io/pause:3.9": not found`,
  ],
  [
    'a layer that another pull holds',
    'transient',
    `Failed to pull image "wingtip.azurecr.io/web:1": failed to copy: ref layer-sha256:f112 locked for 4m2.5s (since 2024-05-01 10:00:00): unavailable`,
  ],
  [
    'a request that got no answer at all is the network',
    'network-timeout',
    `level=info msg="trying next host" error="failed to do request: Head \\"https://wingtip.azurecr.io/v2/web/manifests/1\\"…`,
  ],
  [
    'a blob that the registry does not know',
    'image-not-found',
    `Error pulling image configuration: download failed after 1 attempts: unknown blob`,
  ],
  [
    'a registry open to all refuses nobody',
    'image-not-found',
    `Normal  Pulling  2m  kubelet  Pulling image "registry.k8s.io/coredns/coredns:9.9"
Warning  Failed  2m  kubelet  Error: ErrImagePull`,
  ],
  [
    'a scanner that was given no image name',
    'malformed-reference',
    `INFO Updating vulnerability database...
FATAL invalid image: parsing image "http://wingtip.azurecr.io/web:1" failed: invalid reference format`,
  ],
  [
    'an import that the source refused',
    'no-pull-role',
    `az acr import -n shop --source wingtip.azurecr.io/web:1
(Forbidden) Operation registries-1 failed. Access to wingtip.azurecr.cn denied.`,
  ],
  [
    'a refusal in one word, behind the manifest that was asked for',
    'no-pull-identity',
    ` ! redis  Interrupted  0.2s
 ✘ cart  Error Head "https://ghcr.io/v2/wingtip/cart/manifests/3.2": denied  0.2s
Error response from daemon: Head "https://ghcr.io/v2/wingtip/cart/manifests/3.2": denied`,
  ],
  [
    'a login that a runner tried before the pull',
    'expired-credential',
    `##[error]Docker login for 'wingtip.azurecr.io' failed with exit code 1`,
  ],
  [
    'a helper that could not keep what the login got',
    'no-pull-identity',
    `Error: could not login to OCI registry "wingtip.azurecr.io": error storing credentials - err: exit status 1, out: \`The stub received bad data.\``,
  ],
];

for (const [says, cause, text] of pulls)
  test(says, () => {
    const { pullError, causes } = explain(text);
    assert.equal(pullError, true);
    assert.ok(
      causes.slice(0, 2).some(each => each.cause === cause),
      `${causes.map(each => each.cause)}`,
    );
  });

const others: readonly (readonly [says: string, text: string])[] = [
  [
    'a source that a project of Argo CD does not allow',
    `ComparisonError: rpc error: code = PermissionDenied desc = repo oci://wingtip.azurecr.io/charts is not permitted in project 'web'`,
  ],
  [
    'the helper of a test that did not answer',
    `ContainerFetchException: Can't get Docker image: RemoteDockerImage(imageName=wingtip.azurecr.io/web:1)
	... 4 more
Caused by: java.lang.IllegalStateException: Could not connect to Ryuk at 172.17.0.1:49153`,
  ],
  [
    'a wrapper whose cause is no pull',
    `ContainerFetchException: Can't get Docker image: RemoteDockerImage(imageName=wingtip.azurecr.io/web:1)
Caused by: java.lang.NoClassDefFoundError: com/github/dockerjava/api/model/HostConfig`,
  ],
  [
    'a pull that a driver says succeeded, and a start that failed',
    `driver.docker: docker pull wingtip.azurecr.io/web:1 succeeded
client: failed to start task "web": API error (500): oci runtime error: exec: "run": executable file not found`,
  ],
  [
    'a manifest that was to be deleted',
    `failed to delete manifests: DELETE https://wingtip.azurecr.io/v2/web/manifests/sha256:0f0f: 405 Method Not Allowed`,
  ],
];

for (const [says, text] of others)
  test(`${says}: not a pull error`, () => {
    const { pullError, causes } = explain(text);
    assert.equal(pullError, false, `${causes.map(each => each.cause)}`);
  });
