// What tells of errors instead of being one, and what is so short that it could be taken for that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';

const told: readonly string[] = [
  // Source of programs, in pieces as people paste it.
  `const (
	ErrorManifestGone    = "MANIFEST_UNKNOWN"
	ErrorNobodyLetIn     = "UNAUTHORIZED"
)`,
  `	blob := registry.layers[digest]
	if blob == nil {
		return nil, ociregistry.ErrManifestUnknown
	}
	return blob, nil`,
  `	case http.StatusForbidden:
		failure = registryerrors.ErrDenied
	case http.StatusNotFound:
		failure = registryerrors.ErrNameUnknown
	default:`,
  `}, {
	name:       "a tag that nobody pushed",
	reply:      http.StatusNotFound,
	wantError:  "manifest unknown: manifest tagged by "7.1" is not found",
}, {`,
  `		reply: "HTTP/1.1 404 Not Found\\r\\n" +
			"Docker-Distribution-Api-Version: registry/2.0\\r\\n" +
			"\\r\\n" +
			"{\\"errors\\":[{\\"code\\":\\"MANIFEST_UNKNOWN\\",\\"message\\":\\"manifest unknown\\"}]}\\n",`,
  `	limit, err := time.ParseDuration(settings.ImagePullProgressTimeout)
	if err != nil {
		return nil, fmt.Errorf("image pull progress timeout is no duration: %w", err)
	}`,
  `REGISTRY_DNS_TROUBLE = Failure(
    "CONNECTIVITY_DNS_ERROR",
    "Failed to reach DNS for registry '{}'. Please check the spelling."
)`,
  `from podman.domain.images import Image
from podman.errors import ImageNotFound, APIError
from podman.api import PodmanClient`,
  `@@ -12,6 +12,8 @@ func explain(message string) Cause {
 	switch {
+	case strings.HasPrefix(message, "toomanyrequests"):
+		return RateLimited
 	case unauthorized(message):`,
  `### Fixed
- \`no such host\` of a private link is no longer taken for a registry that is not there
- a 403 with "client with IP" is told apart from one of a role`,
  `- alert: PodsWithoutImage
  expr: kube_pod_container_status_waiting_reason{reason="ErrImagePull"} > 0
  annotations:
    description: 'mostly 401 Unauthorized, manifest unknown or i/o timeout'`,
  // Settings, and what is only named in them.
  `{ "networkRuleSet": { "defaultAction": "Deny", "ipRules": [] }, "loginServer": "shop.azurecr.io", "publicNetworkAccess": "Enabled", "policies": { "quarantinePolicy": { "status": "disabled" } } }`,
  `Common causes: 401 unauthorized, 403 forbidden, manifest unknown, i/o timeout.`,
  `## Troubleshooting
- **ErrImagePull / ImagePullBackOff**: the image name is wrong or the registry needs credentials.
- **CrashLoopBackOff**: look at the logs.
- **OOMKilled**: raise the memory limit.`,
  `If you see \`manifest unknown\`, check that the tag exists in the registry.`,
  `\`pull access denied\` usually means that the repository does not exist or that you are not logged in.`,
  `What does "unauthorized: authentication required" mean when pulling from ACR?`,
  `fix(explain): manifest unknown is image-not-found, not registry-not-found`,
  `commit 8f1c2d3
Author: Dana <dana@contoso.com>

    Retry on toomanyrequests when pulling images from Docker Hub`,
  `if strings.Contains(err.Error(), "manifest unknown") || strings.Contains(err.Error(), "not found") {
    return ErrImageNotFound
}`,
  `switch waiting.Reason {
case "ErrImagePull", "ImagePullBackOff", "InvalidImageName":
    return true
}`,
  `expr: sum by (namespace, pod) (kube_pod_container_status_waiting_reason{reason=~"ErrImagePull|ImagePullBackOff|InvalidImageName"}) > 0
for: 5m`,
  `KubeEvents
| where Reason == "Failed" and Message contains "Failed to pull image"
| summarize count() by bin(TimeGenerated, 1h)`,
  `const isPullError = /pull access denied|manifest unknown|unauthorized/.test(message);`,
  `✔ explains pull access denied (2.1ms)
✔ explains failed to pull image (1.3ms)`,
  `kubectl get pods -A | grep -E 'ErrImagePull|ImagePullBackOff'`,
  `- Added: explanation for \`toomanyrequests\` on pulls
- Fixed: \`ErrImagePull\` was shown twice`,
  `The kubelet reports ErrImagePull first, then ImagePullBackOff, with an exponential back-off of up to five minutes.`,
  `For example, a pod that cannot pull its image goes into the ErrImagePull state.`,
  `| Error | Meaning |
|---|---|
| 401 Unauthorized | the kubelet identity has no AcrPull role |
| 403 Forbidden | the firewall denied the pull |
| manifest unknown | the tag does not exist |`,
  `ImagePullBackOff means that Kubernetes could not pull the container image. Possible reasons: wrong image name, missing credentials, network failure.`,
  `Runbook: image pull failures
1. kubectl describe pod and read the events
2. If it says "unauthorized", run az aks check-acr
3. If it says "i/o timeout", look at the firewall`,
  `// failed to pull image: unauthorized → not-attached`,
  `TODO: test what happens when docker pull fails with 403`,
  `How to fix ErrImagePull in Kubernetes`,
  `assert.deepEqual(explain('failed to pull image: unauthorized').causes, ['not-attached'])`,
  `The AcrPull role lets an identity pull images. Without it, pulls fail with 401 Unauthorized.`,
  `ErrImagePull is a generic error. It can be caused by many things, including rate limits (429 Too Many Requests).`,
  `def test_manifest_unknown_is_not_found():
    err = RegistryError("manifest unknown: manifest tagged by \\"1.0\\" is not found")`,
  `Alert: PodImagePullFailure - triggers when a pod is in ErrImagePull for more than 10 minutes. Severity: warning`,
  `- alert: ImagePullFailures
  annotations:
    summary: "Failed to pull image in {{ $labels.namespace }}/{{ $labels.pod }}"`,
  `retry_on:
  - "i/o timeout"
  - "toomanyrequests"
  - "failed to pull image"`,
  `Q: Why does my pod show ImagePullBackOff?
A: The kubelet can't pull the image. See below.`,
  `message.includes("pull access denied") ? "Check your credentials" : message`,
  `"errors": { "ErrImagePull": "Image could not be pulled", "CrashLoopBackOff": "Container crashed" }`,
  `ErrImagePull = "ErrImagePull"
ErrImagePullBackOff = "ImagePullBackOff"`,
  `var ErrImagePull = errors.New("ErrImagePull")`,
  `Docker Hub limits anonymous pulls to 100 per six hours. When the limit is exceeded, you get toomanyrequests: You have reached your pull rate limit.`,
  `La erreur ErrImagePull signifie que Kubernetes ne peut pas télécharger l'image.`,
  `ErrImagePull bedeutet, dass das Image nicht geladen werden konnte. Mögliche Ursachen: falscher Name, fehlende Rechte.`,
  `Scenario: Pod cannot pull image
  Given a registry without AcrPull
  When the pod starts
  Then the event is "Failed to pull image"`,
  `This release improves the error message shown when an image cannot be pulled ("unauthorized: authentication required").`,
  `Known issue: on private clusters, image pulls may fail with "no such host" until the DNS zone is linked.`,
  `This PR fixes #123, where docker pull returned 403 Forbidden behind a proxy`,
  `sim: inject failure ErrImagePull on pod web-1 (dry run)`,
  `chaos-mesh: experiment image-pull-failure scheduled`,
  `You should never get "unauthorized" with an attached registry.`,
  `grep -r "manifest unknown" src/
src/errors.ts:12:  | 'manifest unknown'
src/errors.ts:40:    case 'manifest unknown':`,
  `errorMap["MANIFEST_UNKNOWN"] = "manifest unknown"`,
  `| \`MANIFEST_UNKNOWN\` | manifest unknown | This error is returned when the manifest, identified by name and tag is unknown to the repository. |`,
  `"code": "UNAUTHORIZED", "description": "authentication required" — see the distribution spec, section Error Codes`,
  `Labels: kind/bug, area/image-pull, "ErrImagePull"`,
  `kubectl get events --field-selector reason=Failed | grep "Failed to pull image"`,
];

const happened: readonly string[] = [
  // What was signed in to, deleted, asked or mended before is not what failed.
  `$ docker login registry.gitlab.com
Login Succeeded
$ docker run registry.gitlab.com/team/api:1
docker: Error response from daemon: Get "https://registry.gitlab.com/v2/": denied: access forbidden.`,
  `Run docker/login-action@v3
Logging into ghcr.io...
Login Succeeded!
Run docker compose up -d
 api Error
Error response from daemon: Get "https://ghcr.io/v2/": denied: denied`,
  `docker login quay.io
Login Succeeded!
helm install x oci://quay.io/org/chart
Error: INSTALLATION FAILED: failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized`,
  `Run docker/login-action@v3
Logging into docker.io...
Login Succeeded!
Run docker build .
Step 1/3 : FROM myorg/private:1
Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password`,
  `$ docker pull ghcr.io/org/tool:1
Error response from daemon: denied`,
  `After deleting the image tag by mistake the Container App revision fails: Field 'template.containers.api.image' is invalid with details: 'Invalid value: "shop.azurecr.io/api:3": GET https:: MANIFEST_UNKNOWN: manifest tagged by "3" is not found'`,
  `The retention policy deletes manifests after 7 days. Container group: {"code":"InaccessibleImage","message":"The image 'shop.azurecr.io/api:1' in container group 'api' is not accessible. Please check the image and registry credential."}`,
  `"delete tag" pipeline ran at night. App Service now shows: DockerApiException: Docker API responded with status code=NotFound, response={"message":"manifest for shop.azurecr.io/api:4 not found: manifest unknown"}`,
  `argocd image updater: time="2026" level=error msg="Could not get tags from registry: unauthorized" 
and the pod: Warning  Failed  1s  kubelet  Failed to pull image "shop.azurecr.io/api:1": unauthorized: authentication required`,
  `+ docker pull shop.azurecr.io/api:1 >&2 ; Error response from daemon: manifest for shop.azurecr.io/api:1 not found: manifest unknown`,
  `*"Failed to pull image "shop.azurecr.io/api:1": unauthorized: authentication required (x4 over 2m)"*`,
  `[ERROR] failed to pull image shop.azurecr.io/api:1: unauthorized: authentication required;;`,
  `--- FAIL: TestDeploy: Failed to pull image "shop.azurecr.io/api:1": unauthorized: authentication required`,
  `--- FAIL: TestPull (0.01s)
    pull_test.go:12: failed to pull image "shop.azurecr.io/api:1": unauthorized: authentication required`,
  `How often does this happen? Failed to pull image "shop.azurecr.io/api:1": rpc error: code = Unknown desc = unauthorized: authentication required?`,
  `Does anyone know how to fix "no match for platform in manifest: not found"?`,
  `Added AcrPull to kubelet identity, still: Failed to pull image "shop.azurecr.io/api:1": unauthorized: authentication required`,
  `Fixed the name but now: Failed to pull image "shop.azurecr.io/api:1": not found`,
  `The release failed: Failed to pull image "shop.azurecr.io/api:1": unauthorized`,
  `az acr repository delete -n shop --image api:3
Web app says manifest unknown: manifest tagged by "3" is not found`,
  // Next to what tells of errors, and in forms that look like it.
  `Our retention policy deletes images older than 7 days. Now: Failed to pull image "contoso.azurecr.io/shop/api:1.2": rpc error: code = NotFound desc = contoso.azurecr.io/shop/api:1.2: not found`,
  `I deleted the image locally with docker rmi and tried again:

$ docker pull contoso.azurecr.io/shop/api:1.2
Error response from daemon: manifest for contoso.azurecr.io/shop/api:1.2 not found: manifest unknown: manifest tagged by "1.2" is not found`,
  `Error response from daemon: manifest for contoso.azurecr.io/shop/api:1.2 not found: manifest unknown. Did somebody delete the image?`,
  `Someone deleted the repository and pods give ErrImagePull: manifest unknown contoso.azurecr.io/web:1`,
  `I0312 Deleting image sha256:abc to free bytes
E0312 kubelet Failed to pull image "contoso.azurecr.io/web:1": unauthorized: authentication required`,
  `Post job cleanup: deleting images
Error response from daemon: Head "https://contoso.azurecr.io/v2/web/manifests/1": unauthorized: authentication required`,
  `"DELETE /v2/web/manifests/sha256:1 HTTP/1.1" 202
E0312 Failed to pull image "contoso.azurecr.io/web:1": contoso.azurecr.io/web:1: not found`,
  `Failed to pull image "contoso.azurecr.io/web:1": unauthorized: authentication required, detail: [{"Type":"repository","Class":"","Name":"web","Action":"*"}]`,
  `fatal: [node1]: FAILED! => {"changed": false, "diff": {}, "msg": "Error pulling image contoso.azurecr.io/web:1 - 401 Client Error: unauthorized: authentication required"}`,
  `time="2026-03-12T10:00:00Z" level=error msg="PullImage \\"contoso.azurecr.io/web:1\\" failed" error="unauthorized: authentication required" labels:map[] options: {}.`,
  `2025-03-12 level=error labels: {} . Failed to pull image "contoso.azurecr.io/shop/api:1.2": manifest unknown`,
  `failed to pull %s: Error response from daemon: pull access denied for contoso.azurecr.io/shop/api, repository does not exist or may require 'docker login'`,
  `Failed to pull image %q ("contoso.azurecr.io/web:1"): manifest unknown`,
  `unable to copy from docker.io import contoso.azurecr.io/web:1: manifest unknown`,
  `Failed to pull image "contoso.azurecr.io/web:1": dial tcp ~ "1.2.3.4:443": i/o timeout`,
  `I pushed the image to ACR. Site log:
DockerApiException: Docker API responded with status code=NotFound, response={"message":"manifest for contoso.azurecr.io/web:1 not found: manifest unknown"}`,
  `We pushed the image and ACI says:
(InaccessibleImage) The image 'contoso.azurecr.io/web:1' in container group 'g' is not accessible. Please check the image and registry credential.`,
  `I pushed the image to ACR without problems.

kubectl get pods
web-1 0/1 ErrImage 0 1m
manifest unknown: manifest tagged by "1" is not found`,
  `@@ -1,3 +1,3 @@
-  image: contoso.azurecr.io/web:1
+  image: contoso.azurecr.io/web:2

  Warning  Failed  3s  kubelet  Failed to pull image "contoso.azurecr.io/web:2": contoso.azurecr.io/web:2: not found`,
  `### Security
- Failed to pull image "contoso.azurecr.io/web:1": 401 Unauthorized`,
  `## Changed ACR
- ErrImagePull: unauthorized: authentication required from contoso.azurecr.io`,
  `### 1.2 Steps
- docker pull contoso.azurecr.io/web:1
- Error response from daemon: unauthorized: authentication required`,
  `## 1.5 upgrade of AKS broke pulls
- nodes: 3
- error: pull access denied, repository does not exist or may require authorization`,
  `- alert: ImagePull
  expr: x > 0

---
Last event:
  message: Failed to pull image "contoso.azurecr.io/web:1": unauthorized: authentication required`,
  `- alert: ImagePull
  expr: x > 0

Error: Failed to pull image "contoso.azurecr.io/web:1": unauthorized`,
  `I checked \`az acr show -n contoso\` and it exists. containerd says:
failed to resolve reference "contoso.azurecr.io/shop/api:1.2": contoso.azurecr.io/shop/api:1.2: not found`,
  `\`az acr repository list -n contoso\` shows it.

#3 [internal] load metadata for contoso.azurecr.io/base:1
#3 ERROR: failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized`,
  `I can see the tag with \`az acr repository show-tags -n contoso --repository web\` but the pod says manifest unknown: manifest tagged by "3" is not found`,
  `web-5c  0/1  [31mErrImagePull[0m  0  5s`,
  `$ docker stack deploy -c x.yml web --with-registry-auth
Error response from daemon: Get "https://registry.corp.local/v2/": unauthorized: authentication required`,
  `Image pull timed out after 5m0s for web:1 from registry`,
  `container image pull for web:1: no such host`,
  `(*errors.errorString)(0xc000){
  Message: "Failed to pull image contoso.azurecr.io/web:1: unauthorized: authentication required",
  Code: 401,
}`,
  `message:  "The image 'contoso.azurecr.io/web:1' in container group 'g' is not accessible. Please check the image and registry credential.",`,
  `Reason: "Failed",
Message: "Failed to pull image 'contoso.azurecr.io/web:1': manifest unknown",
Count: 3,`,
  `ERROR = Failed to pull image "contoso.azurecr.io/web:1": unauthorized: authentication required`,
  `},
"message": "Failed to pull image contoso.azurecr.io/web:1: manifest unknown",
},`,
  `{"operationName":"x","properties":{"statusCode":"Unauthorized","message":"pulling image contoso.azurecr.io/web:1 failed: 401 Unauthorized"}}`,
  `Error: INSTALLATION FAILED: failed to fetch oci://contoso.azurecr.io/helm/x: unexpected status 403 Forbidden (index.yaml not used)`,
  `Error: open /etc/containers/policy.json: permission denied, pulling contoso.azurecr.io/web:1`,
  `Failed to pull image "contoso.azurecr.io/web:1": denied by network rule set of the registry`,
  `ErrImagePull`,
  `Status: ErrImagePull`,
  `web-6f7   0/1   ErrImagePull   0   12s`,
  `manifest unknown`,
  `docker: Error response from daemon: manifest for contoso.azurecr.io/web:9 not found: manifest unknown: manifest unknown.`,
  `failed to pull image`,
  `Error: ErrImagePull`,
  `I get ErrImagePull when I deploy my app to AKS`,
  `our pods are stuck with ErrImagePull after we rotated the secret`,
  `When I run docker pull I get "unauthorized: authentication required"`,
  `pull access denied for web, repository does not exist or may require 'docker login'`,
  `Reason: ErrImagePull
Message: unauthorized`,
  `Why am I getting "Failed to pull image contoso.azurecr.io/web:1: 401 Unauthorized"?`,
  `  Warning  Failed  3s  kubelet  Error: ErrImagePull`,
  `toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit`,
  `{"reason":"ErrImagePull","message":"pull access denied"}`,
  `Unable to pull image. unauthorized`,
  `Since this morning all our builds fail: docker pull → 403 Forbidden`,
  `{
  statusCode: 404,
  message: 'pull access denied for web, repository does not exist or may require \\'docker login\\'',
}`,
  `build: failed to pull image web:1: unauthorized`,
  `Severity: Error  Failed to pull image: 401 Unauthorized`,
  `{"severity":"ERROR","message":"Failed to pull image: unauthorized"}`,
  `  containerStatuses:
  - image: web:1
    state:
      waiting:
        message: 'Back-off pulling image "web:1": ErrImagePull: manifest unknown'
        reason: ErrImagePull`,
  `[
  "Failed to pull image \\"contoso.azurecr.io/web:1\\": unauthorized: authentication required",
  "Error: ErrImagePull"
]`,
  `Traceback (most recent call last):
  File "/app/run.py", line 8, in <module>
    client.images.pull("contoso.azurecr.io/web", tag="9")
docker.errors.NotFound: 404 Client Error for http+docker://localhost/v1.45/images/create?tag=9&fromImage=contoso.azurecr.io%2Fweb: Not Found ("manifest for contoso.azurecr.io/web:9 not found: manifest unknown: manifest tagged by "9" is not found")`,
  `docker.errors.APIError: 500 Server Error: Internal Server Error ("Head "https://contoso.azurecr.io/v2/web/manifests/1": unauthorized: authentication required")`,
  `com.github.dockerjava.api.exception.NotFoundException: Status 404: {"message":"pull access denied for web, repository does not exist or may require 'docker login'"}`,
  `Warning: Failed to pull image (attempt 3/5): toomanyrequests`,
  `The deployment failed. ErrImagePull`,
  `Pods are failing with ErrImagePull since the cluster upgrade.`,
  `deployment stuck, describe says: Failed to pull image ... 401 Unauthorized`,
  `## What happened
Pod in ErrImagePull after attaching the registry
## Expected
Pod runs`,
  `Error: Failed to pull image: manifest unknown
Solution: ?`,
  `Failed to pull image. Check that the image exists and that you have access.`,
  `ERROR: pull access denied, are you logged in?`,
  `step 3/9: docker pull failed (401). Aborting.`,
  `Status: ErrImagePull (since 5m)`,
  `could not pull image: unauthorized. Please make sure the registry credentials are valid.`,
  `node-1: image pull failed: x509: certificate signed by unknown authority`,
  `My pods show ImagePullBackOff and in events "pull access denied"`,
  `ErrImagePull on node pool after rotating service principal, what could cause this?`,
  `Bug: az acr login fails with 403 Forbidden behind proxy`,
  `kubectl logs web
Error from server (BadRequest): container "web" in pod "web" is waiting to start: trying and failing to pull image`,
  `> docker pull web:1
Error: image web:1 not found`,
  `Failed to pull image "shop.azurecr.io/web:1": unauthorized: authentication required
I have not tried another node, and I am just curious why.`,
  // What words of success, of a push, of a script or of a table around them once hid.
  '**Describe the bug**\nPod stays in ErrImagePull.\n\nWarning  Failed  12s  kubelet  Failed to pull image "shop.azurecr.io/web:1": rpc error: code = Unknown desc = failed to pull and unpack image "shop.azurecr.io/web:1": failed to resolve reference "shop.azurecr.io/web:1": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://shop.azurecr.io/oauth2/token?scope=repository%3Aweb%3Apull&service=shop.azurecr.io: 401 Unauthorized\n\n**Expected behavior**\nThe image should be pulled successfully.',
  'Failed to pull image "shop.azurecr.io/web:1": rpc error: code = NotFound desc = failed to pull and unpack image "shop.azurecr.io/web:1": no match for platform in manifest: not found\n\nOn my laptop the same image can be pulled successfully.',
  'Revision web--1: Failed to pull image shop.azurecr.io/web:1: 403 Forbidden. The image has not been pulled successfully for two days.',
  'Failed to pull image "shop.azurecr.io/web:1": unauthorized: authentication required\nLocally (docker pull) the same image was pulled successfully.',
  'Failed to pull image "shop.azurecr.io/web:1": unauthorized: authentication required\nExpected behavior: image should be pulled successfully',
  'Failed to pull image "shop.azurecr.io/web:1": unauthorized: authentication required\nWaiting for image shop.azurecr.io/web:1 to be pulled successfully (timeout 5m)',
  'docker pull shop.azurecr.io/web:1\nmanifest unknown\nIt worked yesterday, image was pulled successfully yesterday.',
  'we push from the pipeline and that works. On the VM:\n\nError response from daemon: Get "https://shop.azurecr.io/v2/": unauthorized: authentication required',
  'on push:\n  docker compose up\nError response from daemon: manifest for shop.azurecr.io/web:1 not found: manifest unknown: manifest tagged by "1" is not found',
  "we push with a service principal, then az container create:\nThe image 'shop.azurecr.io/web:1' in container group 'web' is not accessible. Please check the image and registry credential.",
  'we push ok. compose:\nError response from daemon: Get "https://shop.azurecr.io/v2/": dial tcp: lookup shop.azurecr.io: no such host',
  '$ cf push shop --docker-image shop.azurecr.io/api:7\n2025-01-02T10:00:00.00 [CELL/0] ERR Failed preloading image: failed to fetch metadata: GET https://shop.azurecr.io/v2/api/manifests/7: 401 Unauthorized',
  '$ task push\nERROR: failed to solve: shop.azurecr.io/base/node:18: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://shop.azurecr.io/oauth2/token?scope=repository%3Abase%2Fnode%3Apull&service=shop.azurecr.io: 401 Unauthorized',
  '$ make push\nDockerfile:1\n--------------------\n   1 | >>> FROM shop.azurecr.io/base/node:18\n--------------------\nERROR: failed to solve: shop.azurecr.io/base/node:18: shop.azurecr.io/base/node:18: not found',
  '$ pulumi up / $ make push\nDockerfile:1\nERROR: failed to solve: shop.azurecr.io/base:1: shop.azurecr.io/base:1: not found',
  'Failed to pull image "shop.azurecr.io/web:1": unauthorized: authentication required\nCommand: az acr update -n shop --admin-enabled true',
  'Failed to pull image "shop.azurecr.io/web:1": denied: client with IP \'20.1.2.3\' is not allowed access\ncommand: az acr update -n shop --public-network-enabled true',
  'shop.azurecr.io/web:1: denied: requested item is quarantined',
  '{"errors":[{"code":"DENIED","message":"requested item is quarantined","detail":null}]}',
  'ERROR: shop.azurecr.io/web:1: requested item is quarantined',
  'NAME    READY   STATUS                      RESTARTS   AGE\nweb-0   0/1     SignatureValidationFailed   0          2m',
  'Error: login to shop.azurecr.io: unauthorized: Client ID must be GUID',
  'Error: shop.azurecr.io/charts/web:1.2.0: name unknown',
  'buildctl: unsupported MediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws", shop.azurecr.io/web:1',
  'token validation failed (shop.azurecr.io)',
  '{"level":"error","controller":"imagerepository","error":"auth: failed to get credential from azure: WorkloadIdentityCredential authentication failed"}',
  "myrepo   oci://shop.azurecr.io/manifests   False   failed to get credential from 'azure': WorkloadIdentityCredential: no client ID specified",
  'Failed to pull image "shop.azurecr.io/web:1": timeout while connecting to shop.azurecr.io:443',
  'docker pull shop.azurecr.io/web:1\nError while connecting to shop.azurecr.io: connection refused',
  'failed to download artifact oci://shop.azurecr.io/chart: certificate has expired while connecting to shop.azurecr.io',
  "| # | pod | state | message |\n| 1 | web-0 | Waiting | ErrImagePull: pull access denied for web, repository does not exist or may require 'docker login' |",
  '| 12 | node-3 | toomanyrequests: You have reached your unauthenticated pull rate limit. |',
  '| 3 | 2m | Warning | Failed | kubelet | rpc error: code = Unknown desc = pull access denied for web |',
  "$ az acr login --name mapledata\nERROR: Please run 'az login' to s",
  'podman run quay.io/shop/web:1\nError: initializing sour…',
  'Failed to pull image "shop.azurecr.io/web:1": rpc error: code = DeadlineExceeded desc = context deadline',
  'Failed to pull image "shop.azurecr.io/web:1": net/http: TLS handshake',
  'Failed to pull image "web:1": You have reached your pull rate',
  'docker pull: Client.Timeout exceeded while awaiting',
  'level=fatal msg="failed to resolve nginx:1.99: unexpected status: 429 Too Many Requests (docker)"',
  'ctr: failed to resolve "myreg/web:1": 401 Unauthorized (containerd)',
  'error getting content of shop.azurecr.io/web:1: 401 Unauthorized',
  'Error response from daemon: invalid image format for shop.azurecr.io/web:1',
  'error: invalid image_name shop.azurecr.io//web while pulling',
];

test('documentation, code, rules and the names of tests are no failed pull', () => {
  assert.deepEqual(
    told.filter(text => explain(text).pullError),
    [],
  );
});

test('a short error is a failed pull, and so is one that somebody tells of himself', () => {
  assert.deepEqual(
    happened.filter(text => !explain(text).pullError),
    [],
  );
});
